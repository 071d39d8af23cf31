// The kinds of subjects that modules have opened for discussion.
#pragma once

#include <map>
#include <string>

#include "modules/discussion/api.hpp"

namespace gongshi::discussion {

struct Subjects {
  std::map<std::string, FindSubject, std::less<>> by_kind;
};

/// The subject as its owner shows it to the actor. Error 404 for an unknown kind, too.
Result<Subject> find_subject(Context& context, db::ReadTx& tx, const std::string& kind, std::int64_t subject);

/// The error that says why the actor may not post; nothing for MayPost::yes.
Result<void> require(MayPost may_post);

}  // namespace gongshi::discussion
