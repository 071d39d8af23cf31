#include "modules/consultation/import_polis.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <unordered_map>

#include "base/csv.hpp"
#include "embedded/consultation.hpp"
#include "maths/api.hpp"
#include "modules/consultation/services.hpp"
#include "modules/consultation/wire.hpp"
#include "platform/journal/journal.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::consultation {
namespace {

constexpr std::int64_t kLatestSeconds = 10'000'000'000;  // above: the export wrote milliseconds

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto end = text.data() + text.size();
  if (text.empty() || std::from_chars(text.data(), end, value).ptr != end) return std::nullopt;
  return value;
}

std::optional<Timestamp> moment(std::string_view text) {
  const auto value = number(text);
  if (!value || *value < 0) return std::nullopt;
  return Timestamp{*value < kLatestSeconds ? *value * 1000 : *value};
}

/// Columns by name, whatever their order: two generations of exports differ.
class Columns {
 public:
  explicit Columns(const std::vector<std::string_view>& header) {
    for (std::size_t i = 0; i < header.size(); ++i) index_.emplace(std::string(header[i]), i);
  }
  Result<std::size_t> of(const std::string& name) const {
    const auto found = index_.find(name);
    if (found == index_.end()) return fail(ErrorKind::invalid, "import.missing_column", {{"column", name}});
    return found->second;
  }

 private:
  std::map<std::string, std::size_t> index_;
};

struct Comment {
  std::int64_t number;
  std::string text;
  bool shown;
  bool seed;
  Timestamp at;
};

struct Read {
  std::vector<Comment> comments;
  std::map<std::pair<std::int64_t, std::int64_t>, std::pair<Timestamp, std::int8_t>> votes;  // (voter, comment) -> last
  ImportReport report;
};

Result<void> read_comments(std::string_view text, Read& read) {
  CsvReader csv(text);
  TRY_ASSIGN(const auto* header, csv.next());
  if (header == nullptr) return fail(ErrorKind::invalid, "import.nothing", {{"file", "comments.csv"}});
  const Columns columns(*header);
  TRY_ASSIGN(const auto id_at, columns.of("comment-id"));
  TRY_ASSIGN(const auto body_at, columns.of("comment-body"));
  TRY_ASSIGN(const auto moderated_at, columns.of("moderated"));
  TRY_ASSIGN(const auto time_at, columns.of("timestamp"));
  const auto seed_at = columns.of("is-seed");
  std::unordered_map<std::int64_t, bool> known;
  for (;;) {
    TRY_ASSIGN(const auto* row, csv.next());
    if (row == nullptr) break;
    const auto refuse = [&](const char* code) { read.report.refused.push_back({"comments.csv", csv.row(), code}); };
    const auto id = number((*row)[id_at]);
    const auto moderated = number((*row)[moderated_at]);
    if (!id || *id < 0) {
      refuse("import.bad_number");
    } else if (!moderated || *moderated < -1 || *moderated > 1) {
      refuse("import.bad_moderation");
    } else if ((*row)[body_at].empty()) {
      refuse("import.empty_statement");
    } else if (!known.emplace(*id, true).second) {
      refuse("import.statement_twice");
    } else {
      const bool seed = seed_at && ((*row)[*seed_at] == "true" || (*row)[*seed_at] == "1");
      read.comments.push_back({*id, std::string((*row)[body_at]), *moderated >= 0, seed, moment((*row)[time_at]).value_or(Timestamp{})});
    }
  }
  std::ranges::sort(read.comments, {}, &Comment::number);
  return {};
}

Result<void> read_votes(std::string_view text, Read& read) {
  std::unordered_map<std::int64_t, bool> known;
  for (const Comment& comment : read.comments) known.emplace(comment.number, true);
  CsvReader csv(text, maths::kPolisLimits);
  TRY_ASSIGN(const auto* header, csv.next());
  if (header == nullptr) return fail(ErrorKind::invalid, "import.nothing", {{"file", "votes.csv"}});
  const Columns columns(*header);
  TRY_ASSIGN(const auto comment_at, columns.of("comment-id"));
  TRY_ASSIGN(const auto voter_at, columns.of("voter-id"));
  TRY_ASSIGN(const auto vote_at, columns.of("vote"));
  TRY_ASSIGN(const auto time_at, columns.of("timestamp"));
  for (;;) {
    TRY_ASSIGN(const auto* row, csv.next());
    if (row == nullptr) break;
    const auto refuse = [&](const char* code) { read.report.refused.push_back({"votes.csv", csv.row(), code}); };
    const auto comment = number((*row)[comment_at]), voter = number((*row)[voter_at]), vote = number((*row)[vote_at]);
    const auto at = moment((*row)[time_at]);
    if (!comment || !voter) {
      refuse("import.bad_number");
    } else if (!vote || *vote < -1 || *vote > 1) {
      refuse("import.bad_vote");
    } else if (!at) {
      refuse("import.bad_time");
    } else if (!known.contains(*comment)) {
      refuse("import.unknown_statement");
    } else {
      const auto [entry, fresh] = read.votes.try_emplace({*voter, *comment}, *at, static_cast<std::int8_t>(*vote));
      if (fresh) continue;
      ++read.report.superseded;
      // The later one holds; of two at the same moment, the one further down.
      if (*at >= entry->second.first) entry->second = {*at, static_cast<std::int8_t>(*vote)};
    }
  }
  return {};
}

struct Summary {
  std::string topic;
  std::string description;
};

Result<Summary> read_summary(std::string_view text) {
  Summary summary;
  if (text.empty()) return summary;
  CsvReader csv(text);
  for (;;) {
    TRY_ASSIGN(const auto* row, csv.next());
    if (row == nullptr) return summary;
    if (row->size() != 2) continue;
    if ((*row)[0] == "topic") summary.topic = (*row)[1];
    if ((*row)[0] == "conversation-description") summary.description = (*row)[1];
  }
}

void store(Context& context, db::WriteTx& tx, const Read& read, const Summary& summary, const ImportOptions& options, ConsultationId id) {
  Timestamp first = context.now(), last{};
  for (const auto& [key, vote] : read.votes) {
    first = std::min(first, vote.first);
    last = std::max(last, vote.first);
  }
  tx.run(sql::add, id, options.assembly, State::closed, last, read.report.title, read.report.title, summary.description, first, last,
         Audience::public_, static_cast<int>(LevelNeeded::phone), options.matrix_public, 1, options.language, options.attribution,
         options.attribution_url, options.attribution_licence, options.demonstration, std::optional<PersonId>(), context.now(), first);
  std::unordered_map<std::int64_t, StatementId> statement;
  for (const Comment& comment : read.comments) {
    const auto statement_id = context.ids.next<StatementId>();
    statement.emplace(comment.number, statement_id);
    tx.run(sql::add_statement, statement_id, id, comment.number, comment.text, comment.seed, std::optional<PersonId>(),
           comment.shown ? StatementState::approved : StatementState::refused, comment.at);
  }
  std::vector<ImportedParticipant> people;
  std::int64_t previous = -1;
  for (const auto& [key, vote] : read.votes) {  // ordered by voter
    if (people.empty() || key.first != previous) people.emplace_back();
    previous = key.first;
    people.back().votes.emplace_back(statement.at(key.second), vote.second);
  }
  import_votes(context, tx, id, people);
  journal::record(context, tx, {.verb = "consultation.import", .subject_kind = "consultation", .subject = id.value, .scope = options.assembly});
}

}  // namespace

void import_votes(Context& context, db::WriteTx& tx, ConsultationId id, std::span<const ImportedParticipant> people) {
  std::vector<db::Value> participants, votes;
  std::vector<db::Bytes> references;
  references.reserve(people.size());  // the values only look at them
  for (const ImportedParticipant& person : people) {
    const std::int64_t key = random_participant_key();
    db::Value reference = nullptr;
    if (person.person) reference = db::to_value(references.emplace_back(context.app.use<Services>().references.of(id, person.person)));
    for (const db::Value& value : {db::to_value(key), db::to_value(id), reference, db::to_value(person.sector), db::to_value(person.county),
                                   db::to_value(false), db::Value(nullptr)}) {
      participants.push_back(value);
    }
    for (const auto& [statement, vote] : person.votes) {
      for (const db::Value& value : {db::to_value(id), db::to_value(1), db::to_value(key), db::to_value(statement), db::to_value(vote)}) {
        votes.push_back(value);
      }
    }
  }
  tx.run_many(sql::add_participant, participants);
  tx.run_many(sql::import_vote, votes);
}

Result<ImportReport> import_polis(Context& context, const PolisExport& files, const ImportOptions& options) {
  Read read;
  TRY_ASSIGN(const Summary summary, read_summary(files.summary));
  TRY(read_comments(files.comments, read));
  TRY(read_votes(files.votes, read));
  ImportReport& report = read.report;
  report.title = summary.topic.empty() ? "Polis" : summary.topic;
  report.statements = read.comments.size();
  report.shown = static_cast<std::size_t>(std::ranges::count(read.comments, true, &Comment::shown));
  report.votes = read.votes.size();
  std::int64_t previous = -1;
  for (const auto& [key, vote] : read.votes) {
    report.participants += key.first != previous;
    previous = key.first;
  }
  if (report.votes == 0) return fail(ErrorKind::invalid, "import.nothing", {{"file", "votes.csv"}});
  if (options.dry_run) return std::move(report);
  const auto id = context.ids.next<ConsultationId>();
  TRY(context.db.write([&](db::WriteTx& tx) -> Result<bool> {
    if (!assemblies::find_assembly(tx, options.assembly)) return fail(ErrorKind::not_found, "import.no_assembly");
    store(context, tx, read, summary, options, id);
    return true;
  }));
  report.consultation = id;
  return std::move(report);
}

}  // namespace gongshi::consultation
