// What other modules may use of discussion: a thread under any subject of theirs.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "modules/assemblies/api.hpp"
#include "modules/moderation/api.hpp"
#include "platform/operations/module.hpp"

namespace gongshi::discussion {

using PostId = Id<struct PostTag>;

/// May this reader post, and if not, why not.
enum class MayPost { yes, sign_in, level_too_low, not_invited, not_open };
BOOST_DESCRIBE_ENUM(MayPost, yes, sign_in, level_too_low, not_invited, not_open)

/// What a thread needs to know of its subject.
struct Subject {
  assemblies::AssemblyId assembly;  // whose staff moderate
  moderation::Place place;          // what its readers came for; the link leads to the thread
  MayPost may_post = MayPost::not_open;
};

/// Answers for the actor: error 404 where the subject is absent or hidden from them.
using FindSubject = std::function<Result<Subject>(Context&, db::ReadTx&, std::int64_t subject)>;

/// Opens threads under subjects of this kind; from the owning module's start().
void register_subject(Application& app, std::string kind, FindSubject find);

/// Visible posts under one subject.
std::int64_t count_posts(db::ReadTx& tx, std::string_view kind, std::int64_t subject);

/// What the operation does, for a module that lets its actor say something.
Result<void> say(Context& context, db::WriteTx& tx, std::string_view kind, std::int64_t subject, std::string text);

/// When the subject itself is removed.
void remove_thread(db::WriteTx& tx, std::string_view kind, std::int64_t subject);

/// A post became visible.
struct PostPublished {
  static constexpr std::string_view kName = "discussion.post_published";
  PostId post;
  std::string kind;
  std::int64_t subject = 0;
};
BOOST_DESCRIBE_STRUCT(PostPublished, (), (post, kind, subject))

Module discussion_module();

}  // namespace gongshi::discussion
