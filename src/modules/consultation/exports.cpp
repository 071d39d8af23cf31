// What leaves: aggregates always; votes only where it was announced before the first vote, under fresh pseudonyms, in shuffled order,
// without sector and without time. Columns are those of Polis's export, so that its tools read them.
#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>
#include <sodium.h>

#include "base/csv.hpp"
#include "embedded/consultation.hpp"
#include "modules/consultation/access.hpp"
#include "modules/consultation/store.hpp"
#include "modules/consultation/use_cases.hpp"
#include "modules/consultation/workflow.hpp"

namespace gongshi::consultation {
namespace {

struct Cast {
  std::int64_t participant;
  std::int64_t statement;
  std::int64_t vote;
};
BOOST_DESCRIBE_STRUCT(Cast, (), (participant, statement, vote))

/// Statements by number and votes by pseudonym 0…n−1, dealt anew at every export.
struct Sheet {
  std::vector<Statement> statements;
  std::vector<std::vector<std::pair<std::int64_t, std::int64_t>>> people;  // statement number, vote
};

Sheet gather(db::ReadTx& tx, const Consultation& consultation) {
  Sheet sheet;
  std::unordered_map<std::int64_t, std::int64_t> number;
  for (Statement& statement : store::statements(tx, consultation.id)) {
    if (statement.state != StatementState::approved) continue;
    number.emplace(statement.id.value, statement.number);
    sheet.statements.push_back(std::move(statement));
  }
  std::unordered_map<std::int64_t, std::size_t> person;
  for (const Cast& cast : tx.all<Cast>(sql::votes_of, consultation.id, consultation.round)) {
    const auto statement = number.find(cast.statement);
    if (statement == number.end()) continue;
    const auto [at, fresh] = person.emplace(cast.participant, person.size());
    if (fresh) sheet.people.emplace_back();
    sheet.people[at->second].emplace_back(statement->second, cast.vote);
  }
  for (auto& votes : sheet.people) std::ranges::sort(votes);  // the order they were cast in says too much
  // Nobody may work out the order before, which would tell who came first.
  // Drawn at once: a call of the kernel for each of thousands is a good part of the table. Of 64 bits the remainder is even enough.
  std::vector<std::uint64_t> drawn(sheet.people.size());
  randombytes_buf(drawn.data(), drawn.size() * sizeof(std::uint64_t));
  for (std::size_t left = sheet.people.size(); left > 1; --left) std::swap(sheet.people[left - 1], sheet.people[drawn[left - 1] % left]);
  return sheet;
}

std::string votes_csv(const Sheet& sheet) {
  CsvWriter csv;
  csv.field("timestamp").field("datetime").field("comment-id").field("voter-id").field("vote").end_row();
  for (std::size_t i = 0; i < sheet.people.size(); ++i) {
    for (const auto& [statement, vote] : sheet.people[i]) {
      csv.field("0").field("").field(std::to_string(statement)).field(std::to_string(i)).field(std::to_string(vote)).end_row();
    }
  }
  return csv.take();
}

std::string participants_votes_csv(const Sheet& sheet) {
  CsvWriter csv;
  for (const auto* column : {"participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree"}) csv.field(column);
  for (const Statement& statement : sheet.statements) csv.field(std::to_string(statement.number));
  csv.end_row();
  for (std::size_t i = 0; i < sheet.people.size(); ++i) {
    std::unordered_map<std::int64_t, std::int64_t> votes(sheet.people[i].begin(), sheet.people[i].end());
    const auto count = [&](std::int64_t value) { return std::ranges::count(sheet.people[i], value, &std::pair<std::int64_t, std::int64_t>::second); };
    csv.field(std::to_string(i)).field("").field("0").field(std::to_string(votes.size())).field(std::to_string(count(1)));
    csv.field(std::to_string(count(-1)));
    for (const Statement& statement : sheet.statements) {
      const auto vote = votes.find(statement.number);
      csv.field(vote == votes.end() ? "" : std::to_string(vote->second));
    }
    csv.end_row();
  }
  return csv.take();
}

std::string comments_csv(const std::vector<Statement>& statements, const std::vector<StatementResultView>& results) {
  CsvWriter csv;
  for (const auto* column : {"timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body"}) csv.field(column);
  csv.end_row();
  for (const Statement& statement : statements) {
    const auto found = std::ranges::find(results, statement.id, &StatementResultView::id);
    const bool shown = found != results.end() && !found->all.hidden;
    csv.field("0").field("").field(std::to_string(statement.number)).field("0");
    csv.field(shown ? std::to_string(*found->all.agree) : "").field(shown ? std::to_string(*found->all.disagree) : "");
    csv.field("1").guarded_field(statement.text).end_row();
  }
  return csv.take();
}

/// One row per statement and part of the people, small cells empty: for those who work with a spreadsheet.
std::string statements_csv(const ResultView& result) {
  CsvWriter csv;
  for (const auto* column : {"number", "statement", "kind", "part", "agree", "disagree", "pass", "seen", "p", "low", "high"}) csv.field(column);
  csv.end_row();
  const auto row = [&](const StatementResultView& statement, const std::string& part, const ShareView& share) {
    const auto number = [](const std::optional<std::int64_t>& n) { return n ? std::to_string(*n) : std::string(); };
    const auto real = [](const std::optional<double>& x) { return x ? fmt::format("{:.4f}", *x) : std::string(); };
    csv.field(std::to_string(statement.number)).guarded_field(statement.text).field(enum_name(statement.kind)).guarded_field(part);
    csv.field(number(share.agree)).field(number(share.disagree)).field(number(share.pass)).field(number(share.seen));
    csv.field(real(share.p)).field(real(share.low)).field(real(share.high)).end_row();
  };
  for (const auto& statement : result.statements_detail) {
    row(statement, "all", statement.all);
    for (std::size_t g = 0; g < statement.groups.size(); ++g) row(statement, "group " + result.groups[g].letter, statement.groups[g]);
    for (std::size_t s = 0; s < statement.sectors.size(); ++s) row(statement, result.sectors[s].name, statement.sectors[s].share);
  }
  return csv.take();
}

std::string summary_csv(const Consultation& consultation, const ResultView& result) {
  CsvWriter csv;
  const auto line = [&](std::string_view key, std::string_view value) { csv.field(key).guarded_field(value).end_row(); };
  line("topic", consultation.title);
  line("url", "");
  line("voters", std::to_string(result.participants));
  line("voters-in-conv", std::to_string(result.participants));
  line("comments", std::to_string(result.statements));
  line("groups", std::to_string(result.clear_groups ? result.groups.size() : 0));
  line("conversation-description", consultation.question);
  return csv.take();
}

http::Response attachment(std::string body, std::string_view type, std::string_view name) {
  http::Response response;
  response.body = std::move(body);
  response.set("Content-Type", std::string(type));
  response.set("Content-Disposition", fmt::format("attachment; filename=\"{}\"", name));
  response.set("X-Content-Type-Options", "nosniff");
  return response;
}

}  // namespace

std::vector<std::string> exports_of(const Consultation& consultation) {
  std::vector<std::string> files{"result.json", "summary.csv", "statements.csv", "comments.csv"};
  // While people vote, two exports would differ by whoever came between them.
  if (consultation.matrix_public && !row_of(consultation.state).takes_votes) files.insert(files.end(), {"votes.csv", "participants-votes.csv"});
  return files;
}

Result<http::Response> export_file(Context& context, db::ReadTx& tx, const ExportFile& request) {
  TRY_ASSIGN(const Consultation consultation, find_visible(context, tx, request.id));
  constexpr std::string_view kCsv = "text/csv; charset=utf-8";
  const bool votes = request.file == "votes.csv" || request.file == "participants-votes.csv";
  if (votes && !consultation.matrix_public) return fail(ErrorKind::forbidden, "consultation.export_not_announced");
  // While votes come in, two downloads would differ by one person's votes; and the digest is that of the final result.
  if (votes && row_of(consultation.state).takes_votes) return fail(ErrorKind::conflict, "consultation.export_after_closing");
  const auto stored = tx.one<std::string>(sql::result_of, consultation.id, consultation.round);
  if (!stored) return fail(ErrorKind::conflict, "consultation.no_result_yet", {{"least", "5"}});
  if (votes && !tx.one<std::int64_t>(sql::has_final_result, consultation.id, consultation.round, consultation.state_since, consultation.state)) {
    return fail(ErrorKind::conflict, "consultation.export_after_closing");
  }
  if (request.file == "votes.csv") return attachment(votes_csv(gather(tx, consultation)), kCsv, request.file);
  if (request.file == "participants-votes.csv") return attachment(participants_votes_csv(gather(tx, consultation)), kCsv, request.file);
  if (request.file == "result.json") return attachment(*stored, "application/json", request.file);
  TRY_ASSIGN(const ResultView result, json::decode<ResultView>(*stored));
  if (request.file == "comments.csv") return attachment(comments_csv(gather(tx, consultation).statements, result.statements_detail), kCsv, request.file);
  // A byte order mark: spreadsheets would otherwise take the text for another encoding.
  if (request.file == "statements.csv") return attachment("\xEF\xBB\xBF" + statements_csv(result), kCsv, request.file);
  if (request.file == "summary.csv") return attachment(summary_csv(consultation, result), kCsv, request.file);
  return fail(ErrorKind::not_found, "request.no_such_address");
}

}  // namespace gongshi::consultation
