// Figures of a session, and the register as a workbook.
#include <algorithm>

#include <fmt/format.h>

#include "base/day.hpp"
#include "embedded/proposals.hpp"
#include "modules/handling/api.hpp"
#include "modules/identity/api.hpp"
#include "modules/proposals/use_cases.hpp"
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

struct People {
  std::int64_t person_times = 0;
  std::int64_t people = 0;
};
BOOST_DESCRIBE_STRUCT(People, (), (person_times, people))

struct RegisterLine {
  ProposalId id;
  SessionId session;
  std::int64_t serial = 0;
  std::int64_t case_number = 0;
  State state = State::draft;
  std::string title;
  PersonId proposer;
  assemblies::SectorId sector;
  std::optional<Category> category;
  Timestamp submitted_at;
  bool in_session = false;
  assemblies::BodyId body;
  std::int64_t signers = 0;
  std::int64_t seconders = 0;
  std::string imported_proposer;  // a name, where nobody here proposed it
  std::string imported_outcome;
};
BOOST_DESCRIBE_STRUCT(RegisterLine, (), (id, session, serial, case_number, state, title, proposer, sector, category, submitted_at, in_session, body, signers, seconders, imported_proposer, imported_outcome))

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

Result<Statistics> statistics(Context& context, db::ReadTx& tx, const AskStatistics& request) {
  TRY(allowed(context, tx, request.id));
  Statistics shown;
  for (const Session& session : tx.all<Session>(sql::sessions_of, request.id)) shown.sessions.push_back({session.id, session_name(context, session)});
  if (request.session && std::ranges::find(shown.sessions, *request.session, &SessionName::id) == shown.sessions.end()) return fail(ErrorKind::not_found, "proposals.no_such_session");
  if (shown.sessions.empty()) return shown;
  shown.session = request.session.value_or(shown.sessions.front().id);
  std::map<std::string, Figures> categories;
  std::map<assemblies::SectorId, Figures> sectors, bodies;
  std::map<ProposerKind, Figures> kinds;
  for (const Cell& cell : tx.all<Cell>(sql::counts_of_session, *shown.session)) {
    count(shown.all, cell.state, cell.count);
    count(categories[cell.category], cell.state, cell.count);
    count(kinds[kind_of(tx, {.body = cell.body})], cell.state, cell.count);
    if (cell.body) count(bodies[cell.body], cell.state, cell.count);
    count(sectors[cell.sector], cell.state, cell.count);
  }
  for (auto& [category, figures] : categories) {
    figures.name = context.say(category.empty() ? "proposals.not_settled" : "proposals.category." + category);
    shown.categories.push_back(std::move(figures));
  }
  for (auto& [sector, figures] : sectors) {
    figures.name = sector ? assemblies::body_name(tx, sector) : context.say("proposals.not_settled");
    shown.sectors.push_back(std::move(figures));
  }
  for (auto& [body, figures] : bodies) {
    figures.name = assemblies::body_name(tx, body);
    shown.bodies.push_back(std::move(figures));
  }
  for (auto& [kind, figures] : kinds) {
    figures.name = context.say("proposals.proposer_kind." + std::string(enum_name(kind)));
    shown.kinds.push_back(std::move(figures));
  }
  const auto many_first = [](const Figures& one, const Figures& other) { return one.received > other.received; };
  std::ranges::stable_sort(shown.categories, many_first);
  std::ranges::stable_sort(shown.sectors, many_first);
  std::ranges::stable_sort(shown.bodies, many_first);
  shown.seconded = tx.one<std::int64_t>(sql::seconded_in_session, *shown.session).value_or(0);
  if (const auto people = tx.one<People>(sql::people_of_session, *shown.session)) {
    shown.person_times = people->person_times;
    shown.people = people->people;
  }
  return shown;
}

Result<http::Response> export_register(Context& context, const OfAssembly& request) {
  return context.db.read([&](db::ReadTx& tx) -> Result<http::Response> {
    TRY(allowed(context, tx, request.id));
    const auto say = [&](std::string_view key) { return context.say(key); };
    std::map<SessionId, std::string> sessions;
    for (const Session& session : tx.all<Session>(sql::sessions_of, request.id)) sessions.emplace(session.id, session_name(context, session));
    std::map<PersonId, std::string> names;
    for (const PersonId person : tx.all<PersonId>(sql::proposers_of, request.id)) names.emplace(person, identity::display_name(tx, person));
    std::map<assemblies::BodyId, std::string> bodies;  // each is looked up once
    const auto name_of = [&](assemblies::BodyId body) -> const std::string& {
      const auto [found, fresh] = bodies.try_emplace(body);
      if (fresh && body) found->second = assemblies::body_name(tx, body);
      return found->second;
    };
    const auto standings = handling::standings(context, tx, request.id, "proposal");
    spreadsheet::XlsxWriter workbook(say("proposals.title"));
    workbook.add({say("proposals.column.session"), say("proposals.column.serial"), say("proposals.column.case"), say("proposals.column.title"), say("proposals.column.proposer"), say("proposals.column.sector"), say("proposals.column.signers"), say("proposals.column.seconders"), say("proposals.column.category"),
                  say("proposals.column.submitted"), say("proposals.column.in_session"), say("proposals.column.state"), say("proposals.column.handling")});
    std::vector<RegisterLine> rows;
    for (ProposalId last{}; !(rows = tx.all<RegisterLine>(sql::register_rows, request.id, last)).empty(); last = rows.back().id) {
      for (const RegisterLine& row : rows) {
        const auto handled = standings.find(row.id.value);
        workbook.add({sessions[row.session], row.serial == 0 ? "" : std::to_string(row.serial), row.case_number == 0 ? "" : fmt::format("{:04}", row.case_number), row.title,
                      row.body ? name_of(row.body) : row.proposer ? names[row.proposer] : row.imported_proposer, name_of(row.sector), std::to_string(row.signers), std::to_string(row.seconders),
                      row.category ? say("proposals.category." + std::string(enum_name(*row.category))) : "", day_text(day_at(row.submitted_at)), say(row.in_session ? "proposals.in_session" : "proposals.out_of_session"),
                      say("proposals.state." + std::string(enum_name(row.state))), handled == standings.end() ? row.imported_outcome : handled->second});
      }
    }
    http::Response response;
    response.body = std::move(workbook).finish();
    response.set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    response.set("Content-Disposition", "attachment; filename=\"proposals.xlsx\"");
    return response;
  });
}

}  // namespace gongshi::proposals
