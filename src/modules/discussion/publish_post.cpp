// Moderation has decided: an approved post becomes visible and whoever it answers is told.
#include "embedded/discussion.hpp"
#include "modules/discussion/author.hpp"
#include "modules/discussion/store.hpp"
#include "modules/discussion/use_cases.hpp"
#include "platform/notices/notices.hpp"

namespace gongshi::discussion {
namespace {

Result<void> tell_the_one_answered(Context& context, db::WriteTx& tx, const StoredPost& reply) {
  TRY_ASSIGN(const StoredPost answered, store::find(tx, *reply.reply_to));
  if (answered.author == reply.author) return {};
  TRY_ASSIGN(const auto item, moderation::find(context, tx, moderation::Kind::post, reply.id.value));
  const std::string name = Authors(context, tx, reply.assembly).find(reply.author).name;
  notices::tell(context, tx, {answered.author},
                {.kind = "discussion.reply",
                 .subject_kind = "post",
                 .subject = reply.id.value,
                 .link = item.link,
                 .args = {{"name", name}, {"title", item.consultation_title}, {"text", notices::excerpt(reply.text)}}});
  return {};
}

}  // namespace

Result<void> publish_post(Context& context, db::WriteTx& tx, const moderation::Approved& event) {
  if (event.kind != moderation::Kind::post) return {};
  TRY_ASSIGN(const StoredPost post, store::find(tx, PostId{event.subject}));
  tx.run(sql::decide, post.id, State::approved);
  if (post.reply_to) TRY(tell_the_one_answered(context, tx, post));
  return publish(context, tx, PostPublished{post.id, post.kind, post.subject});
}

Result<void> refuse_post(Context&, db::WriteTx& tx, const moderation::Refused& event) {
  if (event.kind == moderation::Kind::post) tx.run(sql::decide, event.subject, State::refused);
  return {};
}

}  // namespace gongshi::discussion
