// Figures of a session with the rows behind each, both as workbooks too. What opens is asked for by the same conditions as what is counted.
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "embedded/proposals.hpp"
#include "modules/handling/api.hpp"
#include "modules/identity/api.hpp"
#include "modules/proposals/figures.hpp"
#include "platform/operations/cursor.hpp"
#include "platform/spreadsheet/write_xlsx.hpp"

namespace gongshi::proposals {
namespace {

struct Cell {
  std::string category;
  assemblies::SectorId sector;
  assemblies::BodyId body;
  State state = State::draft;
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(Cell, (), (category, sector, body, state, count))

struct MemberCell {
  PersonId proposer;
  State state = State::draft;
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(MemberCell, (), (proposer, state, count))

/// Somebody wrote or signed one of that category, sector, body and proposer: a person, or a name of an imported register.
struct Named {
  std::string category;
  assemblies::SectorId sector;
  assemblies::BodyId body;
  PersonId proposer;
  std::string name;
  PersonId person;
  bool wrote = false;
};
BOOST_DESCRIBE_STRUCT(Named, (), (category, sector, body, proposer, name, person, wrote))

using Somebody = std::pair<PersonId, std::string>;
struct Times {
  std::int64_t wrote = 0;
  std::int64_t cosigned = 0;
};

/// A table as it is counted: its rows by key, and who stands behind each.
struct Counting {
  Figures figures;
  std::map<Somebody, Times> people;
  std::int64_t person_times = 0;

  void add(const Named& one) {
    Times& times = people[{one.person, one.name}];
    ++(one.wrote ? times.wrote : times.cosigned);
    ++person_times;
  }
};
template <class Key>
using Table = std::map<Key, Counting>;

constexpr std::int64_t kFewestPeople = 5;

/// People of a row under five are not told, and where that is one row alone another one's neither: the sum of all rows stands above.
void tell_people(std::vector<Counting*> rows) {
  // What bodies propose nobody wrote.
  std::erase_if(rows, [](Counting* row) {
    if (!row->people.empty()) return false;
    row->figures.people = row->figures.person_times = 0;
    return true;
  });
  std::ranges::stable_sort(rows, {}, [](const Counting* row) { return row->people.size(); });
  std::size_t hidden = 0;
  while (hidden < rows.size() && static_cast<std::int64_t>(rows[hidden]->people.size()) < kFewestPeople) ++hidden;
  if (hidden == 1) ++hidden;
  for (std::size_t i = hidden; i < rows.size(); ++i) {
    rows[i]->figures.people = static_cast<std::int64_t>(rows[i]->people.size());
    rows[i]->figures.person_times = rows[i]->person_times;
  }
}

/// The rows of a table with their names, those with most first.
template <class Key, class Name>
std::vector<Figures> told(Table<Key>& table, const Name& name) {
  std::vector<Counting*> rows;
  for (auto& [key, row] : table) {
    rows.push_back(&row);
    if constexpr (std::is_enum_v<Key>) row.figures.key = enum_name(key);
    else if constexpr (std::is_same_v<Key, std::string>) row.figures.key = key;
    else row.figures.key = std::to_string(key.value);
    row.figures.name = name(key);
  }
  tell_people(rows);
  std::vector<Figures> figures;
  for (auto& [key, row] : table) figures.push_back(std::move(row.figures));
  std::ranges::stable_sort(figures, [](const Figures& one, const Figures& other) { return one.received > other.received; });
  return figures;
}

void count(Figures& figures, State state, std::int64_t how_many) {
  figures.received += how_many;
  if (row_of(state).reviewed) figures.under_review += how_many;
  else if (state == State::filed) figures.filed += how_many;
  else if (state == State::merged) figures.merged += how_many;
  else if (state == State::converted) figures.converted += how_many;
  else figures.other += how_many;
}

Result<void> allowed(const Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly) {
  if (!assemblies::find_assembly(tx, assembly)) return fail(ErrorKind::not_found, "assemblies.not_found");
  if (!context.actor.may(kReview, assembly)) return fail(ErrorKind::forbidden, "request.not_permitted");
  return {};
}

}  // namespace

namespace {

/// A session as it is counted.
struct Tables {
  Counting all;
  Table<std::string> categories;
  Table<assemblies::SectorId> sectors, parties, bodies, member_parties;
  Table<ProposerKind> kinds;
};

/// The party of each member, by the roster at the beginning of the session and, for who came later, at its end.
std::map<PersonId, assemblies::BodyId> parties_in(db::ReadTx& tx, const Session& session) {
  std::map<PersonId, assemblies::BodyId> parties;
  for (const Timestamp at : {session.from, session.cut_off}) {
    for (const auto& member : assemblies::roster_of(tx, session.assembly, at)) parties.try_emplace(member.person, member.party.value_or(assemblies::BodyId{}));
  }
  return parties;
}

Tables tables_of(db::ReadTx& tx, const Session& session) {
  Tables tables;
  std::map<assemblies::BodyId, ProposerKind> known;  // each is looked up once
  const auto kind = [&](assemblies::BodyId body) {
    const auto [found, fresh] = known.try_emplace(body);
    if (fresh) found->second = kind_of(tx, {.body = body});
    return found->second;
  };
  auto parties = parties_in(tx, session);
  const auto rows_of = [&](const std::string& category, assemblies::SectorId sector, assemblies::BodyId body) {
    std::vector<Counting*> rows{&tables.all, &tables.categories[category], &tables.sectors[sector], &tables.kinds[kind(body)]};
    if (body) rows.push_back(kind(body) == ProposerKind::party ? &tables.parties[body] : &tables.bodies[body]);
    return rows;
  };
  for (const Cell& cell : tx.all<Cell>(sql::counts_of_session, session.id)) {
    for (Counting* row : rows_of(cell.category, cell.sector, cell.body)) count(row->figures, cell.state, cell.count);
  }
  for (const MemberCell& cell : tx.all<MemberCell>(sql::members_of_session, session.id)) count(tables.member_parties[parties[cell.proposer]].figures, cell.state, cell.count);
  for (const Named& one : tx.all<Named>(sql::people_of_session, session.id)) {
    for (Counting* row : rows_of(one.category, one.sector, one.body)) row->add(one);
    if (!one.body && one.proposer) tables.member_parties[parties[one.proposer]].add(one);
  }
  return tables;
}

/// The one asked for, else the latest; none where there is none yet.
Result<std::optional<Session>> session_asked(db::ReadTx& tx, assemblies::AssemblyId assembly, std::optional<SessionId> asked) {
  const auto sessions = tx.all<Session>(sql::sessions_of, assembly);
  const auto found = asked ? std::ranges::find(sessions, *asked, &Session::id) : sessions.begin();
  if (asked && found == sessions.end()) return fail(ErrorKind::not_found, "proposals.no_such_session");
  return found == sessions.end() ? std::nullopt : std::optional(*found);
}

std::string body_name(const Context& context, db::ReadTx& tx, assemblies::BodyId body) { return body ? assemblies::body_name(tx, body) : context.say("proposals.not_settled"); }
std::string party_name(const Context& context, db::ReadTx& tx, assemblies::BodyId party) { return party ? assemblies::body_name(tx, party) : context.say("proposals.no_party"); }

}  // namespace

Result<Statistics> statistics(Context& context, db::ReadTx& tx, const AskStatistics& request) {
  TRY(allowed(context, tx, request.id));
  Statistics shown;
  for (const Session& session : tx.all<Session>(sql::sessions_of, request.id)) shown.sessions.push_back({session.id, session_name(context, session)});
  TRY_ASSIGN(const auto session, session_asked(tx, request.id, request.session));
  if (!session) return shown;
  shown.session = session->id;
  Tables tables = tables_of(tx, *session);
  shown.all = tables.all.figures;
  shown.people = static_cast<std::int64_t>(tables.all.people.size());
  shown.person_times = tables.all.person_times;
  shown.seconded = tx.one<std::int64_t>(sql::seconded_in_session, session->id).value_or(0);
  const auto body = [&](assemblies::BodyId one) { return body_name(context, tx, one); };
  shown.categories = told(tables.categories, [&](const std::string& category) { return context.say(category == "none" ? "proposals.not_settled" : "proposals.category." + category); });
  shown.kinds = told(tables.kinds, [&](ProposerKind one) { return context.say("proposals.proposer_kind." + std::string(enum_name(one))); });
  shown.parties = told(tables.parties, body);
  shown.bodies = told(tables.bodies, body);
  shown.sectors = told(tables.sectors, body);
  shown.member_parties = told(tables.member_parties, [&](assemblies::BodyId one) { return party_name(context, tx, one); });
  return shown;
}

namespace {

/// The filters of a figure in words.
template <class Request>
std::vector<FilterView> filters_of(const Context& context, db::ReadTx& tx, const Session& session, const Request& request) {
  std::vector<FilterView> filters;
  const auto add = [&](std::string key, std::string_view name, std::string value) { filters.push_back({std::move(key), context.say(name), std::move(value)}); };
  add("session", "proposals.column.session", session_name(context, session));
  if (request.category) add("category", "proposals.column.category", context.say(*request.category == CategoryFilter::none ? "proposals.not_settled" : "proposals.category." + std::string(enum_name(*request.category))));
  if (request.kind) add("kind", "proposals.filter_kind", context.say("proposals.proposer_kind." + std::string(enum_name(*request.kind))));
  if (request.body) add("body", "proposals.filter_body", body_name(context, tx, *request.body));
  if (request.sector) add("sector", "proposals.column.sector", body_name(context, tx, assemblies::SectorId{*request.sector}));
  if (request.party) add("party", "proposals.filter_party", party_name(context, tx, assemblies::BodyId{*request.party}));
  return filters;
}

/// ",12,15,"
template <class Ids>
std::string between_commas(const Ids& ids) {
  std::string text = ",";
  for (const auto id : ids) text += std::to_string(id.value) + ",";
  return text;
}

}  // namespace

Result<PeopleOfFigure> people_of_figure(Context& context, db::ReadTx& tx, const AskPeople& request) {
  TRY(allowed(context, tx, request.id));
  TRY_ASSIGN(const auto session, session_asked(tx, request.id, request.session));
  if (!session) return PeopleOfFigure{};
  if (int{request.category.has_value()} + request.kind.has_value() + request.body.has_value() + request.sector.has_value() + request.party.has_value() > 1) return fail(ErrorKind::invalid, "proposals.one_figure");
  Tables tables = tables_of(tx, *session);
  // As the table tells it: what it hides does not open either.
  const auto row_in = [](auto& table, const auto& key) -> const Counting* {
    std::vector<Counting*> rows;
    for (auto& [name, row] : table) rows.push_back(&row);
    tell_people(rows);
    const auto found = table.find(key);
    return found == table.end() ? nullptr : &found->second;
  };
  const Counting* row = &tables.all;
  if (request.category) row = row_in(tables.categories, std::string(enum_name(*request.category)));
  else if (request.kind) row = row_in(tables.kinds, *request.kind);
  else if (request.body) row = row_in(tables.parties.contains(*request.body) ? tables.parties : tables.bodies, *request.body);
  else if (request.sector) row = row_in(tables.sectors, assemblies::SectorId{*request.sector});
  else if (request.party) row = row_in(tables.member_parties, assemblies::BodyId{*request.party});
  if (row != nullptr && row != &tables.all && !row->people.empty() && !row->figures.people) return fail(ErrorKind::conflict, "proposals.figure_hidden");

  PeopleOfFigure shown{.items = {}, .filters = filters_of(context, tx, *session, request)};
  if (row == nullptr) return shown;
  std::vector<PersonId> persons;
  for (const auto& [somebody, times] : row->people) {
    if (somebody.first) persons.push_back(somebody.first);
  }
  auto names = identity::display_names(tx, persons);
  for (const auto& [somebody, times] : row->people) shown.items.push_back({somebody.first ? names[somebody.first] : somebody.second, times.wrote, times.cosigned});
  std::ranges::sort(shown.items, [](const PersonFigure& one, const PersonFigure& other) {
    return std::tuple(-one.wrote - one.cosigned, -one.wrote, std::string_view(one.name)) < std::tuple(-other.wrote - other.cosigned, -other.wrote, std::string_view(other.name));
  });
  return shown;
}

Result<ProposalList> list_figure(Context& context, db::ReadTx& tx, const ListForOffice& request, std::vector<Proposal>& rows) {
  TRY_ASSIGN(const auto session, session_asked(tx, request.id, request.session));
  ProposalList list;
  list.total = 0;
  if (!session) return list;
  // Of a kind: the bodies of it that propose in that session. Of a party: its members who do.
  std::optional<std::string> bodies, members;
  if (request.body || request.kind) {
    std::set<assemblies::BodyId> chosen;
    for (const Cell& cell : tx.all<Cell>(sql::counts_of_session, session->id)) {
      if ((!request.body || cell.body == *request.body) && (!request.kind || kind_of(tx, {.body = cell.body}) == *request.kind)) chosen.insert(cell.body);
    }
    bodies = between_commas(chosen);
  }
  if (request.party) {
    auto parties = parties_in(tx, *session);
    std::set<PersonId> chosen;
    for (const MemberCell& cell : tx.all<MemberCell>(sql::members_of_session, session->id)) {
      if (parties[cell.proposer].value == *request.party) chosen.insert(cell.proposer);
    }
    members = between_commas(chosen);
  }
  list.total = tx.one<std::int64_t>(sql::count_figure, session->id, request.category, request.sector, bodies, request.figure, members);
  rows = tx.all<Proposal>(sql::in_figure, session->id, request.category, request.sector, bodies, request.figure, request.cursor.value_or(ProposalId{kFromGreatest}), members);
  list.filters = filters_of(context, tx, *session, request);
  if (request.figure && *request.figure != Figure::received) list.filters.insert(list.filters.begin() + 1, {"figure", context.say("proposals.filter_figure"), context.say("proposals.figure." + std::string(enum_name(*request.figure)))});
  return list;
}

Result<http::Response> export_statistics(Context& context, const AskStatistics& request) {
  return context.db.read([&](db::ReadTx& tx) -> Result<http::Response> {
    TRY_ASSIGN(const Statistics figures, statistics(context, tx, request));
    const auto say = [&](std::string_view key) { return context.say(key); };
    const auto session = std::ranges::find(figures.sessions, figures.session.value_or(SessionId{}), &SessionName::id);
    spreadsheet::XlsxWriter workbook(say("proposals.sheet.all"));
    workbook.add({say("proposals.column.session"), session == figures.sessions.end() ? "" : session->name});
    const auto line = [&](std::string_view key, std::int64_t figure) { workbook.add(say(key), {figure}, ""); };
    line("proposals.figure.received", figures.all.received);
    line("proposals.figure.under_review", figures.all.under_review);
    line("proposals.figure.filed", figures.all.filed);
    line("proposals.figure.merged", figures.all.merged);
    line("proposals.figure.converted", figures.all.converted);
    line("proposals.figure.other", figures.all.other);
    line("proposals.sheet.people", figures.people);
    line("proposals.sheet.person_times", figures.person_times);
    line("proposals.sheet.seconded", figures.seconded);
    const auto sheet = [&](std::string_view title, std::string_view name, const std::vector<Figures>& rows) {
      workbook.begin(say(title));
      workbook.add({say(name), say("proposals.figure.received"), say("proposals.figure.under_review"), say("proposals.figure.filed"), say("proposals.figure.merged"), say("proposals.figure.converted"), say("proposals.figure.other"),
                    say("proposals.sheet.people"), say("proposals.sheet.person_times")});
      for (const Figures& row : rows) workbook.add(row.name, {row.received, row.under_review, row.filed, row.merged, row.converted, row.other, row.people, row.person_times}, say("proposals.sheet.hidden"));
    };
    sheet("proposals.sheet.categories", "proposals.column.category", figures.categories);
    sheet("proposals.sheet.kinds", "proposals.filter_kind", figures.kinds);
    sheet("proposals.sheet.parties", "proposals.proposer_kind.party", figures.parties);
    sheet("proposals.sheet.bodies", "proposals.filter_body", figures.bodies);
    sheet("proposals.sheet.sectors", "proposals.column.sector", figures.sectors);
    sheet("proposals.sheet.member_parties", "proposals.filter_party", figures.member_parties);
    if (const auto units = handling::unit_table(context, tx, request.id)) {
      workbook.begin(say("proposals.sheet.units"));
      workbook.add(units->heading);
      for (const auto& [name, row] : units->rows) workbook.add(name, row, say("proposals.sheet.hidden"));
    }
    http::Response response;
    response.body = std::move(workbook).finish();
    response.set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    response.set("Content-Disposition", "attachment; filename=\"statistics.xlsx\"");
    return response;
  });
}

}  // namespace gongshi::proposals
