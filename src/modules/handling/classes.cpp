#include "modules/handling/classes.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "embedded/handling.hpp"
#include "modules/handling/use_cases.hpp"
#include "modules/identity/api.hpp"
#include "platform/journal/journal.hpp"

namespace gongshi::handling {
namespace {

/// As most of the rules found have them.
constexpr const char* kUsualLetters[] = {"A", "B", "B", "C", "D"};
static_assert(std::size(kUsualLetters) == enum_names<Outcome>().size());
constexpr std::string_view kLetters = "ABCDE";

struct ClassRow {
  std::int64_t version = 0;
  Outcome outcome = Outcome::resolved;
  std::string letter;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(ClassRow, (), (version, outcome, letter, name))
struct ClassListRow {
  std::int64_t version = 0;
  PersonId person;
  Timestamp at;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(ClassListRow, (), (version, person, at, note))

std::string usual_words(const Context& context, Outcome outcome) { return context.say("handling.outcome." + std::string(enum_name(outcome))); }
OutcomeView usual_class(const Context& context, Outcome outcome) { return {outcome, kUsualLetters[static_cast<std::size_t>(outcome)], usual_words(context, outcome)}; }
OutcomeView view_of(const Context& context, const ClassRow& row) { return {row.outcome, row.letter, row.name.empty() ? usual_words(context, row.outcome) : row.name}; }

ClassList shown_classes(const Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly) {
  ClassList list;
  for (const std::string_view name : enum_names<Outcome>()) list.usual.push_back(usual_class(context, *enum_from_name<Outcome>(name)));
  const auto rows = tx.all<ClassRow>(sql::classes_of, assembly);
  for (const ClassListRow& one : tx.all<ClassListRow>(sql::class_lists_of, assembly)) {
    ClassVersion version{one.version, identity::display_name(tx, one.person), one.at, one.note, {}};
    for (const ClassRow& row : rows) {
      if (row.version == one.version) version.items.push_back(view_of(context, row));
    }
    list.versions.push_back(std::move(version));
  }
  if (!list.versions.empty()) list.version = list.versions.front().version;
  list.items = list.versions.empty() ? list.usual : list.versions.front().items;
  return list;
}

/// Each meaning stands once, and what is solved has to be among them: figures are of that.
Result<void> check_classes(const std::vector<NewClass>& items) {
  std::set<Outcome> seen;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string pointer = "/items/" + std::to_string(i);
    if (!seen.insert(items[i].code).second) return wrong(pointer + "/code", "handling.class_twice");
    if (!kLetters.contains(items[i].letter)) return wrong(pointer + "/letter", "handling.not_a_letter");
  }
  if (!seen.contains(Outcome::resolved)) return wrong("/items", "handling.class_of_resolved");
  return {};
}

}  // namespace

bool is_class(db::ReadTx& tx, assemblies::AssemblyId assembly, Outcome outcome) {
  const auto rows = tx.all<ClassRow>(sql::classes_of, assembly);  // the latest version first
  return rows.empty() || std::ranges::any_of(rows, [&](const ClassRow& row) { return row.version == rows.front().version && row.outcome == outcome; });
}

OutcomeView class_of(const Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly, Outcome outcome, Timestamp at) {
  const auto row = tx.one<ClassRow>(sql::class_at, assembly, outcome, at);
  return row ? view_of(context, *row) : usual_class(context, outcome);
}

OutcomeView class_of(const Context& context, db::ReadTx& tx, const Item& item, const Task& task) {
  const bool is_signed = task.state == TaskState::under_check || task.state == TaskState::accepted;
  return class_of(context, tx, item.assembly, *task.outcome, is_signed ? task.approved_at.value_or(task.state_since) : context.now());
}

Result<ClassList> list_classes(Context& context, db::ReadTx& tx, const InAssembly& request) {
  if (!assemblies::find_assembly(tx, request.id)) return fail(ErrorKind::not_found, "assemblies.not_found");
  if (!context.actor.may("handling.read", request.id)) return fail(ErrorKind::forbidden, "request.not_permitted");
  return shown_classes(context, tx, request.id);
}

Result<ClassList> change_classes(Context& context, db::WriteTx& tx, const ChangeClasses& request) {
  if (!assemblies::find_assembly(tx, request.id)) return fail(ErrorKind::not_found, "assemblies.not_found");
  if (!context.actor.may("settings.manage", request.id)) return fail(ErrorKind::forbidden, "request.not_permitted");
  TRY(check_classes(request.items));
  const std::int64_t before = shown_classes(context, tx, request.id).version;
  if (before != request.version) return fail(ErrorKind::conflict, "handling.classes_changed_meanwhile");
  for (std::int64_t number = 0; const NewClass& one : request.items) tx.run(sql::add_class, request.id, before + 1, ++number, one.code, one.letter, one.name.value_or(""));
  tx.run(sql::add_class_list, request.id, before + 1, context.actor.person, context.now(), request.note);
  journal::record(context, tx, {.verb = "handling.change_classes", .subject_kind = "assembly", .subject = request.id.value, .scope = request.id, .detail = fmt::format(R"({{"version":{}}})", before + 1)});
  return shown_classes(context, tx, request.id);
}

}  // namespace gongshi::handling
