// What a browser says of itself, as far as its owner needs it to know a session again; the whole text is not kept.
#pragma once

#include <string>
#include <string_view>

#include "base/names.hpp"
#include "platform/operations/context.hpp"

namespace gongshi::identity {

enum class BrowserKind { other, wechat, qq, uc, edge, chrome, firefox, safari };
BOOST_DESCRIBE_ENUM(BrowserKind, other, wechat, qq, uc, edge, chrome, firefox, safari)
enum class SystemKind { other, android, harmony, ios, windows, macos, linux_ };
BOOST_DESCRIBE_ENUM(SystemKind, other, android, harmony, ios, windows, macos, linux_)

BrowserKind browser_of(std::string_view user_agent);
SystemKind system_of(std::string_view user_agent);

/// The cookie by which a person's device is known again when somebody else guesses at their password: a random word under a key, for one
/// person. It proves nothing but that this person has signed in there before.
std::string known_device(Context& context, PersonId person);
/// Lets the reader's browser be known by this from now on.
void give_device(Context& context, std::string device);
/// The random word of a cookie that this person was given; empty when it is none of theirs.
std::string_view device_of(Context& context, PersonId person);

}  // namespace gongshi::identity
