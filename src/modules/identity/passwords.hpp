// Passwords: rules, and Argon2id behind a gate.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "modules/identity/wire.hpp"
#include "platform/operations/context.hpp"

namespace gongshi::identity {

/// What is wrong with a new password: a message key, or empty. `known`: words that everybody here knows; they do not count towards its length.
std::string_view password_problem(std::string_view login, std::string_view password, std::span<const std::string> known);
/// The login as it is compared; empty when it cannot be one (blanks, control characters, length).
std::string folded_login(std::string_view login);
/// How a person signs in who has a number and no login of their own: by the number, kept as its keyed hash.
std::string phone_login(Context& context, std::string_view normal);

Result<SessionView> sign_in_by_password(Context& context, const SignInByPassword& request);
/// Whether this is the password of who is signed in; throttled. 422 when they have none.
Result<bool> right_password(Context& context, const std::string& password);
Result<Nothing> change_password(Context& context, const ChangePassword& request);

}  // namespace gongshi::identity
