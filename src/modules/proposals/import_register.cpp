// A register of earlier years into proposals: planned against what is here as a whole, then done as a whole or not at all. The same file twice changes
// nothing. Nobody is told, no deadline runs, and nobody is made an account: who is not on the roster stays a name.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/day.hpp"
#include "base/text.hpp"
#include "embedded/proposals.hpp"
#include "modules/identity/api.hpp"
#include "modules/proposals/use_cases.hpp"
#include "modules/proposals/workflow.hpp"
#include "platform/db/rows.hpp"
#include "platform/journal/journal.hpp"
#include "platform/notices/notices.hpp"
#include "platform/operations/application.hpp"
#include "platform/search/search.hpp"

namespace gongshi::proposals {
namespace {

using Field = RegisterField;

constexpr std::size_t kMostNotes = 500;
constexpr int kIdsOfADay = 20;  // bits

template <class T>
struct Word {
  std::string_view text;
  T means;
};
/// The first that a cell holds counts.
constexpr Word<State> kDecisions[] = {{"不予立案", State::converted}, {"不立案", State::converted}, {"转", State::converted}, {"并案", State::merged}, {"撤", State::withdrawn}, {"立案", State::filed}, {"通过", State::filed}, {"是", State::filed}};
constexpr Word<std::string_view> kSatisfactions[] = {{"不满意", "dissatisfied"}, {"不同意", "dissatisfied"}, {"基本满意", "basically"}, {"理解", "basically"}, {"满意", "satisfied"}, {"同意", "satisfied"}};
constexpr Word<Category> kCategories[] = {{"经济", Category::economy}, {"政治", Category::politics}, {"文化", Category::culture}, {"社会", Category::society}, {"生态", Category::ecology}, {"其他", Category::other}};

template <class T, std::size_t N>
std::optional<T> meaning(const Word<T> (&words)[N], std::string_view text) {
  const auto found = std::ranges::find_if(words, [&](const Word<T>& word) { return text.contains(word.text); });
  return found == std::end(words) ? std::nullopt : std::optional(found->means);
}

/// Where the proposals go. `session.id` none: it is opened with them.
struct Target {
  Session session;
  assemblies::TermId term;
};

Result<Target> target(Context& context, db::ReadTx& tx, const ImportRegister& request) {
  if (!assemblies::find_assembly(tx, request.id)) return fail(ErrorKind::not_found, "assemblies.not_found");
  if (!context.actor.may(kReview, request.id)) return fail(ErrorKind::forbidden, "request.not_permitted");
  const auto sessions = tx.all<Session>(sql::sessions_of, request.id);
  if (request.session) {
    const auto found = std::ranges::find(sessions, *request.session, &Session::id);
    if (found == sessions.end()) return fail(ErrorKind::not_found, "proposals.no_such_session");
    return Target{*found, {}};
  }
  if (!request.term || search_form(*request.term).empty()) return wrong("?term", "proposals.register_which_session");
  if (!request.number || *request.number < 1 || *request.number > 20) return wrong("?number", "proposals.register_which_session");
  if (!request.from || !request.cut_off) return wrong("?from", "proposals.register_which_session");
  if (*request.cut_off < *request.from) return wrong("?cut_off", "proposals.cut_off_before");
  // What is written now goes into the session under way: that one has to be there, and to stay the last one.
  const auto under_way = std::ranges::find_if(sessions, [&](const Session& one) { return one.from <= context.now(); });
  if (under_way == sessions.end()) return wrong("?from", "proposals.register_no_session_yet");
  if (*request.from >= under_way->from) return wrong("?from", "proposals.register_session_not_earlier");
  if (std::ranges::any_of(sessions, [&](const Session& one) { return one.term_name == *request.term && one.number == *request.number; })) return wrong("?number", "proposals.register_session_there");
  const auto term = assemblies::current_term(tx, request.id, *request.from);
  return Target{{.id = {}, .assembly = request.id, .number = *request.number, .term_name = *request.term, .from = *request.from, .cut_off = *request.cut_off},
                term && term->name == *request.term ? term->id : assemblies::TermId{}};
}

/// A row that becomes a proposal.
struct Step {
  const RegisterRow* row;
  std::int64_t case_number = 0;
  State state = State::filed;
  Timestamp submitted;
  std::string proposer_name;
  PersonId proposer;  // none: stays a name
  std::vector<PersonId> signers;
  std::vector<std::string> unlinked;  // signers
  assemblies::SectorId sector;
  Category category = Category::other;
  std::optional<std::string> satisfaction;
  bool open = false;
};

class Plan {
 public:
  Plan(Context& context, db::ReadTx& tx, const ImportRegister& request, const Target& target)
      : context_(context), tx_(tx), request_(request), target_(target), file_(read_register(request.body.bytes, request.columns)) {
    for (const auto& unit : assemblies::units_of(tx, request.id)) units_.insert(unit.name);
    for (const std::int64_t number : tx.all<std::int64_t>(sql::case_numbers_of_session, target.session.id)) taken_.insert(number);
    for (std::string& original : tx.all<std::string>(sql::originals_of_session, target.session.id)) there_.insert(std::move(original));
  }

  void make() {
    for (const RegisterNote& note : file_.notes) {
      if (note.stops) refused_.insert(note.row);
    }
    for (const RegisterRow& row : file_.rows) plan(row);
    std::erase_if(steps_, [&](const Step& step) { return refused_.contains(step.row->row); });
    say_what_is_missing_between();
  }
  bool may_be_done() const { return refused_.empty() && !steps_.empty(); }
  const std::vector<Step>& steps() const { return steps_; }

  RegisterReport report() {
    RegisterReport report{.id = {}, .session_name = session_name(context_, target_.session), .columns = {}, .fields = {}, .rows = static_cast<std::int64_t>(file_.rows.size()), .created = static_cast<std::int64_t>(steps_.size()),
                          .published = std::ranges::count_if(steps_, &Step::open), .unchanged = unchanged_, .refused = static_cast<std::int64_t>(refused_.size()), .unlinked = static_cast<std::int64_t>(unlinked_.size()), .notes = {}};
    for (std::size_t i = 0; i < file_.columns.size(); ++i) {
      const RegisterColumn& column = file_.columns[i];
      if (column.heading.empty()) {
        report.columns.emplace_back();
        continue;
      }
      const std::string line = column.heading + "：";
      RegisterColumnView view{column.heading, column.field, {}};
      for (const RegisterRow& row : file_.rows) {
        const std::size_t at = row.original.starts_with(line) ? 0 : row.original.find("\n" + line);
        if (at == row.original.npos) continue;
        const std::size_t from = at + line.size() + (at == 0 ? 0 : 1);
        view.example = notices::excerpt(row.original.substr(from, row.original.find('\n', from) - from));
        break;
      }
      report.columns.push_back(std::move(view));
    }
    for (const std::string_view name : enum_names<Field>()) report.fields.push_back({*enum_from_name<Field>(name), context_.say("proposals.field." + std::string(name))});
    std::ranges::stable_sort(file_.notes, {}, [](const RegisterNote& note) { return std::pair(!note.stops, note.row); });
    for (const RegisterNote& note : file_.notes) {
      if (report.notes.size() == kMostNotes) break;
      report.notes.push_back({note.row, note.column, note.code, context_.say(note.code, note.args), note.stops});
    }
    return report;
  }

 private:
  void note(const RegisterRow& row, Field field, std::string code, std::map<std::string, std::string> args = {}, bool stops = false) {
    if (stops) refused_.insert(row.row);
    file_.notes.push_back({row.row, file_.heading(field), std::move(code), std::move(args), stops});
  }
  void refuse(const RegisterRow& row, Field field, std::string code, std::map<std::string, std::string> args = {}) { note(row, field, std::move(code), std::move(args), true); }

  /// Only who was a member then, and whose name nobody else had.
  PersonId member(const std::string& name, Timestamp at) {
    const auto [found, fresh] = members_.try_emplace({name, at});
    if (fresh) found->second = assemblies::find_member_by_name(tx_, request_.id, name, at).value_or(PersonId{});
    return found->second;
  }
  PersonId linked(const RegisterRow& row, Field field, const std::string& name, Timestamp at) {
    const PersonId person = member(name, at);
    if (!person && unlinked_.insert(name).second) note(row, field, "proposals.register_not_linked", {{"name", name}});
    return person;
  }

  void plan(const RegisterRow& row) {
    if (there_.contains(row.original)) {
      ++unchanged_;
      return;
    }
    Step step{.row = &row};
    const auto filed = read_register_day(row[Field::filed]), submitted = read_register_day(row[Field::submitted]);
    step.submitted = submitted.value_or(filed.value_or(target_.session.from));
    if (!row[Field::decision].empty()) {
      if (const auto state = meaning(kDecisions, row[Field::decision])) step.state = *state;
      else refuse(row, Field::decision, "proposals.register_not_a_decision", {{"text", row[Field::decision]}});
    }
    step.case_number = read_case_number(row[Field::case_number]).value_or(0);
    if (step.case_number == 0 && step.state == State::filed && row[Field::case_number].empty()) refuse(row, Field::case_number, "proposals.register_cell_needed");
    if (step.case_number != 0 && step.state != State::filed) step.case_number = 0;  // a number of the list: cases are what was filed
    if (step.case_number != 0) {
      if (const auto [earlier, added] = numbers_.try_emplace(step.case_number, row.row); !added) refuse(row, Field::case_number, "proposals.register_number_twice", {{"number", std::to_string(step.case_number)}, {"other", std::to_string(earlier->second)}});
      if (taken_.contains(step.case_number)) refuse(row, Field::case_number, "proposals.register_number_taken", {{"number", std::to_string(step.case_number)}});
    }
    plan_people(row, step);
    plan_sector(row, step);
    if (const std::string& text = row[Field::category]; !text.empty()) {
      const auto category = meaning(kCategories, text);
      step.category = category.value_or(Category::other);
      if (!category && categories_.insert(text).second) note(row, Field::category, "proposals.register_other_category", {{"text", text}});
    }
    if (const std::string& text = row[Field::satisfaction]; !text.empty()) {
      if (const auto said = meaning(kSatisfactions, text)) step.satisfaction = std::string(*said);
      else if (satisfactions_.insert(text).second) note(row, Field::satisfaction, "proposals.register_not_a_rating", {{"text", text}});
    }
    for (const Field field : {Field::main_unit, Field::assisting_units}) {
      for (const std::string& name : read_units(row[field])) {
        if (!units_.contains(name) && unknown_units_.insert(name).second) note(row, field, "proposals.register_unit_unknown", {{"name", name}});
      }
    }
    step.open = row_of(step.state).settled && (row[Field::open].empty() ? request_.published.value_or(false) : request_.published.value_or(false) && read_yes(row[Field::open]).value_or(false));
    steps_.push_back(std::move(step));
  }

  /// Who stands first in the cell proposed, whoever else stands there signed.
  void plan_people(const RegisterRow& row, Step& step) {
    auto names = read_names(row[Field::proposer]);
    if (names.empty()) return;
    step.proposer_name = names.front();
    names.erase(names.begin());
    step.proposer = linked(row, Field::proposer, step.proposer_name, step.submitted);
    std::set<std::string> seen{step.proposer_name};
    const auto sign = [&](Field field, const std::vector<std::string>& given) {
      for (const std::string& name : given) {
        if (!seen.insert(name).second) continue;
        const PersonId person = linked(row, field, name, step.submitted);
        if (!person) step.unlinked.push_back(name);
        else step.signers.push_back(person);
      }
    };
    sign(Field::proposer, names);
    sign(Field::signers, read_names(row[Field::signers]));
  }

  void plan_sector(const RegisterRow& row, Step& step) {
    const std::string& name = row[Field::sector];
    if (name.empty()) return;
    if (sectors_.empty()) {
      for (const auto& sector : assemblies::sectors_of(tx_, request_.id, target_.session.from)) sectors_.emplace(sector.name, sector.id);
      if (sectors_.empty()) {
        for (const auto& sector : assemblies::sectors_of(tx_, request_.id, context_.now())) sectors_.emplace(sector.name, sector.id);
      }
    }
    const auto [found, fresh] = sectors_.try_emplace(name);
    if (fresh) note(row, Field::sector, "proposals.register_sector_unknown", {{"name", name}});
    step.sector = found->second;
  }

  /// Imported numbers may have gaps; somebody should know of them.
  void say_what_is_missing_between() {
    if (numbers_.empty()) return;
    std::int64_t expected = 1, gaps = 0;
    std::string first;
    std::set<std::int64_t> all(taken_);
    for (const auto& [number, row] : numbers_) all.insert(number);
    for (const std::int64_t number : all) {
      if (number > expected) {
        gaps += number - expected;
        if (first.empty()) first = number == expected + 1 ? std::to_string(expected) : fmt::format("{}–{}", expected, number - 1);
      }
      expected = number + 1;
    }
    if (gaps > 0) file_.notes.push_back({numbers_.begin()->second, file_.heading(Field::case_number), "proposals.register_gaps", {{"count", std::to_string(gaps)}, {"first", first}}, false});
  }

  Context& context_;
  db::ReadTx& tx_;
  const ImportRegister& request_;
  const Target& target_;
  RegisterFile file_;
  std::set<std::string> units_, unknown_units_, categories_, satisfactions_, unlinked_;
  std::set<std::string> there_;  // rows of this session that were imported before
  std::set<std::int64_t> taken_;
  std::map<std::int64_t, std::int64_t> numbers_;  // of this file: the row
  std::map<std::pair<std::string, Timestamp>, PersonId> members_;
  std::map<std::string, assemblies::SectorId> sectors_;
  std::set<std::int64_t> refused_;  // rows
  std::vector<Step> steps_;
  std::int64_t unchanged_ = 0;
};

/// Ids in the order of the days, and below those of what is written here: lists begin with the newest id.
class PastIds {
 public:
  explicit PastIds(db::ReadTx& tx) : tx_(tx) {}
  ProposalId next(Timestamp at) {
    const std::int64_t day = std::max<std::int64_t>(day_at(at).time_since_epoch().count() + kFirst, 1);
    const auto [last, fresh] = last_.try_emplace(day);
    if (fresh) last->second = std::max(tx_.one<std::int64_t>(sql::greatest_below, (day + 1) << kIdsOfADay).value_or(0), day << kIdsOfADay);
    return {++last->second};
  }

 private:
  static constexpr std::int64_t kFirst = 7'670;  // days from 1949-01-01 to 1970-01-01
  db::ReadTx& tx_;
  std::map<std::int64_t, std::int64_t> last_;
};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    if (end > from) lines.push_back(text.substr(from, end - from));
    from = end + 1;
  }
  return lines;
}

void put_in(Context& context, db::WriteTx& tx, const ImportRegister& request, Target target, const std::vector<Step>& steps, ImportId import) {
  Session& session = target.session;
  const bool opens = !session.id;
  if (opens) {
    session.id = context.ids.next<SessionId>();
    // A term that is not known here has an id of its own: numbers are unique within a term.
    const auto term = target.term ? target.term : context.ids.next<assemblies::TermId>();
    tx.run(sql::add_whole_session, session.id, session.assembly, term, session.term_name, session.number, session.from, session.cut_off, std::int64_t{1}, std::int64_t{1});
  }
  tx.run(sql::add_import, import, request.id, session.id, opens, context.now(), context.actor.person, request.file_name.value_or(""));
  db::Rows proposals(sql::add_whole), suggestions(sql::add_suggestion), signers(sql::add_whole_signer), imported(sql::add_imported), names(sql::add_imported_name);
  PastIds ids(tx);
  for (const Step& step : steps) {
    const RegisterRow& row = *step.row;
    const ProposalId id = ids.next(step.submitted);
    const Timestamp since = read_register_day(row[Field::filed]).value_or(step.submitted);
    proposals.add(id, request.id, step.proposer, step.state, since, session.id, std::int64_t{0}, step.case_number, step.submitted <= session.cut_off, std::optional(step.submitted), row[Field::title], row[Field::situation],
                  row[Field::analysis], std::string(), step.open ? Publish::whole : Publish::not_published, std::optional(step.category), std::string(), std::optional<std::string>(), std::optional<ProposalId>(), std::string(), step.sector, false, assemblies::BodyId{}, std::string());
    std::string text = row[Field::title];
    std::int64_t number = 0;
    for (const std::string& line : lines_of(row[Field::suggestions])) {
      suggestions.add(id, ++number, line);
      text += "\n" + line;
    }
    for (const PersonId person : step.signers) signers.add(id, person, step.submitted, step.submitted);
    imported.add(id, import, row[Field::main_unit], row[Field::assisting_units], read_register_day(row[Field::replied]), read_outcome(row[Field::outcome]).value_or(""), step.satisfaction,
                 read_yes(row[Field::is_key]).value_or(false), read_yes(row[Field::excellent]).value_or(false), row.original);
    if (!step.proposer) names.add(id, std::int64_t{0}, step.proposer_name);
    std::int64_t position = 0;
    for (const std::string& name : step.unlinked) names.add(id, ++position, name);
    search::put(tx, "proposal", id.value, request.id, step.open ? search::Visibility::everyone : search::Visibility::staff, text);
    if (step.open) context.after_commit.push_back([&app = context.app, id, title = row[Field::title]] { app.use<Similar>().add(id, title); });
  }
  for (const db::Rows* rows : {&proposals, &suggestions, &signers, &imported, &names}) rows->store(tx);
  count_anew(tx, request.id);
  tx.run(sql::set_next_case, session.id);
}

struct ImportRow {
  ImportId id;
  SessionId session;
  std::string file_name;
  PersonId person;
  Timestamp at;
  std::int64_t proposals = 0;
  std::int64_t changed = 0;
};
BOOST_DESCRIBE_STRUCT(ImportRow, (), (id, session, file_name, person, at, proposals, changed))

struct RemovedImport {
  SessionId session;
  bool opened_session = false;
};
BOOST_DESCRIBE_STRUCT(RemovedImport, (), (session, opened_session))

}  // namespace

Result<RegisterReport> try_register(Context& context, db::ReadTx& tx, const ImportRegister& request) {
  TRY_ASSIGN(const Target into, target(context, tx, request));
  Plan plan(context, tx, request, into);
  plan.make();
  return plan.report();
}

Result<RegisterReport> import_register(Context& context, db::WriteTx& tx, const ImportRegister& request) {
  TRY_ASSIGN(const Target into, target(context, tx, request));
  Plan plan(context, tx, request, into);
  plan.make();
  RegisterReport report = plan.report();
  if (!plan.may_be_done()) return report;
  report.id = context.ids.next<ImportId>();
  put_in(context, tx, request, into, plan.steps(), *report.id);
  journal::record(context, tx, {.verb = "proposals.import_register", .subject_kind = "import", .subject = report.id->value, .scope = request.id});
  return report;
}

Result<ImportList> list_imports(Context& context, db::ReadTx& tx, const OfAssembly& request) {
  if (!assemblies::find_assembly(tx, request.id)) return fail(ErrorKind::not_found, "assemblies.not_found");
  if (!context.actor.may(kReview, request.id)) return fail(ErrorKind::forbidden, "request.not_permitted");
  ImportList list;
  for (const ImportRow& one : tx.all<ImportRow>(sql::imports_of, request.id)) {
    const auto session = find_session(tx, one.session);
    list.items.push_back({one.id, session ? session_name(context, *session) : "", one.file_name, identity::display_name(tx, one.person), one.at, one.proposals, one.changed == 0});
  }
  return list;
}

Result<ImportList> undo_import(Context& context, db::WriteTx& tx, const ByImport& request) {
  const auto assembly = tx.one<assemblies::AssemblyId>(sql::assembly_of_import, request.id);
  if (!assembly || !context.actor.may(kReview, *assembly)) return fail(ErrorKind::not_found, "proposals.no_such_import");
  const auto imports = tx.all<ImportRow>(sql::imports_of, *assembly);
  if (std::ranges::find(imports, request.id, &ImportRow::id)->changed > 0) return fail(ErrorKind::conflict, "proposals.import_changed");
  for (const ProposalId id : tx.all<ProposalId>(sql::ids_of_import, request.id)) remove(tx, id);
  count_anew(tx, *assembly);
  const auto removed = tx.one<RemovedImport>(sql::remove_import, request.id);
  tx.run(sql::set_next_case, removed->session);
  if (removed->opened_session) tx.run(sql::remove_empty_session, removed->session);
  journal::record(context, tx, {.verb = "proposals.undo_import", .subject_kind = "import", .subject = request.id.value, .scope = *assembly});
  return list_imports(context, tx, {*assembly});
}

}  // namespace gongshi::proposals
