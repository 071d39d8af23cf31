// A person says something under a subject; nobody else sees it before it is approved.
#include "embedded/discussion.hpp"
#include "modules/discussion/author.hpp"
#include "modules/discussion/store.hpp"
#include "modules/discussion/subjects.hpp"
#include "modules/discussion/use_cases.hpp"
#include "platform/journal/journal.hpp"

namespace gongshi::discussion {
namespace {

constexpr std::int64_t kMostWaiting = 20;  // per person, so that nobody buries the moderators

/// What is replied to stands in the same thread and is visible; otherwise it is absent.
Result<PostId> opening_of(db::ReadTx& tx, const WritePost& request) {
  TRY_ASSIGN(const StoredPost post, store::find(tx, *request.reply_to));
  if (post.kind != request.kind || post.subject != request.subject || post.state != State::approved) {
    return fail(ErrorKind::not_found, "discussion.post_not_found");
  }
  return post.opening;
}

}  // namespace

Result<Post> write_post(Context& context, db::WriteTx& tx, const WritePost& request) {
  TRY_ASSIGN(const Subject subject, find_subject(context, tx, request.kind, request.subject));
  TRY(require(subject.may_post));
  const std::string text = moderation::tidy(request.text);
  if (text.empty()) return std::unexpected(Error{ErrorKind::invalid, "request.invalid", {}, {{"/text", "discussion.text_is_empty"}}});
  const PersonId author = context.actor.person;
  if (tx.one<std::int64_t>(sql::count_waiting, author).value_or(0) >= kMostWaiting) {
    return fail(ErrorKind::too_many, "discussion.too_many_waiting", {{"most", std::to_string(kMostWaiting)}});
  }
  const PostId id = context.ids.next<PostId>();
  PostId opening = id;
  if (request.reply_to) {
    TRY_ASSIGN(opening, opening_of(tx, request));
  }
  tx.run(sql::add, id, request.kind, request.subject, opening, request.reply_to, subject.assembly, author, text, context.now());
  TRY(moderation::submit(context, tx,
                         {.kind = moderation::Kind::post,
                          .subject = id.value,
                          .assembly = subject.assembly,
                          .place = subject.place,
                          .author = author,
                          .text = text}));
  journal::record(context, tx, {.verb = "discussion.write_post", .subject_kind = "post", .subject = id.value, .scope = subject.assembly});
  const Author shown = Authors(context, tx, subject.assembly).find(author);
  return Post{.id = id,
              .author_name = shown.name,
              .sector_name = shown.sector_name,
              .text = text,
              .at = context.now(),
              .reply_to = request.reply_to,
              .state = State::pending,
              .mine = true};
}

}  // namespace gongshi::discussion
