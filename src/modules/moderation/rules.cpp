#include "modules/moderation/workflow.hpp"

namespace gongshi::moderation {

Result<void> words_of_another(const Facts& facts) {
  if (facts.actor == facts.author) return fail(ErrorKind::conflict, "moderation.own_words");
  return {};
}

Result<void> another_reviewer(const Facts& facts) {
  TRY(words_of_another(facts));
  if (facts.actor == facts.first_reviewer) return fail(ErrorKind::conflict, "moderation.same_reviewer");
  return {};
}

Result<void> own_words(const Facts& facts) {
  if (facts.actor != facts.author) return fail(ErrorKind::not_found, "moderation.not_found");
  return {};
}

}  // namespace gongshi::moderation
