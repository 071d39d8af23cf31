// The change of term itself: one transaction that closes the old term, begins the new one, seats its members and staff, and tells what it did.
#include <algorithm>
#include <set>

#include "embedded/assemblies.hpp"
#include "modules/assemblies/import_roster.hpp"
#include "modules/assemblies/next_term.hpp"
#include "modules/assemblies/roles.hpp"
#include "modules/assemblies/rows.hpp"
#include "modules/identity/api.hpp"
#include "platform/journal/journal.hpp"
#include "platform/notices/notices.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::assemblies {
namespace {

constexpr std::size_t kMostNamed = 500;

/// The members of one term, once each.
struct Sitting {
  std::map<BodyId, NamedBody> bodies;
  std::vector<StoredMembership> members;
  std::set<PersonId> persons;
  std::map<std::pair<BodyKind, std::string>, std::int64_t> by_body;

  void count(BodyId body) { ++by_body[{bodies.at(body).kind, bodies.at(body).name}]; }
};

/// Who sits in the term at `at`, or is to come.
Sitting sitting(db::ReadTx& tx, AssemblyId assembly, TermId term, Timestamp at) {
  Sitting sitting;
  for (NamedBody& body : tx.all<NamedBody>(sql::bodies_of_term, assembly, term)) sitting.bodies.emplace(body.id, std::move(body));
  for (StoredMembership& member : tx.all<StoredMembership>(sql::memberships_of_term, assembly, term)) {
    if ((member.to && *member.to <= at) || !sitting.persons.insert(member.person).second) continue;
    sitting.count(member.sector);
    if (member.committee) sitting.count(*member.committee);
    sitting.members.push_back(std::move(member));
  }
  return sitting;
}

class Change {
 public:
  Change(Context& context, db::WriteTx& tx, const StoredNextTerm& next, NextTermPlan plan, Term current)
      : context_(context), tx_(tx), next_(next), plan_(std::move(plan)), current_(std::move(current)), assembly_(next.assembly) {}

  TermReport run() {
    report_.from_name = current_.name;
    report_.to_name = plan_.name;
    report_.begins = plan_.from;
    const Sitting before = sitting(tx_, assembly_, current_.id, plan_.from - std::chrono::milliseconds(1));
    const auto held = officials(tx_, assembly_, context_.now());
    begin_term();
    seat_members();
    tx_.run(sql::end_memberships, assembly_, current_.id, plan_.from);
    tx_.run(sql::end_term, current_.id, plan_.from);
    const Sitting after = sitting(tx_, assembly_, term_, plan_.from);
    compare(before, after);
    change_offices(held, before, after);
    check_offices(held);
    if (const auto heard = publish(context_, tx_, TermChanged{assembly_, current_.id, term_}); !heard) problem(heard.error().code, heard.error().args);
    list_open_items();
    finish();
    return std::move(report_);
  }

 private:
  void problem(const std::string& code, const std::map<std::string, std::string>& args = {}) { report_.problems.push_back({code, context_.say(code, args)}); }

  void begin_term() {
    term_ = create_term(context_, tx_, assembly_, plan_.number, plan_.name, plan_.from, plan_.to);
    for (const auto& [kind, names] : {std::pair{BodyKind::sector, &plan_.sectors}, std::pair{BodyKind::committee, &plan_.committees}}) {
      for (const std::string& name : *names) bodies_.emplace(std::pair{kind, name}, create_body(context_, tx_, assembly_, term_, kind, name));
    }
    if (const auto& plenary = plan_.plenary) {
      tx_.run(sql::put_plenary, context_.ids.next_value(), assembly_, term_, plenary->number, plenary->name, plenary->from, plenary->to);
    }
  }

  void seat_members() {
    if (!next_.roster) return problem("assemblies.no_next_roster");
    const Succession succession{.assembly = *find_assembly(tx_, assembly_),
                                .term = {.id = term_, .assembly = assembly_, .number = plan_.number, .name = plan_.name, .from = plan_.from, .to = plan_.to},
                                .bodies = bodies_,
                                .previous = current_.id};
    report_.roster_errors = import_next_roster(context_, tx_, succession, read_roster(unsealed_roster(context_, next_)), false).errors;
    if (!report_.roster_errors.empty()) problem("assemblies.roster_refused", {{"count", std::to_string(report_.roster_errors.size())}});
  }

  static std::vector<MemberReport> only_in(const Sitting& one, const Sitting& other, std::int64_t& count) {
    std::vector<MemberReport> members;
    for (const StoredMembership& member : one.members) {
      if (other.persons.contains(member.person)) continue;
      ++count;
      if (members.size() < kMostNamed) members.push_back({member.number, member.name, one.bodies.at(member.sector).name});
    }
    return members;
  }

  void compare(const Sitting& before, const Sitting& after) {
    report_.members_before = static_cast<std::int64_t>(before.members.size());
    report_.members_after = static_cast<std::int64_t>(after.members.size());
    report_.leaving = only_in(before, after, report_.leaving_count);
    report_.joining = only_in(after, before, report_.joining_count);
    report_.staying = report_.members_before - report_.leaving_count;
    std::vector<PersonId> left;
    for (const PersonId person : before.persons) {
      if (!after.persons.contains(person)) left.push_back(person);
    }
    notices::tell(context_, tx_, left, {.kind = "assemblies.membership_ended", .subject_kind = "assembly", .subject = assembly_.value, .link = "/mine", .args = {{"term", current_.name}}});
    compare_bodies(before, after, BodyKind::sector, plan_.sectors, report_.sectors);
    compare_bodies(before, after, BodyKind::committee, plan_.committees, report_.committees);
  }

  void compare_bodies(const Sitting& before, const Sitting& after, BodyKind kind, const std::vector<std::string>& names, std::vector<BodyReport>& bodies) {
    const auto count = [kind](const Sitting& sitting, const std::string& name) {
      const auto found = sitting.by_body.find({kind, name});
      return found == sitting.by_body.end() ? 0 : found->second;
    };
    std::set<std::string> old;
    for (const NamedBody& body : tx_.all<NamedBody>(sql::bodies_of_term, assembly_, current_.id)) {
      if (body.kind == kind) old.insert(body.name);
    }
    for (const std::string& name : names) {
      bodies.push_back({name, old.erase(name) > 0 ? std::optional(count(before, name)) : std::nullopt, count(after, name)});
    }
    for (const std::string& name : old) bodies.push_back({name, count(before, name), std::nullopt});
  }

  void change_offices(const std::vector<Official>& held, const Sitting& before, const Sitting& after) {
    for (const Official& one : held) {
      const auto decided = std::ranges::find(plan_.offices, one.seat, &OfficeChange::seat);
      const OfficeFate fate = decided == plan_.offices.end() ? OfficeFate::keep : decided->fate;
      OfficeReport office{.role_name = context_.say("role." + std::string(enum_name(one.role))), .name = identity::display_name(tx_, one.person), .fate = fate, .holder = {}};
      if (fate == OfficeFate::keep) {
        office.holder = office.name;
        office.leaves = before.persons.contains(one.person) && !after.persons.contains(one.person);
      } else {
        end(one);
      }
      if (fate == OfficeFate::hand_over) office.holder = hand_over(one, *decided, after);
      report_.offices.push_back(std::move(office));
    }
  }

  void end(const Official& one) {
    tx_.run(sql::end_seat, one.seat, context_.now());
    journal::record(context_, tx_, {.verb = "assemblies.end_seat", .subject_kind = "seat", .subject = one.seat.value, .scope = assembly_,
                                    .detail = "{\"person\":" + std::to_string(one.person.value) + "}"});
  }

  std::optional<std::string> hand_over(const Official& one, const OfficeChange& office, const Sitting& after) {
    PersonId person;
    if (office.member_number) {
      const auto member = std::ranges::find(after.members, *office.member_number, &StoredMembership::number);
      if (member == after.members.end()) {
        problem("assemblies.no_such_successor", {{"number", *office.member_number}});
        return std::nullopt;
      }
      person = member->person;
    } else {
      person = identity::create_person(context_, tx_, {.name = *office.name});
    }
    if (const auto may = may_hold(tx_, person, assembly_, one.role, context_.now()); !may) {
      problem(may.error().code);
      return std::nullopt;
    }
    const SeatId seat = add_seat(context_, tx_, person, assembly_, one.role, context_.now());
    journal::record(context_, tx_, {.verb = "assemblies.give_seat", .subject_kind = "seat", .subject = seat.value, .scope = assembly_,
                                    .detail = "{\"person\":" + std::to_string(person.value) + "}"});
    notices::tell(context_, tx_, {person}, {.kind = "assemblies.office_given", .subject_kind = "seat", .subject = seat.value, .link = "/console",
                                            .args = {{"@role", "role." + std::string(enum_name(one.role))}, {"term", plan_.name}}});
    return identity::display_name(tx_, person);
  }

  /// No administration that somebody held may be left to nobody.
  void check_offices(const std::vector<Official>& held) {
    for (const Role role : {Role::administrator, Role::security_administrator, Role::audit_administrator, Role::clerk, Role::chair}) {
      if (!holders_of(tx_, assembly_, role, context_.now()).empty()) continue;
      const bool was_held = std::ranges::find(held, role, &Official::role) != held.end();
      if (was_held || role == Role::clerk || role == Role::chair) report_.roles_without_holder.push_back(context_.say("role." + std::string(enum_name(role))));
      if (was_held && is_administration(role)) problem("assemblies.last_administrator");
    }
  }

  void list_open_items() {
    for (const auto& [kind, list] : context_.app.use<OpenItems>().kinds) {
      for (const OpenItem& item : list(tx_, assembly_)) {
        OpenItemReport shown{.kind = kind, .id = item.id, .title = item.title, .state_name = context_.say(item.state_key),
                             .role_name = context_.say("role." + std::string(enum_name(item.keeper))), .keepers = {}};
        for (const PersonId keeper : holders_of(tx_, assembly_, item.keeper, context_.now())) shown.keepers.push_back(identity::display_name(tx_, keeper));
        report_.open_items.push_back(std::move(shown));
      }
    }
  }

  void finish() {
    // What is kept of the report are figures: names stand on the rosters.
    TermReport kept = report_;
    kept.leaving.clear();
    kept.joining.clear();
    if (tx_.run(sql::finish_next_term, next_.id, next_.state, NextTermState::done, term_, json::encode(kept)) == 0) problem("assemblies.edited_meanwhile");
    journal::record(context_, tx_, {.verb = "assemblies.change_term", .subject_kind = "assembly", .subject = assembly_.value, .scope = assembly_,
                                    .detail = "{\"term\":" + std::to_string(term_.value) + "}"});
    context_.after_commit.push_back([&app = context_.app] { identity::forget_all_actors(app); });
  }

  Context& context_;
  db::WriteTx& tx_;
  const StoredNextTerm& next_;
  const NextTermPlan plan_;
  const Term current_;
  const AssemblyId assembly_;
  TermId term_;
  std::map<std::pair<BodyKind, std::string>, BodyId> bodies_;
  TermReport report_;
};

}  // namespace

Result<TermReport> change_term(Context& context, db::WriteTx& tx, const StoredNextTerm& next) {
  auto plan = json::decode<NextTermPlan>(next.plan);
  GONGSHI_ASSERT(plan.has_value());
  // The one that ends, also where its own end has passed already.
  const auto terms = tx.all<Term>(sql::terms_of, next.assembly);
  if (terms.empty() || terms.front().from >= plan->from) return fail(ErrorKind::conflict, "assemblies.term_before_the_last");
  if (std::ranges::find(terms, plan->number, &Term::number) != terms.end()) return fail(ErrorKind::conflict, "assemblies.term_taken");
  return Change(context, tx, next, std::move(*plan), terms.front()).run();
}

std::vector<std::pair<SectorId, SectorId>> sectors_carried_on(db::ReadTx& tx, AssemblyId assembly, TermId from, TermId to) {
  std::map<std::string, SectorId> there;
  for (const NamedBody& body : tx.all<NamedBody>(sql::bodies_of_term, assembly, to)) {
    if (body.kind == BodyKind::sector) there.emplace(body.name, body.id);
  }
  std::vector<std::pair<SectorId, SectorId>> pairs;
  for (const NamedBody& body : tx.all<NamedBody>(sql::bodies_of_term, assembly, from)) {
    if (body.kind == BodyKind::sector) pairs.emplace_back(body.id, there.contains(body.name) ? there[body.name] : SectorId{});
  }
  return pairs;
}

}  // namespace gongshi::assemblies
