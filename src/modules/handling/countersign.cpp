// Who assists countersigns the lead's draft, or objects to it with words. Another draft is asked for anew.
#include <algorithm>

#include "embedded/handling.hpp"
#include "modules/handling/use_cases.hpp"
#include "modules/identity/api.hpp"
#include "platform/journal/journal.hpp"

namespace gongshi::handling {
namespace {

/// A row of handling_countersignature.
struct Countersignature {
  assemblies::BodyId unit;
  bool agrees = false;
  std::string words;
  PersonId person;
  Timestamp at;
};
BOOST_DESCRIBE_STRUCT(Countersignature, (), (unit, agrees, words, person, at))

std::vector<Countersignature> countersignatures_of(db::ReadTx& tx, const Task& task) { return tx.all<Countersignature>(sql::countersignatures_of, task.id, task.draft); }

}  // namespace

std::vector<assemblies::BodyId> assisting(const Task& lead, const std::vector<Task>& tasks) {
  std::vector<assemblies::BodyId> units;
  if (lead.role != TaskRole::lead) return units;
  for (const Task& one : tasks) {
    if (one.round == lead.round && one.role == TaskRole::assisting && one.state != TaskState::returned) units.push_back(one.unit);
  }
  return units;
}

bool countersigned(db::ReadTx& tx, const Task& lead, const std::vector<assemblies::BodyId>& by) {
  const auto there = countersignatures_of(tx, lead);
  return std::ranges::all_of(by, [&](assemblies::BodyId unit) { return std::ranges::any_of(there, [&](const Countersignature& one) { return one.unit == unit && one.agrees; }); });
}

std::vector<CountersignatureView> view_countersignatures(const Context& context, db::ReadTx& tx, const Task& lead, const std::vector<assemblies::BodyId>& asked) {
  std::vector<CountersignatureView> views;
  const auto there = countersignatures_of(tx, lead);
  for (const assemblies::BodyId unit : asked) {
    CountersignatureView view{.unit = assemblies::body_name(tx, unit), .agrees = {}, .state_name = context.say("handling.countersign.open"), .by = {}, .at = {}};
    if (const auto one = std::ranges::find(there, unit, &Countersignature::unit); one != there.end()) {
      view.agrees = one->agrees;
      view.state_name = context.say(one->agrees ? "handling.countersign.agrees" : "handling.countersign.objects");
      view.words = one->words;
      view.by = identity::display_name(tx, one->person);
      view.at = one->at;
    }
    views.push_back(std::move(view));
  }
  return views;
}

Result<ItemView> countersign(Context& context, db::WriteTx& tx, const Countersign& request) {
  TRY_ASSIGN(const auto found, find_task(context, tx, request.id));
  const auto& [item, lead] = found;
  const auto unit = own_unit(context, tx);
  const auto asked = assisting(lead, tasks_of(tx, item.id));
  if (!unit || std::ranges::find(asked, *unit) == asked.end() || lead.state != TaskState::countersigning) return fail(ErrorKind::conflict, "workflow.not_now");
  if (lead.version != request.version) return fail(ErrorKind::conflict, "handling.moved_meanwhile");
  if (!request.agrees && request.words.empty()) return wrong("/words", "handling.reason_needed");
  tx.run(sql::countersign, lead.id, lead.draft, *unit, request.agrees, request.words, context.actor.person, context.now());
  journal::record(context, tx, {.verb = request.agrees ? "handling.countersign" : "handling.object", .subject_kind = "handling", .subject = item.id.value, .scope = item.assembly,
                                .detail = "{\"unit\":" + std::to_string(unit->value) + "}"});
  tell_unit(context, tx, item, lead.unit, request.agrees ? "handling.countersigned" : "handling.objected", {{"unit", assemblies::body_name(tx, *unit)}});
  return view(context, tx, item);
}

}  // namespace gongshi::handling
