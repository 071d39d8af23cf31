// A roster into memberships: planned against the database as a whole, then done as a whole or not at all. The same file twice changes nothing.
#include <algorithm>
#include <set>
#include <unordered_map>

#include "embedded/assemblies.hpp"
#include "modules/assemblies/import_roster.hpp"
#include "modules/assemblies/rows.hpp"
#include "modules/assemblies/use_cases.hpp"
#include "modules/identity/api.hpp"
#include "platform/journal/journal.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::assemblies {
namespace {

constexpr std::size_t kMostProblems = 200;

using BodyKey = std::pair<BodyKind, std::string>;

/// One assembly of the tree in its current term, as far as the roster needs it.
struct Chamber {
  Assembly assembly;
  std::optional<Term> term;
  std::map<BodyKey, BodyId> bodies;  // 0: to be made
  std::unordered_map<std::string, StoredMembership> members;
  std::set<PersonId> persons;
  std::unordered_map<std::string_view, std::int64_t> rows;  // of this file, by number
  std::unordered_map<std::string, StoredMembership> before{};  // of the term that ends, by number
  std::map<PersonId, std::int64_t> seated{};                   // by a new membership: the row
};

struct Step {
  const RosterRow* row;
  Chamber* chamber;
  const StoredMembership* stored;  // null: new
  std::optional<PersonId> person;  // null: new
  std::string phone{};             // in normal form; empty: leave it
  bool changed = true;
};

class Plan {
 public:
  Plan(Context& context, db::WriteTx& tx, AssemblyId assembly, bool create_bodies)
      : context_(context), tx_(tx), create_bodies_(create_bodies), create_parties_(create_bodies) {
    const auto tree = descendants(tx, assembly);
    for (Assembly& one : all_assemblies(tx)) {
      if (std::ranges::find(tree, one.id) == tree.end()) continue;
      const bool top = one.id == assembly;
      chambers_.push_back(std::make_unique<Chamber>(Chamber{.assembly = std::move(one)}));
      if (top) own_ = chambers_.back().get();
    }
  }

  /// Into a term in which nobody sits yet.
  Plan(Context& context, db::WriteTx& tx, const Succession& succession) : context_(context), tx_(tx), create_bodies_(false), create_parties_(true) {
    chambers_.push_back(std::make_unique<Chamber>(Chamber{.assembly = succession.assembly, .term = succession.term, .bodies = succession.bodies}));
    own_ = chambers_.back().get();
    for (StoredMembership& member : tx.all<StoredMembership>(sql::memberships_of_term, own_->assembly.id, succession.previous)) {
      own_->before.emplace(member.number, std::move(member));
    }
  }

  RosterReport run(const RosterFile& file, bool dry_run) {
    for (const RosterRefusal& refusal : file.refused) refuse(refusal);
    report_.rows = static_cast<std::int64_t>(file.rows.size());
    for (const RosterRow& row : file.rows) plan(row);
    // A row that is refused would change nothing.
    std::erase_if(steps_, [&](const Step& step) { return refused_.contains(step.row->row); });
    for (const Step& step : steps_) ++(step.stored == nullptr ? report_.created : step.changed ? report_.updated : report_.unchanged);
    if (report_.errors.empty() && !dry_run) apply();
    return std::move(report_);
  }

 private:
  void refuse(const RosterRefusal& refusal) {
    refused_.insert(refusal.row);
    if (report_.errors.size() >= kMostProblems) return;
    report_.errors.push_back({refusal.row, refusal.column, refusal.code, context_.say(refusal.code, refusal.args)});
  }
  void refuse(const RosterRow& row, Column column, std::string code, std::map<std::string, std::string> args = {}) {
    refuse(RosterRefusal{row.row, std::string(heading(column)), std::move(code), std::move(args)});
  }

  Chamber* chamber_of(const RosterRow& row) {
    const std::string_view county = row.text(Column::county);
    Chamber* found = county.empty() ? own_ : nullptr;
    for (const auto& chamber : chambers_) {
      if (county.empty() || (chamber->assembly.short_name != county && chamber->assembly.name != county)) continue;
      if (found != nullptr) {
        refuse(row, Column::county, "assemblies.county_ambiguous");
        return nullptr;
      }
      found = chamber.get();
    }
    if (found == nullptr) {
      refuse(row, Column::county, "assemblies.county_unknown");
      return nullptr;
    }
    if (!found->term) load(*found);
    if (!found->term) {
      refuse(row, Column::county, "assemblies.no_term");
      return nullptr;
    }
    return found;
  }

  void load(Chamber& chamber) {
    chamber.term = current_term(tx_, chamber.assembly.id, context_.now());
    if (!chamber.term) return;
    for (const NamedBody& body : tx_.all<NamedBody>(sql::bodies_of_term, chamber.assembly.id, chamber.term->id)) {
      chamber.bodies.emplace(BodyKey{body.kind, body.name}, body.id);
    }
    for (StoredMembership& member : tx_.all<StoredMembership>(sql::memberships_of_term, chamber.assembly.id, chamber.term->id)) {
      chamber.persons.insert(member.person);
      chamber.members.emplace(member.number, std::move(member));
    }
  }

  void expect_body(const RosterRow& row, Chamber& chamber, Column column, BodyKind kind) {
    const BodyKey key{kind, std::string(row.text(column))};
    if (key.second.empty() || chamber.bodies.contains(key)) return;
    // Parties have no list of their own: the roster is it.
    if (create_bodies_ || (create_parties_ && kind == BodyKind::party)) {
      chamber.bodies.emplace(key, BodyId{});
    } else {
      refuse(row, column, "assemblies.body_unknown", {{"name", key.second}});
    }
  }

  void plan(const RosterRow& row) {
    Chamber* const chamber = chamber_of(row);
    if (chamber == nullptr) return;
    if (const auto [earlier, added] = chamber->rows.try_emplace(row.text(Column::number), row.row); !added) {
      refuse(row, Column::number, "assemblies.number_twice", {{"other", std::to_string(earlier->second)}});
    }
    expect_body(row, *chamber, Column::sector, BodyKind::sector);
    expect_body(row, *chamber, Column::party, BodyKind::party);
    expect_body(row, *chamber, Column::committee, BodyKind::committee);
    const auto known = chamber->members.find(std::string(row.text(Column::number)));
    Step step{.row = &row, .chamber = chamber, .stored = known == chamber->members.end() ? nullptr : &known->second, .person = std::nullopt};
    if (step.stored != nullptr) step.person = step.stored->person;
    // Numbers are given out anew each term: only with the name do they tell who it was.
    if (const auto before = chamber->before.find(std::string(row.text(Column::number))); before != chamber->before.end() && before->second.name == row.text(Column::name)) {
      step.person = before->second.person;
    }
    const bool phone_changes = plan_phone(row, step);
    if (step.stored != nullptr) step.changed = phone_changes || differs(step);
    if (step.stored == nullptr && step.person) {
      if (const auto [earlier, added] = chamber->seated.try_emplace(*step.person, row.row); !added) {
        refuse(row, Column::number, "assemblies.person_twice", {{"other", std::to_string(earlier->second)}});
      }
    }
    steps_.push_back(std::move(step));
  }

  /// Whether the person gets another number. A number that somebody has already names the person.
  bool plan_phone(const RosterRow& row, Step& step) {
    const std::string_view typed = row.text(Column::phone);
    if (typed.empty()) return false;
    if (typed.contains('*')) {  // as exports show it
      const bool same = step.person && identity::masked_phone_of(context_, tx_, *step.person) == typed;
      if (!same) refuse(row, Column::phone, "assemblies.phone_masked");
      return false;
    }
    const auto normal = identity::normal_phone(typed);
    if (!normal) {
      refuse(row, Column::phone, "identity.not_a_phone");
      return false;
    }
    const auto [earlier, added] = phones_.try_emplace(*normal, row.row);
    const auto owner = identity::find_by_phone(context_, tx_, *normal);
    if (!added) {
      refuse(row, Column::phone, "assemblies.phone_twice", {{"other", std::to_string(earlier->second)}});
    } else if (step.person) {
      if (owner && owner != step.person) refuse(row, Column::phone, "identity.phone_taken");
      step.phone = *normal;
      return !owner;
    } else if (owner && step.chamber->persons.contains(*owner)) {
      refuse(row, Column::phone, "assemblies.phone_of_member");
    } else if (owner) {
      step.person = owner;
    } else {
      step.phone = *normal;
    }
    return false;
  }

  BodyId body(const Step& step, Column column, BodyKind kind) const {
    const auto found = step.chamber->bodies.find({kind, std::string(step.row->text(column))});
    return found == step.chamber->bodies.end() ? BodyId{} : found->second;
  }
  /// A body that may be left out: an absent column leaves what is there.
  std::optional<BodyId> other_body(const Step& step, Column column, BodyKind kind, std::optional<BodyId> there) const {
    if (!(*step.row)[column]) return there;
    return step.row->text(column).empty() ? std::nullopt : std::optional(body(step, column, kind));
  }

  StoredMembership wanted(const Step& step) const {
    const RosterRow& row = *step.row;
    StoredMembership wanted = step.stored != nullptr ? *step.stored : StoredMembership{.from = step.chamber->term->from};
    wanted.number = row.text(Column::number);
    wanted.name = row.text(Column::name);
    wanted.sector = body(step, Column::sector, BodyKind::sector);
    wanted.party = other_body(step, Column::party, BodyKind::party, wanted.party);
    wanted.committee = other_body(step, Column::committee, BodyKind::committee, wanted.committee);
    // An appointment may be known to the hour; the roster tells days.
    if (const auto from = day_begins(row.text(Column::from)); from && day_text(wanted.from) != day_text(*from)) wanted.from = *from;
    if (row[Column::to]) {
      // The day named is the last one.
      const auto to = day_begins(row.text(Column::to));
      wanted.to = to ? std::optional(*to + std::chrono::hours(24) - std::chrono::milliseconds(1)) : std::nullopt;
    }
    const bool over = wanted.to && *wanted.to <= context_.now();
    if (!over) wanted.status = MembershipStatus::in_office;
    if (over && wanted.status == MembershipStatus::in_office) wanted.status = MembershipStatus::ended;
    return wanted;
  }

  bool differs(const Step& step) const {
    const StoredMembership& is = *step.stored;
    const StoredMembership to_be = wanted(step);
    const auto key = [](const StoredMembership& m) { return std::tie(m.name, m.sector, m.party, m.committee, m.from, m.to, m.status); };
    return key(is) != key(to_be);
  }

  void apply() {
    for (const auto& chamber : chambers_) {
      for (auto& [key, id] : chamber->bodies) {
        if (!id) id = create_body(context_, tx_, chamber->assembly.id, chamber->term->id, key.first, key.second);
      }
    }
    std::vector<identity::NewPerson> people;
    for (const Step& step : steps_) {
      if (!step.person) people.push_back({.name = std::string(step.row->text(Column::name)), .phone = step.phone});
    }
    const auto created = identity::create_persons(context_, tx_, people);
    std::size_t used = 0;
    std::vector<NewMembership> added;
    for (const Step& step : steps_) {
      const StoredMembership to_be = wanted(step);
      if (step.stored == nullptr) {
        if (step.person && !step.phone.empty()) GONGSHI_ASSERT(identity::add_phone(context_, tx_, *step.person, step.phone).has_value());
        added.push_back({.person = step.person ? *step.person : created[used++],
                         .assembly = step.chamber->assembly.id,
                         .term = step.chamber->term->id,
                         .sector = to_be.sector,
                         .party = to_be.party.value_or(BodyId{}),
                         .committee = to_be.committee.value_or(BodyId{}),
                         .number = to_be.number,
                         .name = to_be.name,
                         .from = to_be.from,
                         .to = to_be.to});
      } else if (step.changed) {
        change(step, to_be);
      }
    }
    add_memberships(context_, tx_, added);
  }

  void change(const Step& step, const StoredMembership& to_be) {
    const StoredMembership& is = *step.stored;
    tx_.run(sql::change_membership, is.id, to_be.sector, to_be.party, to_be.committee, to_be.name, to_be.from, to_be.to, to_be.status);
    // The name shown to others follows a correction of the roster, unless the person chose another.
    if (is.name != to_be.name && identity::display_name(tx_, is.person) == is.name) identity::rename_person(tx_, is.person, to_be.name);
    if (!step.phone.empty()) GONGSHI_ASSERT(identity::add_phone(context_, tx_, is.person, step.phone).has_value());
  }

  Context& context_;
  db::WriteTx& tx_;
  const bool create_bodies_;
  const bool create_parties_;
  std::vector<std::unique_ptr<Chamber>> chambers_;
  Chamber* own_ = nullptr;
  std::map<std::string, std::int64_t> phones_;  // in this file: the row
  std::vector<Step> steps_;
  std::set<std::int64_t> refused_;  // rows
  RosterReport report_;
};

}  // namespace

RosterReport import_next_roster(Context& context, db::WriteTx& tx, const Succession& succession, const RosterFile& file, bool try_only) {
  return Plan(context, tx, succession).run(file, try_only);
}

Result<RosterReport> import_roster(Context& context, db::WriteTx& tx, const ImportRoster& request) {
  TRY(require(context, tx, request.id, "roster.write"));
  const bool dry_run = request.dry_run.value_or(false);
  const RosterFile file = read_roster(request.body.bytes);
  RosterReport report = Plan(context, tx, request.id, request.create_bodies.value_or(false)).run(file, dry_run);
  if (!dry_run && report.errors.empty() && report.created + report.updated > 0) {
    journal::record(context, tx, {.verb = "assemblies.import_roster", .subject_kind = "assembly", .subject = request.id.value, .scope = request.id});
    context.after_commit.push_back([&app = context.app] { identity::forget_all_actors(app); });
  }
  return report;
}

}  // namespace gongshi::assemblies
