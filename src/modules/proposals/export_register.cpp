// The register of an assembly as a workbook, a page of a thousand at a time.
#include <map>
#include <unordered_map>

#include <fmt/format.h>

#include "base/day.hpp"
#include "embedded/proposals.hpp"
#include "modules/handling/api.hpp"
#include "modules/identity/api.hpp"
#include "modules/proposals/use_cases.hpp"
#include "platform/spreadsheet/write_xlsx.hpp"

namespace gongshi::proposals {
namespace {

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
};
BOOST_DESCRIBE_STRUCT(RegisterLine, (), (id, session, serial, case_number, state, title, proposer, sector, category, submitted_at, in_session, body))

/// What other tables say of a line.
struct RegisterExtra {
  std::int64_t signers = 0;
  std::int64_t seconders = 0;
  std::string imported_proposer{};  // a name, where nobody here proposed it
  std::string imported_outcome{};
};

std::unordered_map<ProposalId, RegisterExtra> extras_between(db::ReadTx& tx, ProposalId after, ProposalId last) {
  std::unordered_map<ProposalId, RegisterExtra> extras;
  const auto of = [&](const db::Row& row) -> RegisterExtra& { return extras[ProposalId{row.integer(0)}]; };
  tx.each(sql::register_signers, [&](const db::Row& row) { of(row).signers += row.integer(1); }, after, last);
  tx.each(sql::register_seconders, [&](const db::Row& row) { of(row).seconders = row.integer(1); }, after, last);
  tx.each(sql::register_imported_names, [&](const db::Row& row) {
    if (row.integer(1) == 0) of(row).imported_proposer = row.text(2);
    else ++of(row).signers;
  }, after, last);
  tx.each(sql::register_imported_outcomes, [&](const db::Row& row) { of(row).imported_outcome = row.text(1); }, after, last);
  return extras;
}

}  // namespace

Result<http::Response> export_register(Context& context, const OfAssembly& request) {
  return context.db.read([&](db::ReadTx& tx) -> Result<http::Response> {
    if (!assemblies::find_assembly(tx, request.id)) return fail(ErrorKind::not_found, "assemblies.not_found");
    if (!context.actor.may(kReview, request.id)) return fail(ErrorKind::forbidden, "request.not_permitted");
    const auto say = [&](std::string_view key) { return context.say(key); };
    std::map<SessionId, std::string> sessions;
    for (const Session& session : tx.all<Session>(sql::sessions_of, request.id)) sessions.emplace(session.id, session_name(context, session));
    auto names = identity::display_names(tx, tx.all<PersonId>(sql::proposers_of, request.id));
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
      auto extras = extras_between(tx, last, rows.back().id);
      for (const RegisterLine& row : rows) {
        const RegisterExtra& extra = extras[row.id];
        const auto handled = standings.find(row.id.value);
        workbook.add({sessions[row.session], row.serial == 0 ? "" : std::to_string(row.serial), row.case_number == 0 ? "" : fmt::format("{:04}", row.case_number), row.title,
                      row.body ? name_of(row.body) : row.proposer ? names[row.proposer] : extra.imported_proposer, name_of(row.sector), std::to_string(extra.signers), std::to_string(extra.seconders),
                      row.category ? say("proposals.category." + std::string(enum_name(*row.category))) : "", day_text(day_at(row.submitted_at)), say(row.in_session ? "proposals.in_session" : "proposals.out_of_session"),
                      say("proposals.state." + std::string(enum_name(row.state))), handled == standings.end() ? extra.imported_outcome : handled->second});
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
