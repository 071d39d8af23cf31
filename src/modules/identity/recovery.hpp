// Letting somebody in again who has lost every way in: one of the office asks, another confirms, and a link goes over by hand.
#pragma once

#include "modules/identity/wire.hpp"
#include "platform/operations/context.hpp"

namespace gongshi::identity {

Result<RecoveryList> list_recoveries(Context& context, db::ReadTx& tx, const Nothing&);
Result<RecoveryView> ask_for_recovery(Context& context, db::WriteTx& tx, const AskForRecovery& request);
/// A PUT: its answer, which holds the link, is not kept for replays; asked again it gives another link.
Result<RecoveryLink> confirm_recovery(Context& context, db::WriteTx& tx, const OneRecovery& request);
Result<Nothing> withdraw_recovery(Context& context, db::WriteTx& tx, const OneRecovery& request);

}  // namespace gongshi::identity
