// The ways in besides the password.
#pragma once

#include <optional>
#include <string>

#include "modules/identity/sessions.hpp"
#include "modules/identity/wire.hpp"

namespace gongshi::identity {

/// The version of the privacy terms that a consent names; changed when the terms change, then everybody is asked again.
inline constexpr std::string_view kPrivacyTerms = "2026-11";

/// Codes and links work once. The request that used one may arrive a second time, when its answer was lost on the way: it is known by its
/// Idempotency-Key.
std::string used_by(Context& context);
bool may_use(Context& context, const std::optional<std::string>& used_key);

Result<CodeSent> ask_for_code(Context& context, db::WriteTx& tx, const AskForCode& request);
Result<SessionView> sign_in_by_phone(Context& context, const SignInByPhone& request);
Result<SessionView> sign_in_by_link(Context& context, const SignInByLink& request);
Result<SessionView> create_first_administrator(Context& context, const CreateFirstAdministrator& request);
Result<Outbox> read_outbox(Context& context, const Nothing&);

}  // namespace gongshi::identity
