// What is told, and when it is tried again.
#pragma once

#include <chrono>

#include "modules/consultation/api.hpp"
#include "modules/handling/api.hpp"
#include "modules/proposals/api.hpp"
#include "platform/operations/context.hpp"

namespace gongshi::webhooks {

inline constexpr std::chrono::hours kGivenUpAfter{72};

/// Something took a step: to be told, where somebody wants to be.
Result<void> note(Context& context, db::WriteTx& tx, const consultation::Moved& event);
Result<void> note_proposal(Context& context, db::WriteTx& tx, const proposals::Moved& event);
Result<void> note_answer(Context& context, db::WriteTx& tx, const handling::Answered& event);

/// Sends what waits, in order, until one is not taken: then all wait for it, 10 seconds first and an hour at last, three days in all.
void deliver(Context& context);

}  // namespace gongshi::webhooks
