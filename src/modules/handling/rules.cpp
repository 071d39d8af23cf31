#include "modules/handling/workflow.hpp"

namespace gongshi::handling {

Result<void> among_several(const ItemFacts& facts) {
  if (!facts.shared) return fail(ErrorKind::conflict, "handling.handled_alone");
  return {};
}

Result<void> has_open_promises(const ItemFacts& facts) {
  if (!facts.promises_open) return fail(ErrorKind::conflict, "handling.nothing_promised");
  return {};
}

Result<void> nothing_left(const ItemFacts& facts) {
  if (facts.promises_open) return fail(ErrorKind::conflict, "handling.promises_open");
  if (facts.needs_meeting && !facts.met) return fail(ErrorKind::conflict, "handling.meeting_not_noted");
  if (facts.needs_meeting && !facts.says_why) return wrong("/reason", "handling.meeting_needed");
  return {};
}

Result<void> in_time(const TaskFacts& facts) {
  if (!facts.may_be_returned) return fail(ErrorKind::conflict, "handling.return_too_late");
  return {};
}

Result<void> for_the_first_time(const TaskFacts& facts) {
  if (facts.extended) return fail(ErrorKind::conflict, "handling.extended_already");
  return {};
}

namespace {
Result<void> spoken(const TaskFacts& facts) {
  if (facts.needs_contact && !facts.contacted) return fail(ErrorKind::conflict, "handling.not_contacted");
  return {};
}

Result<void> complete(const TaskFacts& facts) {
  if (!facts.written) return fail(ErrorKind::conflict, "handling.nothing_written");
  if (facts.suggestions_open) return fail(ErrorKind::conflict, "handling.suggestions_open");
  TRY(spoken(facts));
  if (facts.assisting_open && !facts.says_why) return wrong("/without_assisting", "handling.assisting_open");
  return {};
}

}  // namespace

Result<void> ready(const TaskFacts& facts) {
  if (facts.assisted) return fail(ErrorKind::conflict, "handling.circulate_first");
  return complete(facts);
}

Result<void> goes_round(const TaskFacts& facts) {
  if (!facts.assisted) return fail(ErrorKind::conflict, "workflow.not_now");
  return complete(facts);
}

Result<void> countersigned(const TaskFacts& facts) {
  if (!facts.countersigned && !facts.says_why_signed) return wrong("/reason", "handling.not_countersigned");
  return spoken(facts);
}

Result<void> assists(const TaskFacts& facts) {
  if (facts.role != TaskRole::assisting) return fail(ErrorKind::conflict, "workflow.not_now");
  return {};
}

Result<void> replies(const TaskFacts& facts) {
  if (facts.role == TaskRole::assisting) return fail(ErrorKind::conflict, "workflow.not_now");
  if (facts.assisted) return fail(ErrorKind::conflict, "handling.circulate_first");  // one has joined since
  return spoken(facts);  // they may have changed their mind meanwhile
}

}  // namespace gongshi::handling
