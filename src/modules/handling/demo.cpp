#include "modules/handling/demo.hpp"

#include <fmt/format.h>

#include "embedded/handling.hpp"
#include "modules/calendar/api.hpp"
#include "modules/handling/store.hpp"
#include "modules/handling/use_cases.hpp"
#include "modules/handling/workflow.hpp"
#include "platform/db/rows.hpp"
#include "platform/search/search.hpp"

namespace gongshi::handling {
void load_demo(Context& context, db::WriteTx& tx, std::span<const DemoMatter> matters) {
  db::Rows items(sql::add_whole_item), tasks(sql::add_whole_task), contacts(sql::add_whole_contact), promises(sql::add_whole_promise), adoptions(sql::add_adoption), ratings(sql::add_whole_rating), messages(sql::add_whole_message);
  constexpr Settings usual;
  std::int64_t number = 0;
  for (const DemoMatter& matter : matters) {
    const auto item = context.ids.next<ItemId>();
    const bool assigned = matter.state != ItemState::to_assign;
    const bool answered = matter.task == TaskState::accepted;
    const Timestamp answered_at = matter.assigned_at + std::chrono::days(60);
    items.add(item, matter.assembly, std::string(matter.kind), matter.subject, matter.title, matter.link, matter.state, !assigned ? matter.opened_at : answered ? answered_at : matter.assigned_at, matter.opened_at,
              std::string(matter.state == ItemState::closed ? "已经办结" : ""), matter.category, matter.channel);
    search::put(tx, "handling", item.value, matter.assembly, search::Visibility::staff, matter.title);
    for (const auto& [asker, overall] : matter.ratings) ratings.add(item, asker, overall);
    if (!assigned) continue;
    const auto task = context.ids.next<TaskId>();
    const auto due = calendar::after_months(tx, matter.assigned_at, usual.reply_months);
    const bool written = row_of(matter.task).shown_to_office || matter.task == TaskState::to_approve;
    const auto outcome = written ? std::optional(matter.outcome) : std::nullopt;
    const auto at = answered ? std::optional(answered_at) : std::nullopt;
    tasks.add(task, item, matter.unit, matter.task, answered ? answered_at : matter.assigned_at, matter.assigned_at, calendar::after_working_days(tx, matter.assigned_at, usual.return_working_days).due,
              calendar::after_working_days(tx, matter.assigned_at, usual.first_contact_working_days).due, due.due, due.calendar_version, outcome, written ? matter.reply : std::string(),
              written ? fmt::format("示例提〔2026〕{}号", ++number) : std::string(), at, at);
    for (Timestamp said = std::min(matter.assigned_at + std::chrono::days(3), context.now() - std::chrono::days(3)); const auto& [person, text] : matter.messages) {
      const bool unit = !person;
      messages.add(context.ids.next<MessageId>(), task, unit ? Side::unit : Side::asker, person, std::string(unit ? "unit" : "first"), unit ? matter.unit : assemblies::BodyId{}, text, said, std::optional(said + std::chrono::hours(1)));
      said = said + std::chrono::days(1);
    }
    if (!written) continue;
    for (const auto& [stage, days] : {std::pair{Stage::before, 7}, {Stage::during, 40}}) {
      contacts.add(context.ids.next<Id<struct ContactTag>>(), task, stage, Way::telephone, matter.assigned_at + std::chrono::days(days), std::string("电话听取了提案人的意见"));
    }
    for (std::size_t i = 1; i <= matter.suggestions; ++i) adoptions.add(task, static_cast<std::int64_t>(i), i < matter.suggestions ? Adoption::adopted : Adoption::partly, std::string(i < matter.suggestions ? "" : "先选一处试点"));
    for (const auto& [text, until] : matter.promises) {
      const auto done = matter.state == ItemState::closed ? std::optional(std::min(until, context.now())) : std::nullopt;
      promises.add(context.ids.next<PromiseId>(), task, text, until, done);
    }
  }
  for (const db::Rows* rows : {&items, &tasks, &contacts, &promises, &adoptions, &ratings, &messages}) rows->store(tx);
  // The spring's round is nearly through: a dozen are still to be gone back to.
  add_revisits(context, tx);
  tx.run(sql::note_most_revisits, context.now(), std::string("现场看过，已经落实"));
}

}  // namespace gongshi::handling
