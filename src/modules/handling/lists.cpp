// The queues of the office and of a unit, with how much waits in each.
#include <algorithm>

#include "base/day.hpp"
#include "embedded/handling.hpp"
#include "modules/handling/use_cases.hpp"
#include "platform/search/search.hpp"

namespace gongshi::handling {
namespace {

struct Waiting {
  std::string kind;
  std::string category;
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(Waiting, (), (kind, category, count))

constexpr std::size_t kPageSize = 50;

struct Load {
  assemblies::BodyId unit;
  std::int64_t open = 0;
  std::int64_t near = 0;
  std::int64_t overdue = 0;
};
BOOST_DESCRIBE_STRUCT(Load, (), (unit, open, near, overdue))

/// `own` none: for the office, which looks at the nearest deadline of all units.
ItemLine line(Context& context, db::ReadTx& tx, const Item& item, const std::optional<assemblies::BodyId>& own) {
  ItemLine line{.id = item.id, .title = item.title, .text = item.text, .detail = {}, .state_name = context.say("handling.item." + std::string(enum_name(item.state))), .state_since = item.state_since, .units = {}, .planned = {}, .channel = {}, .channel_note = item.channel_note, .due = {}};
  if (item.channel) line.channel = assemblies::body_name(tx, item.channel);
  if (item.state == ItemState::to_assign) {
    for (const AssignedUnit& one : tx.all<AssignedUnit>(sql::plan_of, item.id)) line.planned.push_back(assemblies::body_name(tx, one.unit));
  }
  for (const Task& task : tasks_of(tx, item.id)) {
    if (task.round != item.round || task.state == TaskState::returned) continue;
    line.units.push_back(assemblies::body_name(tx, task.unit));
    if (own && *own != task.unit) continue;
    if (own) {
      line.state_name = context.say("handling.task." + std::string(enum_name(task.state)));
      line.state_since = task.state_since;
    }
    if (own) line.unread = unread_by_unit(tx, item, *own);
    if (row_of(task.state).open && (!line.due || task.due < *line.due)) line.due = task.due;
  }
  if (line.due) line.urgency = urgency(tx, context.now(), *line.due, true);
  return line;
}

void fill(Context& context, db::ReadTx& tx, HandlingList& list, const std::vector<Item>& items, const std::optional<assemblies::BodyId>& own) {
  for (const Item& item : items) {
    if (list.items.size() == kPageSize) {
      list.next = std::to_string(list.items.back().id.value);
      return;
    }
    list.items.push_back(line(context, tx, item, own));
  }
}

/// What a figure of a unit counts, a line for each; `cursor` is then how many of them stand before this page.
Result<void> fill_figure(Context& context, db::ReadTx& tx, HandlingList& list, const ListHandling& request) {
  const UnitFigure figure = request.figure.value_or(UnitFigure::assigned);
  const Timestamp since = request.since.value_or(Timestamp{});
  TRY_ASSIGN(const auto counted, counted_of(context, tx, request.id, *request.unit, figure, since));
  list.total = static_cast<std::int64_t>(counted.size());
  list.filters.push_back({"unit", context.say("handling.filter_unit"), assemblies::body_name(tx, *request.unit)});
  list.filters.push_back({"figure", context.say("handling.filter_figure"), context.say("handling.figure." + std::string(enum_name(figure)))});
  if (request.since) list.filters.push_back({"since", context.say("handling.filter_since"), day_text(day_at(since))});
  const auto from = static_cast<std::size_t>(request.cursor ? request.cursor->value : 0);
  for (std::size_t at = from; at < counted.size() && at < from + kPageSize; ++at) {
    const auto item = tx.one<Item>(sql::find_item, counted[at].item);
    if (!item) continue;
    list.items.push_back(line(context, tx, *item, std::nullopt));
    list.items.back().detail = counted[at].detail;
  }
  if (from + kPageSize < counted.size()) list.next = std::to_string(from + kPageSize);
  return {};
}

/// One row of figures, in the order of the queues.
template <class Q, class... A>
std::vector<QueueCount> counts(const Context& context, db::ReadTx& tx, const db::Query& query, std::string_view group, const A&... arguments) {
  std::vector<QueueCount> counts;
  tx.each(query, [&](const db::Row& row) {
    int column = 0;
    for (const std::string_view name : enum_names<Q>()) counts.push_back({std::string(name), context.say("handling." + std::string(group) + "." + std::string(name)), row.integer(column++)});
  }, arguments...);
  return counts;
}

/// Each of the assembly's channels, with what waits there to be assigned.
std::vector<ChannelCount> channels_waiting(db::ReadTx& tx, assemblies::AssemblyId assembly) {
  std::vector<ChannelCount> channels;
  for (assemblies::Unit& one : assemblies::channels_of(tx, assembly)) channels.push_back({std::move(one), 0});
  if (channels.empty()) return channels;
  tx.each(sql::waiting_by_channel, [&](const db::Row& row) {
    for (ChannelCount& one : channels) {
      if (one.channel.id.value == row.integer(0)) one.count = row.integer(1);
    }
  }, assembly);
  return channels;
}

}  // namespace

Result<HandlingList> list(Context& context, db::ReadTx& tx, const ListHandling& request) {
  if (!assemblies::find_assembly(tx, request.id)) return fail(ErrorKind::not_found, "assemblies.not_found");
  if (!context.actor.may("handling.supervise", request.id)) return fail(ErrorKind::forbidden, "request.not_permitted");
  const auto own = own_channel(context, tx);
  const auto channel = own ? own : request.channel;
  HandlingList list{.items = {}, .queues = counts<Queue>(context, tx, sql::queue_counts, "queue", request.id, context.now(), channel), .units = {}, .planned = tx.one<std::int64_t>(sql::count_planned, request.id, channel).value_or(0), .categories = {},
                    .channel = own ? std::optional(assemblies::body_name(tx, *own)) : std::nullopt, .channels = {}, .total = {}, .filters = {}, .next = {}};
  if (!own) list.channels = channels_waiting(tx, request.id);
  if (request.unit) {
    if (own) return fail(ErrorKind::forbidden, "request.not_permitted");
    TRY(fill_figure(context, tx, list, request));
  } else if (request.q && !request.q->empty()) {
    for (const std::int64_t id : search::find(tx, "handling", request.id, *request.q, search::Visibility::staff, kPageSize)) {
      if (const auto item = tx.one<Item>(sql::find_item, id); item && (!channel || item->channel == *channel)) list.items.push_back(line(context, tx, *item, std::nullopt));
    }
  } else {
    fill(context, tx, list, tx.all<Item>(sql::in_queue, request.id, request.queue.value_or(Queue::to_assign), request.cursor, context.now(), request.category, channel), std::nullopt);
  }
  for (const Waiting& one : tx.all<Waiting>(sql::categories_waiting, request.id, channel)) {
    const auto hooks = hooks_of(context, one.kind);
    list.categories.push_back({one.category, hooks && (*hooks)->category_name ? (*hooks)->category_name(context, one.category) : one.category, one.count});
  }
  for (const Load& load : tx.all<Load>(sql::unit_loads, request.id, context.now(), context.now() + std::chrono::days(kNearWorkingDays), channel)) {
    list.units.push_back({{load.unit, assemblies::body_name(tx, load.unit)}, load.open, load.near, load.overdue});
  }
  return list;
}

Result<HandlingList> list_of_unit(Context& context, db::ReadTx& tx, const ListUnitHandling& request) {
  const auto unit = own_unit(context, tx);
  if (!unit) return fail(ErrorKind::forbidden, "request.not_permitted");
  HandlingList list{.items = {}, .queues = counts<UnitQueue>(context, tx, sql::unit_queue_counts, "unit_queue", *unit), .units = {}, .categories = {}, .channel = {}, .channels = {}, .total = {}, .filters = {}, .next = {}};
  fill(context, tx, list, tx.all<Item>(sql::in_unit_queue, *unit, request.queue.value_or(UnitQueue::to_sign), request.cursor), unit);
  return list;
}

}  // namespace gongshi::handling
