#include "modules/discussion/subjects.hpp"

#include "base/assert.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::discussion {

void register_subject(Application& app, std::string kind, FindSubject find) {
  app.use<Subjects>().by_kind.emplace(std::move(kind), std::move(find));
}

Result<Subject> find_subject(Context& context, db::ReadTx& tx, const std::string& kind, std::int64_t subject) {
  const auto& by_kind = context.app.use<Subjects>().by_kind;
  const auto found = by_kind.find(kind);
  if (found == by_kind.end()) return fail(ErrorKind::not_found, "discussion.not_found");
  return found->second(context, tx, subject);
}

Result<void> require(MayPost may_post) {
  switch (may_post) {
    case MayPost::yes: return {};
    case MayPost::sign_in: return fail(ErrorKind::unauthenticated, "request.sign_in");
    case MayPost::level_too_low: return fail(ErrorKind::forbidden, "discussion.level_too_low");
    case MayPost::not_invited: return fail(ErrorKind::forbidden, "discussion.not_invited");
    case MayPost::not_open: return fail(ErrorKind::conflict, "discussion.not_open");
  }
  GONGSHI_ASSERT(!"every enumerator is handled");
  return {};
}

}  // namespace gongshi::discussion
