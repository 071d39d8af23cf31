// Messages that say the same are put together; each group gets a public answer or becomes a point that is handled, and every author hears of it.
#include "embedded/meetings.hpp"
#include "modules/meetings/store.hpp"
#include "modules/meetings/use_cases.hpp"
#include "platform/notices/notices.hpp"

namespace gongshi::meetings {
namespace {

GroupMessage view_message(const Message& one) { return {one.id, one.name, one.text, one.shown_at.value_or(one.at), one.likes}; }

/// Everybody reads those that are answered or handled; the office all, and what stands in none yet.
GroupList groups_of(Context& context, db::ReadTx& tx, const Meeting& meeting) {
  const bool office = manages(context, meeting);
  GroupList list;
  for (const MessageGroup& group : tx.all<MessageGroup>(sql::groups, meeting.id)) {
    if (!office && !group.answered_at && group.point == 0) continue;
    GroupView view{.id = group.id, .title = group.title, .answer = group.answer, .answered_at = group.answered_at, .point = group.point == 0 ? std::nullopt : std::optional(group.point), .messages = 0, .likes = 0, .items = {}, .version = group.version};
    for (const Message& one : tx.all<Message>(sql::messages_of_group, group.id)) {
      ++view.messages;
      view.likes += one.likes;
      view.items.push_back(view_message(one));
    }
    list.items.push_back(std::move(view));
  }
  if (office) {
    for (const Message& one : tx.all<Message>(sql::loose_messages, meeting.id)) list.loose.push_back(view_message(one));
    list.loose_count = tx.one<std::int64_t>(sql::count_loose, meeting.id).value_or(0);
  }
  return list;
}

struct Found {
  MessageGroup group;
  Meeting meeting;
};
Result<Found> find_group(Context& context, db::ReadTx& tx, GroupId id) {
  auto group = tx.one<MessageGroup>(sql::group, id);
  if (!group) return fail(ErrorKind::not_found, "meetings.no_such_group");
  auto meeting = find(context, tx, group->meeting);
  if (!meeting) return fail(ErrorKind::not_found, "meetings.no_such_group");
  if (!manages(context, *meeting)) return fail(ErrorKind::not_found, "meetings.no_such_group");
  return Found{std::move(*group), std::move(*meeting)};
}

Result<void> put(db::WriteTx& tx, const Meeting& meeting, GroupId group, const std::vector<MessageId>& messages) {
  for (std::size_t i = 0; i < messages.size(); ++i) {
    if (tx.run(sql::put_in_group, messages[i], group, meeting.id) == 0) return wrong("/messages/" + std::to_string(i), "meetings.no_such_message");
  }
  return {};
}

}  // namespace

Result<GroupList> list_groups(Context& context, db::ReadTx& tx, const ByMeeting& request) {
  TRY_ASSIGN(const Meeting meeting, find(context, tx, request.id));
  return groups_of(context, tx, meeting);
}

Result<GroupList> add_group(Context& context, db::WriteTx& tx, const AddGroup& request) {
  TRY_ASSIGN(const Meeting meeting, find_managed(context, tx, request.id));
  const auto id = context.ids.next<GroupId>();
  tx.run(sql::add_group, id, meeting.id, request.title);
  TRY(put(tx, meeting, id, request.messages));
  record(context, tx, meeting, "meetings.group_messages");
  return groups_of(context, tx, meeting);
}

Result<GroupList> fill_group(Context& context, db::WriteTx& tx, const FillGroup& request) {
  TRY_ASSIGN(const Found found, find_group(context, tx, request.id));
  TRY(put(tx, found.meeting, found.group.id, request.messages));
  record(context, tx, found.meeting, "meetings.group_messages");
  return groups_of(context, tx, found.meeting);
}

Result<GroupList> answer_group(Context& context, db::WriteTx& tx, const AnswerGroup& request) {
  TRY_ASSIGN(const Found found, find_group(context, tx, request.id));
  const auto& [group, meeting] = found;
  if (tx.run(sql::answer_group, group.id, request.version, request.answer, context.now()) == 0) return fail(ErrorKind::conflict, "meetings.moved_meanwhile");
  const auto authors = tx.all<PersonId>(sql::authors_of_group, group.id);
  notices::tell(context, tx, authors, {.kind = "meetings.message_answered", .subject_kind = "meeting", .subject = meeting.id.value, .link = link_of(meeting.id) + "/messages", .args = {{"title", meeting.title}, {"group", group.title}}});
  record(context, tx, meeting, "meetings.answer_messages");
  return groups_of(context, tx, meeting);
}

}  // namespace gongshi::meetings
