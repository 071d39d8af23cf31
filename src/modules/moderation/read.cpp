// What waits for a reviewer, what became of one's own words, and how much was refused, why.
#include <map>

#include "embedded/moderation.hpp"
#include "modules/moderation/places.hpp"
#include "modules/moderation/use_cases.hpp"
#include "modules/moderation/views.hpp"
#include "platform/operations/application.hpp"
#include "platform/operations/cursor.hpp"

namespace gongshi::moderation {
namespace {

constexpr std::size_t kPage = 50;
constexpr auto kReasons = [] {
  std::array<Reason, enum_names<Reason>().size()> reasons{};
  for (std::size_t i = 0; i < reasons.size(); ++i) reasons[i] = static_cast<Reason>(i);
  return reasons;
}();

struct CountOfReason {
  Reason reason;
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(CountOfReason, (), (reason, count))

struct Totals {
  std::int64_t submitted = 0;
  std::int64_t approved = 0;
  std::int64_t pending = 0;
  std::int64_t approved_on_appeal = 0;
};
BOOST_DESCRIBE_STRUCT(Totals, (), (submitted, approved, pending, approved_on_appeal))

}  // namespace

Result<Queue> list_queue(Context& context, db::ReadTx& tx, const ListQueue& request) {
  if (!context.actor.may("moderation.work", request.id)) return fail(ErrorKind::forbidden, "request.not_permitted");
  TRY_ASSIGN(const std::int64_t after, read_cursor(request.cursor, kFromSmallest));
  auto items = tx.all<Item>(sql::waiting, request.id, request.kind, request.consultation, after, kPage + 1);
  Queue queue;
  queue.next = cut_page(items, kPage, [](const Item& item) { return item.id.value; });
  for (const Item& item : items) queue.items.push_back(queue_view(context, tx, item));
  for (const Reason reason : kReasons) queue.reasons.push_back(reason_view(context, reason));
  queue.counts = tx.one<QueueCounts>(sql::count_waiting, request.id, request.kind, request.consultation).value_or(QueueCounts{});
  return queue;
}

Result<MyContributions> list_mine(Context& context, db::ReadTx& tx, const ListMine& request) {
  TRY_ASSIGN(const std::int64_t before, read_cursor(request.cursor, kFromGreatest));
  auto items = tx.all<Item>(sql::by_author, context.actor.person, before, kPage + 1);
  MyContributions mine;
  mine.next = cut_page(items, kPage, [](const Item& item) { return item.id.value; });
  for (const Item& item : items) mine.items.push_back(my_view(context, item));
  return mine;
}

Result<ModerationCounts> read_counts(Context& context, db::ReadTx& tx, const ReadCounts& request) {
  constexpr std::string_view kPlace = "consultation";
  const PlaceHooks* const place = context.app.use<Places>().find(kPlace);
  if (place == nullptr) return fail(ErrorKind::not_found, "moderation.not_found");
  TRY(place->may_read(context, tx, request.id));
  const Totals totals = tx.one<Totals>(sql::counts_at_place, kPlace, request.id).value_or(Totals{});
  std::map<Reason, std::int64_t> refused;
  for (const auto& row : tx.all<CountOfReason>(sql::refusals_at_place, kPlace, request.id)) refused[row.reason] = row.count;
  ModerationCounts counts{totals.submitted, totals.approved, totals.pending, totals.approved_on_appeal, {}};
  for (const Reason reason : kReasons) counts.refused.push_back({reason, reason_view(context, reason).text, refused[reason]});
  return counts;
}

std::int64_t count_pending(db::ReadTx& tx, std::string_view place_kind, std::int64_t place) {
  return tx.one<std::int64_t>(sql::count_waiting_at_place, place_kind, place).value_or(0);
}

}  // namespace gongshi::moderation
