// What is on record of a subject's matters, to be kept when they are closed: a text that anybody can read in fifty years, and the same as data.
#include <algorithm>

#include "base/day.hpp"
#include "embedded/handling.hpp"
#include "modules/handling/classes.hpp"
#include "modules/handling/use_cases.hpp"
#include "modules/identity/api.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::handling {
namespace {

struct RatingRow {
  std::int64_t round = 1;
  std::int64_t asker = 0;
  Satisfaction overall = Satisfaction::satisfied;
  Satisfaction attitude = Satisfaction::satisfied;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(RatingRow, (), (round, asker, overall, attitude, text))

std::string day(Timestamp at) { return day_text(day_at(at)); }

void add_part(const Context& context, std::string& text, const TaskView& task) {
  const auto line = [&](std::string_view key, std::map<std::string, std::string> args) { text += context.say(key, args) + "\n"; };
  line("handling.record.unit", {{"unit", task.unit.name}, {"round", std::to_string(task.round)}, {"role", task.role_name}});
  line("handling.record.state", {{"state", task.state_name}, {"date", day(task.state_since)}});
  line("handling.record.assigned", {{"date", day(task.assigned_at)}, {"due", day(task.due)}});
  if (task.extended) line("handling.record.extended", {});
  for (const ContactView& contact : task.contacts) line("handling.record.contact", {{"date", day(contact.at)}, {"stage", contact.stage_name}, {"way", contact.way_name}, {"note", contact.note}});
  if (task.outcome) line("handling.record.outcome", {{"letter", task.outcome->letter}, {"name", task.outcome->name}});
  if (!task.document_number.empty()) line("handling.record.document", {{"number", task.document_number}});
  if (!task.without_assisting.empty()) line("handling.record.without", {{"text", task.without_assisting}});
  if (!task.reply.empty()) text += "\n" + task.reply + "\n\n";
  for (const PromiseView& promise : task.promises) line("handling.record.promise", {{"text", promise.text}, {"due", day(promise.due)}, {"state", promise.state_name}, {"note", promise.note}});
  if (task.thread) {
    for (const MessageView& one : task.thread->messages) line(one.withdrawn ? "handling.record.message_withdrawn" : "handling.record.message", {{"at", minute_text(one.at)}, {"name", one.name}, {"place", one.place_name}, {"text", one.text}});
  }
  if (task.approved_by && task.approved_at) line("handling.record.approved", {{"name", *task.approved_by}, {"date", day(*task.approved_at)}});
  if (task.accepted_at) line("handling.record.accepted", {{"date", day(*task.accepted_at)}});
  text += "\n";
}

std::string as_text(const Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly, const MatterOnRecord& matter) {
  const ItemView& item = matter.item;
  std::string text = item.title + "\n" + (item.text.empty() ? "" : item.text + "\n") + context.say("handling.record.state", {{"state", item.state_name}, {"date", day(item.state_since)}}) + "\n\n";
  // Views have the latest round first; a record is read from the beginning.
  std::vector<const TaskView*> parts;
  for (const TaskView& task : item.tasks) parts.push_back(&task);
  std::ranges::stable_sort(parts, {}, [](const TaskView* task) { return task->round; });
  for (const TaskView* task : parts) add_part(context, text, *task);
  if (matter.versions.size() > 1) text += context.say("handling.record.versions") + "\n";
  for (const ReplyVersion& one : matter.versions) {
    if (matter.versions.size() > 1) text += context.say("handling.record.version", {{"number", std::to_string(one.number)}, {"date", minute_text(one.at)}, {"class", one.outcome ? class_of(context, tx, assembly, *one.outcome, one.at).letter : ""}}) + "\n" + one.reply + "\n\n";
  }
  if (item.ratings.text) text += *item.ratings.text + "\n";
  const auto words = [&](Satisfaction one) { return context.say("handling.satisfaction." + std::string(enum_name(one))); };
  for (const RatingOnRecord& one : matter.ratings) {
    text += context.say("handling.record.rating", {{"round", std::to_string(one.round)}, {"by", one.by}, {"overall", words(one.overall)}, {"attitude", words(one.attitude)}, {"text", one.text}}) + "\n";
  }
  if (!item.closing.empty()) text += context.say("handling.record.closing", {{"text", item.closing}}) + "\n";
  return text;
}

}  // namespace

bool is_closed(db::ReadTx& tx, std::string_view kind, std::int64_t subject) { return tx.one<std::int64_t>(sql::open_items, kind, subject).value_or(0) == 0; }

Result<Record> record_of(Context& context, db::ReadTx& tx, std::string_view kind, std::int64_t subject) {
  TRY_ASSIGN(const SubjectHooks* const hooks, hooks_of(context, kind));
  Record record;
  for (const Item& item : tx.all<Item>(sql::items_of, kind, subject)) {
    if (!office_may(context, tx, item, "handling.supervise")) return fail(ErrorKind::forbidden, "request.not_permitted");
    TRY_ASSIGN(ItemView shown, view(context, tx, item));
    MatterOnRecord matter{.item = std::move(shown), .ratings = {}, .versions = tx.all<ReplyVersion>(sql::reply_versions, item.id)};
    for (const PaperView& paper : matter.item.papers) std::ranges::copy(paper.files, std::back_inserter(record.attachments));
    if (hooks->asking == Asking::by_name) {
      for (RatingRow& one : tx.all<RatingRow>(sql::ratings_of_item, item.id)) {
        // A party or a committee asks under its own number.
        std::string by = identity::display_name(tx, PersonId{one.asker});
        if (by.empty()) by = assemblies::body_name(tx, assemblies::BodyId{one.asker});
        matter.ratings.push_back({one.round, std::move(by), one.overall, one.attitude, std::move(one.text)});
      }
    }
    const std::string name = item.point == 0 ? "handling" : "handling-" + std::to_string(item.point);
    record.files.push_back({name + ".txt", as_text(context, tx, item.assembly, matter)});
    record.files.push_back({name + ".json", json::encode(matter)});
    std::ranges::move(journal::done_to(tx, "handling", item.id.value), std::back_inserter(record.log));
  }
  return record;
}

}  // namespace gongshi::handling
