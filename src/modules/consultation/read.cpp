// One consultation and the list of them, as this reader may see them.
#include <charconv>

#include "embedded/consultation.hpp"
#include "modules/consultation/access.hpp"
#include "modules/consultation/live.hpp"
#include "modules/consultation/result.hpp"
#include "modules/consultation/store.hpp"
#include "modules/consultation/use_cases.hpp"
#include "modules/consultation/workflow.hpp"
#include "modules/discussion/api.hpp"
#include "modules/moderation/api.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::consultation {
namespace {

constexpr std::int64_t kPageSize = 30;

struct ListRow {
  ConsultationId id;
  assemblies::AssemblyId assembly;
  std::string title;
  std::string question;
  State state;
  std::optional<Timestamp> opens_at;
  std::optional<Timestamp> closes_at;
  Audience audience;
  bool demonstration;
  std::int64_t rank;
  std::int64_t votes;
};
BOOST_DESCRIBE_STRUCT(ListRow, (), (id, assembly, title, question, state, opens_at, closes_at, audience, demonstration, rank, votes))

struct Cursor {
  std::int64_t rank = -1;
  std::int64_t id = 0;
};

Result<Cursor> read_cursor(const std::optional<std::string>& text) {
  Cursor cursor;
  if (!text) return cursor;
  const auto dot = text->find('.');
  const char* end = text->data() + text->size();
  if (dot == std::string::npos || std::from_chars(text->data(), text->data() + dot, cursor.rank).ptr != text->data() + dot ||
      std::from_chars(text->data() + dot + 1, end, cursor.id).ptr != end) {
    return std::unexpected(Error{ErrorKind::invalid, "request.invalid", {}, {{"?cursor", "request.not_a_choice"}}});
  }
  return cursor;
}

std::string like_pattern(std::string_view text) {
  std::string pattern = "%";
  for (const char c : text) {
    if (c == '%' || c == '_') continue;
    pattern += c;
  }
  return pattern + '%';
}

}  // namespace

std::optional<Attribution> attribution_of(const Consultation& row) {
  if (row.attribution.empty()) return std::nullopt;
  const auto unless_empty = [](const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); };
  return Attribution{row.attribution, unless_empty(row.attribution_url), unless_empty(row.attribution_licence)};
}

namespace {

/// What is known without the reader, put together for this one.
ConsultationView view_for(const Context& context, const Consultation& row, const std::vector<assemblies::BodyId>& sectors,
                          const Surroundings& around, const LiveCounts& counts, const Voter& reader) {
  const bool staff = is_staff(context.actor, row);
  const bool assisted_shown = staff || around.assisted == 0 || around.assisted >= kFewestParticipants;
  ConsultationView view{.id = row.id,
                        .assembly = row.assembly,
                        .assembly_name = around.assembly_name,
                        .state = row.state,
                        .state_since = row.state_since,
                        .title = row.title,
                        .question = row.question,
                        .background = row.background,
                        .files = around.files,
                        .opens_at = row.opens_at,
                        .closes_at = row.closes_at,
                        .audience = row.audience,
                        .sectors = around.sectors,
                        .level_needed = static_cast<LevelNeeded>(row.level_needed),
                        .matrix_public = row.matrix_public,
                        .round = row.round,
                        .language = row.language,
                        .attribution = attribution_of(row),
                        .demonstration = row.demonstration,
                        .counts = {.invited = around.invited,
                                   .participants = counts.participants,
                                   .assisted = assisted_shown ? std::optional(around.assisted) : std::nullopt,
                                   .votes = counts.votes,
                                   .statements = counts.statements,
                                   .pending = staff ? std::optional(around.pending) : std::nullopt,
                                   .posts = around.posts},
                        .may_vote = standing(context, row, sectors, reader.membership),
                        .my = {.voted = static_cast<std::int64_t>(reader.votes.size()), .statements = counts.statements},
                        .version = row.version,
                        .actions = {}};
  const Facts facts{.statements = static_cast<int>(counts.statements),
                    .now = context.now(),
                    .closes_at = row.closes_at,
                    .sheet_has_content = false,  // concerns signing alone, which the sheet offers
                    .has_sectors = row.audience != Audience::sectors || !sectors.empty()};
  view.actions =
      workflow::offers(kTransitions, row.state, facts, [&](std::string_view permission) { return context.actor.may(permission, row.assembly); });
  return view;
}

}  // namespace

Result<ConsultationView> view(Context& context, db::ReadTx& tx, const Consultation& row) {
  const auto sectors = store::sectors(tx, row.id);
  LiveCounts counts{.participants = tx.one<std::int64_t>(sql::count_participants, row.id).value_or(0),
                    .votes = tx.one<std::int64_t>(sql::count_votes, row.id, row.round).value_or(0)};
  for (const Statement& statement : store::statements(tx, row.id)) counts.statements += statement.state == StatementState::approved;
  const Voter reader{.membership = membership(context, tx, row), .votes = {}};
  return view_for(context, row, sectors, surroundings_of(tx, row, sectors, context.now()), counts, reader);
}

Result<ConsultationView> read(Context& context, const ByConsultation& request) {
  TRY_ASSIGN(const auto live, context.app.use<Live>().get(context, request.id));
  const Voter reader = find_voter(context, *live);
  TRY(may_read(context, live->row(), reader.membership));
  return view_for(context, live->row(), live->sectors(), *live->surroundings(), live->counts(), reader);
}

Result<ConsultationList> list(Context& context, const ListConsultations& request) {
  TRY_ASSIGN(const Cursor cursor, read_cursor(request.cursor));
  const auto working = context.actor.may("consultation.write") ? context.actor.scope : assemblies::AssemblyId{};
  const auto pattern = request.q && !request.q->empty() ? std::optional(like_pattern(*request.q)) : std::nullopt;
  std::vector<ListRow> rows;
  std::unordered_map<assemblies::AssemblyId, std::string> names;
  context.db.read([&](db::ReadTx& tx) {
    const auto seen = assemblies::assemblies_seen(context, tx);
    rows = tx.all<ListRow>(sql::list, request.assembly, request.state, seen[0], seen[1], seen[2], seen[3], working, cursor.rank, cursor.id, pattern,
                           kPageSize + 1);
    for (auto& assembly : assemblies::all_assemblies(tx)) names.insert_or_assign(assembly.id, std::move(assembly.name));
  });
  ConsultationList list;
  for (ListRow& row : rows) {
    if (static_cast<std::int64_t>(list.items.size()) == kPageSize) {
      list.next = std::to_string(rows[kPageSize - 1].rank) + "." + std::to_string(rows[kPageSize - 1].id.value);
      break;
    }
    const auto live = context.app.use<Live>().get(context, row.id);
    if (!live) continue;  // removed meanwhile
    const LiveCounts counts = (*live)->counts();
    const auto around = (*live)->surroundings();
    const bool staff = row.assembly == working;
    list.items.push_back({.id = row.id,
                          .assembly = row.assembly,
                          .assembly_name = names[row.assembly],
                          .title = std::move(row.title),
                          .question = std::move(row.question),
                          .state = row.state,
                          .opens_at = row.opens_at,
                          .closes_at = row.closes_at,
                          .audience = row.audience,
                          .invited = staff ? around->invited : std::nullopt,
                          .participants = counts.participants,
                          .votes = row.votes,
                          .statements = counts.statements,
                          .pending = staff ? std::optional(around->pending) : std::nullopt,
                          .demonstration = row.demonstration});
  }
  return list;
}

}  // namespace gongshi::consultation
