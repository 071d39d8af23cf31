// What is due, for the calendars of units, of the office, and of who asked.
#include <algorithm>

#include "embedded/handling.hpp"
#include "modules/calendar/api.hpp"
#include "modules/handling/use_cases.hpp"
#include "platform/notices/notices.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::handling {
namespace {

constexpr auto kOfficeLooksBack = std::chrono::days(60), kOfficeLooksAhead = std::chrono::days(120);

struct DueTask {
  std::int64_t id = 0;
  ItemId item;
  assemblies::BodyId unit;
  Timestamp due;
  std::string title;
  std::string text;  // of a promise: what was promised
};
BOOST_DESCRIBE_STRUCT(DueTask, (), (id, item, unit, due, title, text))

template <class... A>
void add(Context& context, db::ReadTx& tx, std::vector<calendar::OwnDeadline>& list, std::string_view key, std::string_view words, const db::Query& query, const A&... arguments) {
  for (const DueTask& one : tx.all<DueTask>(query, arguments...)) {
    list.push_back({.key = std::string(key) + std::to_string(one.id),
                    .due = one.due,
                    .summary = context.say(words, {{"title", notices::excerpt(one.title)}, {"text", notices::excerpt(one.text)}, {"unit", assemblies::body_name(tx, one.unit)}}),
                    .link = "/console/handling/" + std::to_string(one.item.value)});
  }
}

}  // namespace

std::vector<calendar::OwnDeadline> own_deadlines(Context& context, db::ReadTx& tx) {
  std::vector<calendar::OwnDeadline> list;
  if (const auto unit = own_unit(context, tx)) {
    add(context, tx, list, "task", "handling.deadline.reply", sql::due_of_unit, *unit);
    add(context, tx, list, "promise", "handling.deadline.promise", sql::promises_due_of_unit, *unit);
  } else if (context.actor.may("handling.supervise")) {
    const auto channel = own_channel(context, tx);
    const Timestamp from = context.now() - kOfficeLooksBack, to = context.now() + kOfficeLooksAhead;
    add(context, tx, list, "task", "handling.deadline.unit_reply", sql::due_of_assembly, context.actor.scope, from, to, channel);
    add(context, tx, list, "promise", "handling.deadline.unit_promise", sql::promises_due_of_assembly, context.actor.scope, from, to, channel);
  }
  return list;
}

std::optional<Timestamp> rating_due(Context& context, db::ReadTx& tx, std::string_view kind, std::int64_t subject) {
  const auto hooks = hooks_of(context, kind);
  const auto asker = hooks ? (*hooks)->asker(context, tx, subject) : std::nullopt;
  if (!asker) return std::nullopt;
  for (const Item& item : tx.all<Item>(sql::items_of, kind, subject)) {
    if (item.state == ItemState::replied && !tx.one<Satisfaction>(sql::rating_of, item.id, item.round, *asker)) return calendar::after_working_days(tx, item.state_since, settings_of(context, tx, item.assembly).rating_working_days).due;
  }
  return std::nullopt;
}

}  // namespace gongshi::handling
