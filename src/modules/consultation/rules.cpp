#include "modules/consultation/workflow.hpp"

namespace gongshi::consultation {

Result<void> ready_to_publish(const Facts& facts) {
  if (facts.statements == 0) return fail(ErrorKind::unprocessable, "consultation.needs_statements");
  if (!facts.has_sectors) return fail(ErrorKind::unprocessable, "consultation.needs_sectors");
  if (facts.closes_at && *facts.closes_at <= facts.now) return fail(ErrorKind::unprocessable, "consultation.already_over");
  return {};
}

Result<void> sheet_is_written(const Facts& facts) {
  if (!facts.sheet_has_content) return fail(ErrorKind::unprocessable, "consultation.sheet_is_empty");
  if (facts.votes_undecided) return fail(ErrorKind::conflict, "consultation.votes_undecided");
  return {};
}

}  // namespace gongshi::consultation
