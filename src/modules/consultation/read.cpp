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
  std::int64_t statements;
};
BOOST_DESCRIBE_STRUCT(ListRow, (), (id, assembly, title, question, state, opens_at, closes_at, audience, demonstration, rank, statements))

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

Result<ConsultationView> view(Context& context, db::ReadTx& tx, const Consultation& row) {
  const auto sectors = store::sectors(tx, row.id);
  const auto mine = membership(context, tx, row);
  const bool staff = is_staff(context.actor, row);
  const auto assembly = assemblies::find_assembly(tx, row.assembly);
  ConsultationView view{.id = row.id,
                        .assembly = row.assembly,
                        .assembly_name = assembly ? assembly->name : "",
                        .state = row.state,
                        .state_since = row.state_since,
                        .title = row.title,
                        .question = row.question,
                        .background = row.background,
                        .opens_at = row.opens_at,
                        .closes_at = row.closes_at,
                        .audience = row.audience,
                        .level_needed = static_cast<LevelNeeded>(row.level_needed),
                        .matrix_public = row.matrix_public,
                        .round = row.round,
                        .language = row.language,
                        .demonstration = row.demonstration,
                        .may_vote = standing(context, row, sectors, mine),
                        .version = row.version};
  view.files = files::list(tx, {"consultation", row.id.value});
  if (!sectors.empty()) {
    for (const auto& sector : assemblies::sectors_of(tx, row.assembly)) {
      if (std::ranges::find(sectors, sector.id) != sectors.end()) view.sectors.push_back({sector.id, sector.name});
    }
  }
  if (!row.attribution.empty()) {
    const auto unless_empty = [](const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); };
    view.attribution = Attribution{row.attribution, unless_empty(row.attribution_url), unless_empty(row.attribution_licence)};
  }
  for (const Statement& statement : store::statements(tx, row.id)) view.counts.statements += statement.state == StatementState::approved;
  view.counts.participants = tx.one<std::int64_t>(sql::count_participants, row.id).value_or(0);
  if (const auto assisted = tx.one<std::int64_t>(sql::count_assisted, row.id).value_or(0); staff || assisted == 0 || assisted >= kFewestParticipants) {
    view.counts.assisted = assisted;
  }
  view.counts.votes = tx.one<std::int64_t>(sql::count_votes, row.id, row.round).value_or(0);
  if (row.audience != Audience::public_) view.counts.invited = assemblies::count_members(tx, row.assembly, sectors, context.now());
  if (staff) view.counts.pending = moderation::count_pending(tx, "consultation", row.id.value);
  view.counts.posts = discussion::count_posts(tx, "consultation", row.id.value);
  view.my.statements = view.counts.statements;
  view.actions = workflow::offers(kTransitions, row.state, facts(context, tx, row),
                                  [&](std::string_view permission) { return context.actor.may(permission, row.assembly); });
  std::erase_if(view.actions, [](const workflow::Offer& offer) { return offer.verb == "sign"; });  // the sheet offers it
  return view;
}

Result<ConsultationView> read(Context& context, const ByConsultation& request) {
  TRY_ASSIGN(const auto live, context.app.use<Live>().get(context, request.id));
  const Voter voter = find_voter(context, *live);
  TRY(may_read(context, live->row(), voter.membership));
  TRY_ASSIGN(ConsultationView view, context.db.read([&](db::ReadTx& tx) { return consultation::view(context, tx, live->row()); }));
  view.my.voted = static_cast<std::int64_t>(voter.votes.size());
  return view;
}

Result<ConsultationList> list(Context& context, db::ReadTx& tx, const ListConsultations& request) {
  TRY_ASSIGN(const Cursor cursor, read_cursor(request.cursor));
  const auto seen = assemblies_seen(context, tx);
  const auto working = context.actor.may("consultation.write") ? context.actor.scope : assemblies::AssemblyId{};
  const auto pattern = request.q && !request.q->empty() ? std::optional(like_pattern(*request.q)) : std::nullopt;
  const auto rows = tx.all<ListRow>(sql::list, request.assembly, request.state, seen[0], seen[1], seen[2], seen[3], working, cursor.rank, cursor.id,
                                    pattern, kPageSize + 1);
  ConsultationList list;
  std::unordered_map<assemblies::AssemblyId, std::string> names;
  for (const auto& assembly : assemblies::all_assemblies(tx)) names.emplace(assembly.id, assembly.name);
  for (const ListRow& row : rows) {
    if (static_cast<std::int64_t>(list.items.size()) == kPageSize) {
      const auto& last = list.items.back();
      list.next = std::to_string(rows[kPageSize - 1].rank) + "." + std::to_string(last.id.value);
      break;
    }
    ConsultationItem item{.id = row.id,
                          .assembly = row.assembly,
                          .assembly_name = names[row.assembly],
                          .title = row.title,
                          .question = row.question,
                          .state = row.state,
                          .opens_at = row.opens_at,
                          .closes_at = row.closes_at,
                          .audience = row.audience,
                          .participants = tx.one<std::int64_t>(sql::count_participants, row.id).value_or(0),
                          .votes = 0,
                          .statements = row.statements,
                          .demonstration = row.demonstration};
    if (row.assembly == working) {
      item.pending = moderation::count_pending(tx, "consultation", row.id.value);
      if (row.audience != Audience::public_) item.invited = assemblies::count_members(tx, row.assembly, store::sectors(tx, row.id), context.now());
    }
    item.votes = tx.one<std::int64_t>(sql::result_votes, row.id).value_or(0);
    list.items.push_back(std::move(item));
  }
  return list;
}

}  // namespace gongshi::consultation
