// A change of term is prepared: its dates, bodies and offices, its roster; it is confirmed once it has been rehearsed as it stands.
#include "modules/assemblies/next_term.hpp"

#include <algorithm>

#include "embedded/assemblies.hpp"
#include "modules/assemblies/import_roster.hpp"
#include "modules/assemblies/roles.hpp"
#include "modules/assemblies/rows.hpp"
#include "modules/assemblies/use_cases.hpp"
#include "modules/assemblies/wrong_field.hpp"
#include "modules/identity/api.hpp"
#include "platform/journal/journal.hpp"
#include "platform/log/log.hpp"
#include "platform/notices/notices.hpp"
#include "platform/operations/application.hpp"
#include "platform/secrets/secrets.hpp"

namespace gongshi::assemblies {
namespace {

constexpr std::string_view kRosterKey = "assemblies.next_roster";

secrets::KeyView roster_key(Context& context) { return context.app.use<secrets::Secrets>().key(std::string(kRosterKey)); }

void record(Context& context, db::WriteTx& tx, AssemblyId assembly, std::string_view verb) {
  journal::record(context, tx, {.verb = verb, .subject_kind = "assembly", .subject = assembly.value, .scope = assembly});
}

NextTermPlan plan_of(const StoredNextTerm& next) {
  auto plan = json::decode<NextTermPlan>(next.plan);
  GONGSHI_ASSERT(plan.has_value());
  return std::move(*plan);
}

/// 第十三届
std::string usual_name(std::int64_t number) {
  static constexpr std::string_view kDigits[] = {"", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
  const auto tens = static_cast<std::size_t>(number / 10 % 10), ones = static_cast<std::size_t>(number % 10);
  return "第" + std::string(tens > 1 ? kDigits[tens] : "") + (tens > 0 ? "十" : "") + std::string(kDigits[ones]) + "届";
}

/// What the term under way suggests for the one after it.
NextTermPlan suggested(db::ReadTx& tx, const std::optional<Term>& current, Timestamp now) {
  NextTermPlan plan{.number = 1, .name = usual_name(1), .from = now, .to = {}, .plenary = {}, .sectors = {}, .committees = {}, .offices = {}};
  if (!current) return plan;
  plan.number = current->number + 1;
  plan.name = usual_name(plan.number);
  plan.from = current->to.value_or(now);
  for (const auto& body : tx.all<NamedBody>(sql::bodies_of_term, current->assembly, current->id)) {
    if (body.kind == BodyKind::sector) plan.sectors.push_back(body.name);
    if (body.kind == BodyKind::committee) plan.committees.push_back(body.name);
  }
  return plan;
}

/// The one that ends, also where its own end has passed already.
std::optional<Term> last_term(db::ReadTx& tx, AssemblyId assembly) { return tx.one<Term>(sql::terms_of, assembly); }

NextTermFacts facts(Context& context, const StoredNextTerm& next, const NextTermPlan& plan) {
  return {.now = context.now(), .begins = plan.from, .has_roster = next.roster.has_value(), .rehearsed = next.rehearsed_version == next.version};
}

NextTermView view(Context& context, db::ReadTx& tx, AssemblyId assembly, const std::optional<StoredNextTerm>& next) {
  const auto current = last_term(tx, assembly);
  NextTermView view;
  static_cast<NextTermPlan&>(view) = next ? plan_of(*next) : suggested(tx, current, context.now());
  if (current) view.current = TermView{current->id, current->number, current->name, current->from, current->to};
  for (const Official& one : officials(tx, assembly, context.now())) {
    view.held.push_back({one.seat, one.role, context.say("role." + std::string(enum_name(one.role))), identity::display_name(tx, one.person)});
  }
  if (!next) return view;
  view.state = next->state;
  view.version = next->version;
  view.has_roster = next->roster.has_value();
  view.rehearsed = next->rehearsed_version == next->version;
  view.rehearsed_at = next->rehearsed_at;
  view.actions = workflow::offers(kNextTerm, next->state, facts(context, *next, view), [&](std::string_view permission) { return context.actor.may(permission, assembly); });
  std::erase_if(view.actions, [](const workflow::Offer& offer) { return offer.verb == "carry_out"; });  // it happens by itself
  return view;
}

Result<void> check_offices(db::ReadTx& tx, const SaveNextTerm& request, Timestamp now) {
  const auto held = officials(tx, request.id, now);
  for (std::size_t i = 0; i < request.offices.size(); ++i) {
    const OfficeChange& office = request.offices[i];
    const std::string pointer = "/offices/" + std::to_string(i);
    if (std::ranges::find(held, office.seat, &Official::seat) == held.end()) return wrong(pointer + "/seat", "assemblies.no_such_seat");
    const int named = office.member_number.has_value() + office.name.has_value();
    if (named != (office.fate == OfficeFate::hand_over ? 1 : 0)) return wrong(pointer + "/name", "assemblies.to_whom");
    if (office.name && odd(*office.name)) return wrong(pointer + "/name", "assemblies.bad_name");
  }
  return {};
}

Result<void> check_plan(Context& context, db::ReadTx& tx, const SaveNextTerm& request) {
  if (odd(request.name)) return wrong("/name", "assemblies.bad_name");
  if (request.to && *request.to <= request.from) return wrong("/to", "assemblies.ends_before_it_begins");
  if (tx.one<TermId>(sql::term_by_number, request.id, request.number)) return wrong("/number", "assemblies.term_taken");
  const auto current = last_term(tx, request.id);
  if (!current) return fail(ErrorKind::conflict, "assemblies.no_term");
  if (request.from <= current->from) return wrong("/from", "assemblies.term_before_the_last");
  if (const auto& plenary = request.plenary) {
    if (odd(plenary->name)) return wrong("/plenary/name", "assemblies.bad_name");
    if (plenary->from < request.from) return wrong("/plenary/from", "assemblies.plenary_before_term");
    if (plenary->to && *plenary->to < plenary->from) return wrong("/plenary/to", "assemblies.ends_before_it_begins");
  }
  TRY(check_names(request.sectors, "sectors"));
  TRY(check_names(request.committees, "committees"));
  return check_offices(tx, request, context.now());
}

Result<StoredNextTerm> find_under_way(db::ReadTx& tx, AssemblyId assembly, std::int64_t version) {
  auto next = find_next_term(tx, assembly);
  if (!next) return fail(ErrorKind::not_found, "assemblies.no_next_term");
  if (next->version != version) return fail(ErrorKind::conflict, "assemblies.edited_meanwhile");
  return std::move(*next);
}

/// The change itself; an error where it cannot be done, and nothing is done then.
Result<TermReport> carry_out(Context& context, db::WriteTx& tx, const StoredNextTerm& next) {
  TRY(workflow::next(kNextTerm, next.state, NextTermAction::carry_out, facts(context, next, plan_of(next)), [](std::string_view) { return true; }));
  TRY_ASSIGN(TermReport report, change_term(context, tx, next));
  if (!report.problems.empty()) return fail(ErrorKind::conflict, "assemblies.term_cannot_change", {{"why", report.problems.front().message}});
  return report;
}

/// It was confirmed, and by now something stands against it: people have to look at it again.
void hand_back(Context& context, AssemblyId assembly, const std::string& code) {
  log::error("a change of term could not be carried out", {{"code", code}});
  (void)context.db.write([&](db::WriteTx& tx) -> Result<bool> {
    const auto next = find_next_term(tx, assembly);
    if (!next || tx.run(sql::move_next_term, next->id, NextTermState::confirmed, NextTermState::preparing) == 0) return false;
    notices::tell(context, tx, holders_of(tx, assembly, Role::administrator, context.now()),
                  {.kind = "assemblies.term_not_changed", .subject_kind = "assembly", .subject = assembly.value, .link = "/console/next-term", .args = {}});
    record(context, tx, assembly, "assemblies.hand_back_next_term");
    return true;
  });
}

}  // namespace

Result<void> rehearsed_as_it_stands(const NextTermFacts& facts) {
  if (!facts.has_roster) return fail(ErrorKind::conflict, "assemblies.no_next_roster");
  return facts.rehearsed ? Result<void>() : fail(ErrorKind::conflict, "assemblies.not_rehearsed");
}

Result<void> has_begun(const NextTermFacts& facts) { return facts.begins <= facts.now ? Result<void>() : fail(ErrorKind::conflict, "workflow.not_now"); }

std::optional<StoredNextTerm> find_next_term(db::ReadTx& tx, AssemblyId assembly) { return tx.one<StoredNextTerm>(sql::find_next_term, assembly); }

std::string unsealed_roster(Context& context, const StoredNextTerm& next) {
  if (!next.roster) return {};
  auto bytes = secrets::unseal(roster_key(context), *next.roster, std::to_string(next.id));
  GONGSHI_ASSERT(bytes.has_value());
  return std::move(*bytes);
}

Result<NextTermView> read_next_term(Context& context, db::ReadTx& tx, const ByAssembly& request) {
  TRY(require(context, tx, request.id, "roster.write"));
  return view(context, tx, request.id, find_next_term(tx, request.id));
}

Result<NextTermView> save_next_term(Context& context, db::WriteTx& tx, const SaveNextTerm& request) {
  TRY(require(context, tx, request.id, "operator"));
  TRY(check_plan(context, tx, request));
  const std::string plan = json::encode(static_cast<const NextTermPlan&>(request));
  const auto next = find_next_term(tx, request.id);
  const auto saved = next ? tx.run(sql::save_next_term, next->id, request.version, request.from, plan)
                     : request.version == 0 ? tx.run(sql::add_next_term, context.ids.next_value(), request.id, request.from, plan) : 0;
  if (saved == 0) return fail(ErrorKind::conflict, "assemblies.edited_meanwhile");
  record(context, tx, request.id, "assemblies.save_next_term");
  return view(context, tx, request.id, find_next_term(tx, request.id));
}

Result<RosterReport> bring_next_roster(Context& context, db::WriteTx& tx, const BringNextRoster& request) {
  TRY(require(context, tx, request.id, "roster.write"));
  TRY_ASSIGN(const StoredNextTerm next, find_under_way(tx, request.id, request.version));
  const auto current = last_term(tx, request.id);
  if (!current) return fail(ErrorKind::conflict, "assemblies.no_term");
  const NextTermPlan plan = plan_of(next);
  Succession succession{.assembly = *find_assembly(tx, request.id), .term = {.id = {}, .assembly = request.id, .number = plan.number, .name = plan.name, .from = plan.from, .to = plan.to}, .bodies = {}, .previous = current->id};
  for (const auto& name : plan.sectors) succession.bodies.emplace(std::pair{BodyKind::sector, name}, BodyId{});
  for (const auto& name : plan.committees) succession.bodies.emplace(std::pair{BodyKind::committee, name}, BodyId{});
  RosterReport report = import_next_roster(context, tx, succession, read_roster(request.body.bytes), true);
  if (!report.errors.empty()) return report;
  if (tx.run(sql::bring_next_roster, next.id, next.version, secrets::seal(roster_key(context), request.body.bytes, std::to_string(next.id))) == 0) {
    return fail(ErrorKind::conflict, "assemblies.edited_meanwhile");
  }
  record(context, tx, request.id, "assemblies.bring_next_roster");
  return report;
}

Result<NextTermMoved> move_next_term(Context& context, db::WriteTx& tx, const MoveNextTerm& request) {
  TRY(require(context, tx, request.id, "operator"));
  TRY_ASSIGN(StoredNextTerm next, find_under_way(tx, request.id, request.version));
  const auto action = *enum_from_name<NextTermAction>(enum_name(request.verb));
  const NextTermPlan plan = plan_of(next);
  TRY_ASSIGN(const NextTermState to, workflow::next(kNextTerm, next.state, action, facts(context, next, plan),
                                                    [&](std::string_view permission) { return context.actor.may(permission, request.id); }));
  if (tx.run(sql::move_next_term, next.id, next.state, to) == 0) return fail(ErrorKind::conflict, "assemblies.edited_meanwhile");
  record(context, tx, request.id, "assemblies." + std::string(enum_name(request.verb)) + "_next_term");
  next.state = to;
  NextTermMoved moved;
  if (to == NextTermState::confirmed && plan.from <= context.now()) {
    TRY_ASSIGN(moved.report, carry_out(context, tx, next));
  }
  moved.next_term = view(context, tx, request.id, find_next_term(tx, request.id));
  return moved;
}

void change_due_terms(Context& context) {
  const auto due = context.db.read([&](db::ReadTx& tx) { return tx.all<AssemblyId>(sql::due_next_terms, context.now()); });
  for (const AssemblyId assembly : due) {
    const auto changed = context.db.write([&](db::WriteTx& tx) -> Result<bool> {
      context.after_commit.clear();
      const auto next = find_next_term(tx, assembly);
      if (!next || next->state != NextTermState::confirmed) return false;
      TRY(carry_out(context, tx, *next));
      return true;
    });
    if (!changed) {
      hand_back(context, assembly, changed.error().code);
      continue;
    }
    for (const auto& effect : context.after_commit) effect();
  }
}

void register_open_items(Application& app, std::string kind, ListOpenItems list) { app.use<OpenItems>().kinds.emplace_back(std::move(kind), std::move(list)); }

}  // namespace gongshi::assemblies
