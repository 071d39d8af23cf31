// Every spring: replies of the year before that are not resolved, or promised what is still open, are gone back to, and what became of them is noted.
#include "base/day.hpp"
#include "embedded/handling.hpp"
#include "modules/handling/use_cases.hpp"
#include "platform/journal/journal.hpp"
#include "platform/notices/notices.hpp"

namespace gongshi::handling {
namespace {

Timestamp new_year(int year) { return beginning_of(Day(std::chrono::year(year) / std::chrono::January / 1)); }

struct Due {
  TaskId task;
  assemblies::AssemblyId assembly;
};
BOOST_DESCRIBE_STRUCT(Due, (), (task, assembly))

struct Revisit {
  RevisitId id;
  TaskId task;
  std::int64_t year = 0;
  std::optional<RevisitResult> result;
  std::string note;
  std::optional<Timestamp> at;
};
BOOST_DESCRIBE_STRUCT(Revisit, (), (id, task, year, result, note, at))

void tell_how_many(Context& context, db::WriteTx& tx, assemblies::AssemblyId assembly, std::int64_t count) {
  auto people = assemblies::holders_of(tx, assembly, assemblies::Role::supervisor, context.now());
  if (people.empty()) people = assemblies::holders_of(tx, assembly, assemblies::Role::clerk, context.now());
  notices::tell(context, tx, people, {.kind = "handling.to_revisit", .subject_kind = "assembly", .subject = assembly.value, .link = "/console/handling?queue=to_revisit", .args = {{"count", std::to_string(count)}}});
}

}  // namespace

std::map<std::int64_t, std::int64_t> add_revisits(Context& context, db::WriteTx& tx) {
  std::map<std::int64_t, std::int64_t> counts;
  const Day today = day_at(context.now());
  const int year = year_of(today);
  if (today < Day(std::chrono::year(year) / std::chrono::March / 1)) return counts;
  for (const Due& due : tx.all<Due>(sql::due_for_revisit, new_year(year - 1), new_year(year), year)) {
    if (tx.run(sql::add_revisit, context.ids.next<RevisitId>(), due.task, year) > 0) ++counts[due.assembly.value];
  }
  return counts;
}

void list_revisits(Context& context) {
  (void)context.db.write([&](db::WriteTx& tx) -> Result<bool> {
    context.after_commit.clear();
    const auto counts = add_revisits(context, tx);
    for (const auto& [assembly, count] : counts) tell_how_many(context, tx, assemblies::AssemblyId{assembly}, count);
    return true;
  });
  for (const auto& effect : context.after_commit) effect();
  context.after_commit.clear();
}

std::vector<RevisitView> revisits_of(const Context& context, db::ReadTx& tx, const Task& task) {
  std::vector<RevisitView> views;
  for (const Revisit& one : tx.all<Revisit>(sql::revisits_of, task.id)) {
    views.push_back({one.id, one.year, assemblies::body_name(tx, task.unit), one.result, context.say("handling.revisit." + std::string(one.result ? enum_name(*one.result) : "open")), one.note, one.at});
  }
  return views;
}

Result<ItemView> note_revisit(Context& context, db::WriteTx& tx, const NoteRevisit& request) {
  const auto revisit = tx.one<Revisit>(sql::find_revisit, request.id);
  if (!revisit) return fail(ErrorKind::not_found, "handling.not_found");
  TRY_ASSIGN(const auto found, find_task(context, tx, revisit->task));
  if (!office_may(context, tx, found.item, "handling.supervise")) return fail(ErrorKind::forbidden, "request.not_permitted");
  tx.run(sql::note_revisit, request.id, request.result, request.note, context.now());
  journal::record(context, tx, {.verb = "handling.revisit", .subject_kind = "handling", .subject = found.item.id.value, .scope = found.item.assembly});
  return view(context, tx, found.item);
}

}  // namespace gongshi::handling
