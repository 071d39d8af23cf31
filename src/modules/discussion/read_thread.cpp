// Reads a thread as this reader may see it: what is approved, and their own posts that still wait.
#include "embedded/discussion.hpp"
#include "modules/discussion/author.hpp"
#include "modules/discussion/store.hpp"
#include "modules/discussion/subjects.hpp"
#include "modules/discussion/use_cases.hpp"
#include "platform/operations/cursor.hpp"

namespace gongshi::discussion {
namespace {

constexpr std::size_t kPage = 50;

struct PostRow {
  PostId id;
  PersonId author;
  std::string text;
  Timestamp at;
  std::optional<PostId> reply_to;
  State state = State::pending;
  std::int64_t replies = 0;
};
BOOST_DESCRIBE_STRUCT(PostRow, (), (id, author, text, at, reply_to, state, replies))

/// After which post to go on: its branch and itself.
struct Place {
  std::int64_t opening = kFromGreatest;
  std::int64_t post = kFromSmallest;
};

Result<Place> place_of(db::ReadTx& tx, const ReadThread& request, PersonId reader) {
  if (!request.cursor) return Place{};
  TRY_ASSIGN(const std::int64_t last, read_cursor(request.cursor, kFromSmallest));
  TRY_ASSIGN(const StoredPost post, store::find(tx, PostId{last}));
  // A cursor names a post the reader was shown: any other is absent, so that nobody learns what waits.
  const bool shown = post.state == State::approved || (reader && post.author == reader);
  if (!shown || post.kind != request.kind || post.subject != request.subject) return fail(ErrorKind::not_found, "discussion.post_not_found");
  return Place{post.opening.value, post.id.value};
}

}  // namespace

Result<Thread> read_thread(Context& context, db::ReadTx& tx, const ReadThread& request) {
  TRY_ASSIGN(const Subject subject, find_subject(context, tx, request.kind, request.subject));
  const PersonId reader = context.actor.person;
  TRY_ASSIGN(const Place after, place_of(tx, request, reader));
  auto rows = tx.all<PostRow>(sql::in_thread, request.kind, request.subject, reader, after.opening, after.post, kPage + 1);
  Thread thread{.total = count_posts(tx, request.kind, request.subject), .may_post = subject.may_post};
  thread.next = cut_page(rows, kPage, [](const PostRow& row) { return row.id.value; });
  Authors authors(context, tx, subject.assembly);
  for (PostRow& row : rows) {
    const Author& author = authors.find(row.author);
    thread.items.push_back({row.id, author.name, author.sector_name, std::move(row.text), row.at, row.reply_to, row.state,
                            row.author == reader && context.actor.signed_in(), row.replies});
  }
  return thread;
}

std::int64_t count_posts(db::ReadTx& tx, std::string_view kind, std::int64_t subject) {
  return tx.one<std::int64_t>(sql::count_in_thread, kind, subject).value_or(0);
}

}  // namespace gongshi::discussion
