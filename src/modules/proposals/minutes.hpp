// 重点提案督办纪要: minutes of a meeting, a visit or a symposium at which the handling of a key proposal was supervised.
#pragma once

#include "modules/proposals/use_cases.hpp"

namespace gongshi::proposals {

Result<ProposalView> add_minutes(Context& context, db::WriteTx& tx, const AddMinutes& request);
Result<ProposalView> save_minutes(Context& context, db::WriteTx& tx, const SaveMinutes& request);
Result<ProposalView> discard_minutes(Context& context, db::WriteTx& tx, const ByMinutes& request);
Result<ProposalView> decide_minutes(Context& context, db::WriteTx& tx, const DecideMinutes& request);
Result<http::Response> minutes_document(Context& context, const AskMinutesDocument& request);

void remove_minutes(db::WriteTx& tx, ProposalId proposal);

}  // namespace gongshi::proposals
