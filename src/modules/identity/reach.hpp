// Where a person is told besides the inbox: a mail address they confirmed, their number, and which of these they want.
#pragma once

#include "modules/identity/wire.hpp"
#include "platform/notices/delivery.hpp"
#include "platform/operations/context.hpp"

namespace gongshi::identity {

/// In full; for sending and the person's own copy.
std::optional<std::string> mail_of(Context& context, db::ReadTx& tx, PersonId person);
std::optional<std::string> address_of(Context& context, db::ReadTx& tx, PersonId person, notices::Channel channel);
/// What a mail address of this person is sealed for.
std::string mail_sealed_for(PersonId person);

Result<ReachView> read_reach(Context& context, db::ReadTx& tx, const Nothing&);
Result<ReachView> choose_reach(Context& context, db::WriteTx& tx, const ChooseReach& request);
/// Sends a code there; the address counts once it came back.
Result<CodeSent> ask_for_mail_code(Context& context, const AskForMailCode& request);
Result<ReachView> confirm_mail(Context& context, const ConfirmMail& request);
Result<ReachView> remove_mail(Context& context, db::WriteTx& tx, const Nothing&);

}  // namespace gongshi::identity
