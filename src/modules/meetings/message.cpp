// What who watches writes: read by a moderator first, then shown to all; liked; and what became of one's own.
#include <algorithm>

#include "base/personal_data.hpp"
#include "embedded/meetings.hpp"
#include "modules/identity/api.hpp"
#include "modules/meetings/halls.hpp"
#include "modules/meetings/moment_cursor.hpp"
#include "modules/meetings/store.hpp"
#include "modules/meetings/use_cases.hpp"
#include "platform/notices/notices.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::meetings {
namespace {

constexpr std::int64_t kPage = 50;

Result<Message> find_message(Context& context, db::ReadTx& tx, MessageId id) {
  auto message = tx.one<Message>(sql::message, id);
  if (!message || message->state != MessageState::approved || !find(context, tx, message->meeting)) return fail(ErrorKind::not_found, "meetings.no_such_message");
  return std::move(*message);
}

bool takes_messages(const Meeting& meeting) { return row_of(meeting.state).under_way; }

/// Of a member the surname, as everywhere that members are heard in public; of others the name they chose.
std::string public_name(Context& context, db::ReadTx& tx, const Meeting& meeting) {
  if (const auto member = assemblies::membership_of(tx, context.actor.person, meeting.assembly, context.now())) return masked_name(member->name);
  return identity::display_name(tx, context.actor.person);
}

Result<Liked> change_like(Context& context, db::WriteTx& tx, MessageId id, bool on) {
  TRY_ASSIGN(const Message message, find_message(context, tx, id));
  const std::int64_t changed = tx.run(on ? sql::like : sql::unlike, message.id, context.actor.person);
  if (changed == 0) return Liked{message.likes};
  tx.run(sql::add_likes, message.id, on ? std::int64_t{1} : std::int64_t{-1});
  return Liked{message.likes + (on ? 1 : -1)};
}

}  // namespace

MessageView message_view(const Message& message) { return {message.id, message.name, message.text, message.shown_at.value_or(message.at), message.likes}; }

Result<OwnMessages> write_message(Context& context, db::WriteTx& tx, const WriteMessage& request) {
  TRY_ASSIGN(const Meeting meeting, find(context, tx, request.id));
  if (!takes_messages(meeting)) return fail(ErrorKind::conflict, "meetings.not_under_way");
  const std::string text = moderation::tidy(request.text);
  if (text.empty()) return wrong("/text", "meetings.text_needed");
  const auto id = context.ids.next<MessageId>();
  tx.run(sql::add_message, id, meeting.id, context.actor.person, public_name(context, tx, meeting), text, context.now());
  TRY(moderation::submit(context, tx, {.kind = moderation::Kind::message, .subject = id.value, .assembly = meeting.assembly, .place = {.kind = "meeting", .id = meeting.id.value, .title = meeting.title, .link = link_of(meeting.id)},
                                       .author = context.actor.person, .text = text}));
  return own_messages(context, tx, {meeting.id});
}

Result<void> show_message(Context& context, db::WriteTx& tx, const moderation::Approved& event) {
  if (event.kind != moderation::Kind::message) return {};
  auto message = tx.one<Message>(sql::message, MessageId{event.subject});
  const auto meeting = message ? tx.one<Meeting>(sql::find, message->meeting) : std::nullopt;
  if (!meeting) return fail(ErrorKind::not_found, "meetings.no_such_message");
  message->shown_at = now_or_later(context, tx.one<Timestamp>(sql::newest_shown, meeting->id));
  if (tx.run(sql::show_message, message->id, *message->shown_at) == 0) return {};
  context.after_commit.push_back([&app = context.app, meeting = *meeting, view = message_view(*message)] { app.use<Halls>().shown(app, meeting, view); });
  return {};
}

Result<void> refuse_message(Context&, db::WriteTx& tx, const moderation::Refused& event) {
  if (event.kind == moderation::Kind::message) tx.run(sql::refuse_message, MessageId{event.subject});
  return {};
}

Result<MessageList> list_messages(Context& context, db::ReadTx& tx, const ListMessages& request) {
  TRY_ASSIGN(const Meeting meeting, find(context, tx, request.id));
  TRY_ASSIGN(const MomentCursor cursor, read_moment_cursor(request.cursor));
  auto rows = tx.all<Message>(sql::newest_messages, meeting.id, cursor.at, cursor.id, kPage + 1);
  MessageList list;
  for (const Message& one : rows) {
    if (static_cast<std::int64_t>(list.items.size()) == kPage) {
      const Message& last = rows[kPage - 1];
      list.next = moment_cursor(*last.shown_at, last.id.value);
      break;
    }
    list.items.push_back(message_view(one));
  }
  return list;
}

Result<OwnMessages> own_messages(Context& context, db::ReadTx& tx, const ByMeeting& request) {
  TRY_ASSIGN(const Meeting meeting, find(context, tx, request.id));
  OwnMessages own;
  for (const Message& one : tx.all<Message>(sql::own_messages, meeting.id, context.actor.person)) {
    OwnMessage view{.id = one.id, .text = one.text, .at = one.at, .state = one.state, .likes = one.likes, .became = {}, .answer = {}, .link = link_of(meeting.id)};
    const auto group = one.group ? tx.one<MessageGroup>(sql::group, one.group) : std::nullopt;
    std::string_view became = "shown";
    if (one.state == MessageState::pending) became = "waiting";
    if (one.state == MessageState::refused) became = "refused";
    if (group) became = group->answered_at ? "answered" : group->point != 0 ? "item" : "grouped";
    view.became = context.say("meetings.became." + std::string(became), {{"group", group ? group->title : ""}});
    if (group) view.answer = group->answer;
    own.items.push_back(std::move(view));
  }
  return own;
}

Result<Liked> like(Context& context, db::WriteTx& tx, const ByMessage& request) { return change_like(context, tx, request.id, true); }
Result<Liked> unlike(Context& context, db::WriteTx& tx, const ByMessage& request) { return change_like(context, tx, request.id, false); }

}  // namespace gongshi::meetings
