// What is said, typed line by line while it is said.
#include "embedded/meetings.hpp"
#include "modules/meetings/halls.hpp"
#include "modules/meetings/store.hpp"
#include "modules/meetings/use_cases.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::meetings {
namespace {

/// A line stands at least so long, and for every character a little longer.
constexpr std::int64_t kLeast = 2'500, kForACharacter = 180;

}  // namespace

Result<CaptionView> type_caption(Context& context, db::WriteTx& tx, const TypeCaption& request) {
  TRY_ASSIGN(const Meeting meeting, find_managed(context, tx, request.id));
  if (!row_of(meeting.state).under_way) return fail(ErrorKind::conflict, "meetings.not_under_way");
  const std::string text = moderation::tidy(request.text);
  if (text.empty()) return wrong("/text", "meetings.text_needed");
  const std::int64_t length = std::max(kLeast, kForACharacter * static_cast<std::int64_t>(text.size() / 3));
  const CaptionView line{.id = context.ids.next_value(), .from_at = context.now(), .to_at = context.now() + std::chrono::milliseconds(length), .text = text};
  tx.run(sql::add_caption, line.id, meeting.id, line.from_at, line.to_at, line.text);
  context.after_commit.push_back([&app = context.app, meeting, line] { app.use<Halls>().said(app, meeting, line); });
  return line;
}

}  // namespace gongshi::meetings
