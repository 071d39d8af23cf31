#include "platform/db/postgres_connection.hpp"

#include <algorithm>
#include <chrono>
#include <ranges>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "platform/db/postgres_encryption.hpp"
#include "platform/db/postgres_error.hpp"
#include "platform/db/postgres_parameters.hpp"
#include "platform/db/values.hpp"

namespace gongshi::db {
namespace {

constexpr int kStatements = 512;         // kept prepared per connection
constexpr std::size_t kBatchRuns = 500;  // of run_many, between two waits
constexpr int kRowsInPiece = 2000;       // a few milliseconds of the server's work
constexpr int kRestAfterPiece = 2;  // times as long as it took

// A durable answer needs synchronous_commit, whatever the server's default. Locks and idle transactions of a stuck process end by
// themselves.
constexpr const char* kSession = R"(
  SET standard_conforming_strings = on; SET bytea_output = 'hex'; SET extra_float_digits = 1; SET jit = off;
  SET client_min_messages = warning; SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '60s';
  SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off')";

// A machine that loses its power says nothing any more: whoever waits for its answer, to COMMIT too, finds out by keepalives.
constexpr std::pair<const char*, const char*> kDefaults[] = {
    {"connect_timeout", "2"},       {"tcp_user_timeout", "5000"},   {"keepalives_idle", "3"},       {"keepalives_interval", "2"},
    {"keepalives_count", "2"},      {"target_session_attrs", "read-write"}, {"application_name", "gongshi"}};

/// The connection string with our defaults for what it leaves open.
std::vector<std::pair<std::string, std::string>> connection_options(const std::string& connection) {
  char* message = nullptr;
  PQconninfoOption* const parsed = PQconninfoParse(connection.c_str(), &message);
  if (parsed == nullptr) {
    const std::string sentence = fmt::format("the PostgreSQL connection string cannot be read: {}", message == nullptr ? "" : message);
    PQfreemem(message);
    throw Failure(sentence);
  }
  std::vector<std::pair<std::string, std::string>> options;
  for (const PQconninfoOption* option = parsed; option->keyword != nullptr; ++option) {
    if (option->val != nullptr) options.emplace_back(option->keyword, option->val);
  }
  PQconninfoFree(parsed);
  for (const auto& [keyword, value] : kDefaults) {
    if (std::ranges::find(options, keyword, &std::pair<std::string, std::string>::first) == options.end())
      options.emplace_back(keyword, value);
  }
  options.emplace_back("client_encoding", "UTF8");
  return options;
}

std::string_view field(const PGresult* result, int which) {
  const char* text = PQresultErrorField(result, which);
  return text == nullptr ? std::string_view() : std::string_view(text);
}

int hand_out(PGresult* result, FunctionRef<void(const Row&)> sink) {
  const int rows = PQntuples(result);
  PostgresRow row(result);
  for (int i = 0; i < rows; ++i) {
    row.stand_on(i);
    sink(row);
  }
  return rows;
}

// The DETAIL is left out: it quotes rows, which may be personal.
std::string_view message_of(const PGresult* result) {
  const std::string_view primary = field(result, PG_DIAG_MESSAGE_PRIMARY);
  return primary.empty() ? std::string_view(PQresultErrorMessage(result)) : primary;
}

// Told by the place in the server's source, since the sentence depends on its language.
bool plan_outdated(const PGresult* result) {
  return sql_state(result) == "26000" ||
         (sql_state(result) == "0A000" && field(result, PG_DIAG_SOURCE_FUNCTION) == "RevalidateCachedQuery");
}

std::string_view text_of(const Query& query) { return query.postgres.empty() ? query.text : query.postgres; }

bool is_here(std::string_view host) { return host.empty() || host.starts_with('/') || host.starts_with('@') || host.starts_with("127.") || host == "::1" || host == "localhost"; }

}  // namespace

bool is_unproved(const std::string& connection) {
  const auto options = connection_options(connection);
  const auto value = [&](std::string_view keyword) {
    const auto found = std::ranges::find(options, keyword, &std::pair<std::string, std::string>::first);
    return found == options.end() ? std::string_view() : std::string_view(found->second);
  };
  if (value("sslmode") == "verify-full") return false;
  // Several may be named, to be tried in turn; hostaddr is gone to where both are given.
  const std::string_view hosts = value("hostaddr").empty() ? value("host") : value("hostaddr");
  return std::ranges::any_of(std::views::split(hosts, ','), [](auto host) { return !is_here(std::string_view(host.begin(), host.end())); });
}

PostgresConnection::PostgresConnection(const std::string& connection) {
  const auto options = connection_options(connection);
  std::vector<const char*> keywords;
  std::vector<const char*> values;
  for (const auto& [keyword, value] : options) {
    keywords.push_back(keyword.c_str());
    values.push_back(value.c_str());
  }
  keywords.push_back(nullptr);
  values.push_back(nullptr);
  handle_.reset(PQconnectdbParams(keywords.data(), values.data(), 0));
  if (PQstatus(handle_.get()) != CONNECTION_OK) throw_postgres("", "connecting", PQerrorMessage(handle_.get()));
  configure();
}

void PostgresConnection::configure() {
  PQsetNoticeReceiver(
      handle_.get(),
      [](void* self, const PGresult* notice) {
        if (field(notice, PG_DIAG_SEVERITY_NONLOCALIZED) == "WARNING") static_cast<PostgresConnection*>(self)->warned_ = true;
      },
      this);
  const PostgresResult result(PQexec(handle_.get(), kSession));
  if (PQresultStatus(result.get()) != PGRES_TUPLES_OK) throw_postgres(sql_state(result.get()), "connecting", message_of(result.get()));
  sent(PQenterPipelineMode(handle_.get()));
}

void PostgresConnection::begin_read() { begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"); }
void PostgresConnection::begin_write() { begin("BEGIN ISOLATION LEVEL SERIALIZABLE"); }

void PostgresConnection::begin(const char* how) {
  to_begin_ = how;
  to_save_ = saved_ = false;
  answered_ = false;
  failed_ = false;
  contended_ = false;
  promises_ = promise_broken_ = false;
}

void PostgresConnection::send_begin() {
  if (to_begin_ != nullptr) send_begin_itself();
  if (std::exchange(to_save_, false)) {
    // The name is taken again by each: the latest is the one that counts.
    send_command("SAVEPOINT operation");
    saved_ = true;
  }
}

void PostgresConnection::send_begin_itself() {
  if (outdated_ || names_ > kStatements) {
    // In a batch of its own: BEGIN may not choose its isolation after another statement of its batch.
    send_command("DEALLOCATE ALL");
    end_batch();
    prepared_.clear();
    names_ = 0;
    outdated_ = false;
  }
  send_command(std::exchange(to_begin_, nullptr));
  in_transaction_ = true;
}

void PostgresConnection::send_command(const char* text) {
  sent(PQsendQueryParams(handle_.get(), text, 0, nullptr, nullptr, nullptr, nullptr, 0));
  ++in_batch_;
}

const PostgresConnection::Prepared& PostgresConnection::send_prepare(const Query& query) {
  const std::string_view text = text_of(query);
  Prepared& prepared = prepared_[text.data()];
  if (prepared.text != text) {
    prepared.text = text;
    prepared.name = fmt::format("q{}", ++names_);
    preparing_.push_back(text.data());
    sent(PQsendPrepare(handle_.get(), prepared.name.c_str(), prepared.text.c_str(), 0, nullptr));
    ++in_batch_;
  }
  return prepared;
}

void PostgresConnection::send_statement(const Prepared& prepared, std::span<const Value> values) {
  const PostgresParameters parameters(values);
  sent(PQsendQueryPrepared(handle_.get(), prepared.name.c_str(), parameters.count(), parameters.pointers(), parameters.lengths(),
                           parameters.formats(), 0));
  ++in_batch_;
}

void PostgresConnection::end_batch() {
  ++unread_;
  in_batch_ = 0;
  sent(PQpipelineSync(handle_.get()));
}

void PostgresConnection::sent(int accepted) {
  if (accepted == 0) lose("", "the connection", PQerrorMessage(handle_.get()));
}

void PostgresConnection::lose(std::string_view state, std::string_view what, std::string_view message) {
  gone_ = true;
  throw_postgres(state, what, message);
}

PostgresConnection::Results PostgresConnection::exchange(std::string_view what) {
  end_batch();
  auto results = receive(what);
  answered_ = true;
  served_ = true;
  throw_first_error(results, what);
  check_promised(results);
  preparing_.clear();
  return results;
}

void PostgresConnection::check_promised(const Results& results) {
  for (const std::size_t at : std::exchange(promised_, {})) {
    if (rows_changed(results[at].get()) != 1) promise_broken_ = true;
  }
}

void PostgresConnection::settle() {
  if (!promised_.empty()) exchange("what was promised");
}

PostgresConnection::Results PostgresConnection::receive(std::string_view what) {
  Results results;
  // One null ends each statement's results.
  for (int nulls = 0; unread_ > 0;) {
    PostgresResult result(PQgetResult(handle_.get()));
    if (result == nullptr) {
      if (++nulls > 1 || PQstatus(handle_.get()) == CONNECTION_BAD) lose("", what, PQerrorMessage(handle_.get()));
      continue;
    }
    nulls = 0;
    const ExecStatusType status = PQresultStatus(result.get());
    if (status == PGRES_PIPELINE_SYNC) {
      if (--unread_ > 0) results.clear();
    } else if (status == PGRES_FATAL_ERROR && connection_gone(sql_state(result.get()))) {
      lose(sql_state(result.get()), what, message_of(result.get()));
    } else {
      results.push_back(std::move(result));
    }
  }
  return results;
}

void PostgresConnection::throw_first_error(const Results& results, std::string_view what) {
  const auto error = std::ranges::find(results, PGRES_FATAL_ERROR, [](const PostgresResult& r) { return PQresultStatus(r.get()); });
  if (error == results.end()) return;
  // What this batch prepared may or may not be there: new names are given next time.
  for (const char* key : preparing_) prepared_.erase(key);
  preparing_.clear();
  promised_.clear();
  failed_ = true;
  outdated_ = outdated_ || plan_outdated(error->get());
  contended_ = contended_ || lost_race(sql_state(error->get())) || plan_outdated(error->get());
  throw_postgres(sql_state(error->get()), what, message_of(error->get()));
}

std::int64_t PostgresConnection::run(const Query& query, std::span<const Value> values, FunctionRef<void(const Row&)> sink) try {
  check_values(query, values);
  send_begin();
  send_statement(send_prepare(query), values);
  const Results results = exchange(query.name);
  PGresult* const result = results.back().get();
  changed_ = changed_ || !std::string_view(PQcmdStatus(result)).starts_with("SELECT");
  hand_out(result, sink);
  return rows_changed(result);
} catch (const Failure&) {
  failed_ = true;
  throw;
}

void PostgresConnection::run_in_pieces(const Query& query, std::span<const Value> values, FunctionRef<void(const Row&)> sink) try {
  using Clock = std::chrono::steady_clock;
  check_values(query, values);
  send_begin();
  const std::string declaration = fmt::format("DECLARE pieces NO SCROLL CURSOR FOR {}", text_of(query));
  const PostgresParameters parameters(values);
  sent(PQsendQueryParams(handle_.get(), declaration.c_str(), parameters.count(), nullptr, parameters.pointers(), parameters.lengths(),
                         parameters.formats(), 0));
  ++in_batch_;
  const std::string fetch = fmt::format("FETCH {} FROM pieces", kRowsInPiece);
  for (bool more = true; more;) {
    const auto began = Clock::now();
    send_command(fetch.c_str());
    more = hand_out(exchange(query.name).back().get(), sink) == kRowsInPiece;
    if (more) std::this_thread::sleep_for(kRestAfterPiece * (Clock::now() - began));
  }
  send_command("CLOSE pieces");
  exchange(query.name);
} catch (const Failure&) {
  failed_ = true;
  throw;
}

bool PostgresConnection::changes_one(const Query& query, std::span<const Value> values) try {
  if (!promises_) return Connection::changes_one(query, values);
  check_values(query, values);
  changed_ = true;
  send_begin();
  const Prepared& prepared = send_prepare(query);
  promised_.push_back(in_batch_);
  send_statement(prepared, values);
  return true;
} catch (const Failure&) {
  failed_ = true;
  throw;
}

std::int64_t PostgresConnection::run_many(const Query& query, std::span<const Value> values) try {
  changed_ = true;
  const auto each = static_cast<std::size_t>(query.parameters);
  if (each == 0 || values.size() % each != 0) throw Failure(fmt::format("{}: run_many takes {} values for each run", query.name, each));
  std::int64_t changed = 0;
  while (!values.empty()) {
    const std::size_t runs = std::min(kBatchRuns, values.size() / each);
    for (std::size_t i = 0; i < runs; ++i) check_values(query, values.subspan(i * each, each));
    send_begin();
    const Prepared& prepared = send_prepare(query);
    for (std::size_t i = 0; i < runs; ++i) send_statement(prepared, values.subspan(i * each, each));
    const Results results = exchange(query.name);
    for (auto result = results.end() - static_cast<std::ptrdiff_t>(runs); result != results.end(); ++result)
      changed += rows_changed(result->get());
    values = values.subspan(runs * each);
  }
  return changed;
} catch (const Failure&) {
  failed_ = true;
  throw;
}

void PostgresConnection::prepare(const Query& query) {
  constexpr Oid kInt2 = 21;
  constexpr Oid kInt4 = 23;
  const std::string text(text_of(query));
  send_begin();
  sent(PQsendPrepare(handle_.get(), "", text.c_str(), 0, nullptr));
  sent(PQsendDescribePrepared(handle_.get(), ""));
  const Results results = exchange(query.name);
  const PGresult* described = results.back().get();
  if (PQnparams(described) != query.parameters) {
    throw Failure(fmt::format("{}: has {} parameters, not {}", query.name, PQnparams(described), query.parameters));
  }
  for (int i = 0; i < query.parameters; ++i) {
    const Oid type = PQparamtype(described, i);
    const bool wanted = text.contains(fmt::format("CAST(${} AS INTEGER)", i + 1));
    if ((type == kInt2 || type == kInt4) && !wanted) {
      throw Failure(fmt::format("{}: PostgreSQL takes ${} for a small integer; write CAST(${} AS BIGINT)", query.name, i + 1, i + 1));
    }
  }
}

void PostgresConnection::script(std::string_view text) {
  changed_ = true;
  if (to_begin_ != nullptr || to_save_ || !promised_.empty()) {
    send_begin();
    exchange("begin");
  }
  // Several statements in one text are for the simple protocol, which pipeline mode excludes.
  const std::string terminated(text);
  sent(PQexitPipelineMode(handle_.get()));
  Results results;
  results.emplace_back(PQexec(handle_.get(), terminated.c_str()));
  if (PQstatus(handle_.get()) == CONNECTION_BAD) lose("", "script", PQerrorMessage(handle_.get()));
  sent(PQenterPipelineMode(handle_.get()));
  throw_first_error(results, "script");
}

void PostgresConnection::savepoint() {
  to_save_ = true;
  saved_ = false;
}

void PostgresConnection::rollback_to_savepoint() {
  to_save_ = false;
  failed_ = false;
  if (!std::exchange(saved_, false)) return;
  send_command("ROLLBACK TO SAVEPOINT operation");
  exchange("rollback to savepoint");
}

void PostgresConnection::commit() {
  to_begin_ = nullptr;
  if (!in_transaction_) return;
  warned_ = false;
  in_transaction_ = false;
  Results results;
  try {
    send_command("COMMIT");
    results = exchange("commit");
  } catch (const Unavailable& failure) {
    if (gone_) throw OutcomeUnknown(failure.what());
    throw;
  }
  if (std::string_view(PQcmdStatus(results.back().get())) != "COMMIT")
    throw Failure("commit: the transaction had failed and was rolled back");
  // "canceling wait for synchronous replication": here, but perhaps not on the standby.
  if (warned_) throw OutcomeUnknown("commit: the server warned that the change may not be replicated");
}

void PostgresConnection::rollback() {
  to_begin_ = nullptr;
  promised_.clear();
  if (!std::exchange(in_transaction_, false) || gone_) return;
  try {
    send_command("ROLLBACK");
    end_batch();
  } catch (const Failure&) {
    // gone_ is set; the pool closes the connection.
  }
}

void PostgresConnection::check_keepable() const {
  if (failed_) throw Failure("a statement failed in this transaction, which can therefore not be kept");
}

}  // namespace gongshi::db
