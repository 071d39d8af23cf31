// What is told, how it is signed, and when it is tried again.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "modules/consultation/api.hpp"
#include "platform/operations/context.hpp"

namespace gongshi::webhooks {

inline constexpr std::chrono::hours kGivenUpAfter{72};

/// The header `webhook-signature` of Standard Webhooks 1.0: "v1," and the base64 of HMAC-SHA256 over "id.seconds.body". `secret` is "whsec_" and
/// base64 of 24 to 64 bytes; throws std::invalid_argument otherwise.
std::string signature(std::string_view secret, std::string_view id, std::int64_t seconds, std::string_view body);

/// A consultation took a step: to be told, where somebody wants to be.
Result<void> note(Context& context, db::WriteTx& tx, const consultation::Moved& event);

/// Sends what waits, in order, until one is not taken: then all wait for it, 10 seconds first and an hour at last, three days in all.
void deliver(Context& context);

}  // namespace gongshi::webhooks
