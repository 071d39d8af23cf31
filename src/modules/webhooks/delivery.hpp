// What is told, and when it is tried again.
#pragma once

#include <chrono>

#include "modules/consultation/api.hpp"
#include "platform/operations/context.hpp"

namespace gongshi::webhooks {

inline constexpr std::chrono::hours kGivenUpAfter{72};

/// A consultation took a step: to be told, where somebody wants to be.
Result<void> note(Context& context, db::WriteTx& tx, const consultation::Moved& event);

/// Sends what waits, in order, until one is not taken: then all wait for it, 10 seconds first and an hour at last, three days in all.
void deliver(Context& context);

}  // namespace gongshi::webhooks
