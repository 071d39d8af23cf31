#include "platform/hall/relay.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <chrono>
#include <deque>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>
#include <unistd.h>

#include "platform/hall/letters.hpp"
#include "platform/hall/memory_hall.hpp"
#include "platform/hall/nats.hpp"
#include "platform/hall/ring.hpp"
#include "platform/hall/sketch.hpp"
#include "platform/log/log.hpp"

namespace gongshi::hall {
namespace {

using Steady = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kTryAgain{500};
constexpr std::chrono::seconds kLookAnyway{2};   // a notification that was missed is made good
constexpr std::chrono::seconds kForgetEvery{60};
constexpr std::chrono::seconds kTellPresence{2};  // a node that says nothing for 15 s has nobody
constexpr std::int64_t kLife = 15 * 60 * 1000;   // milliseconds that a frame is kept in the table
constexpr std::size_t kBatch = 500;
constexpr const char* kSubject = "gongshi.hall";

// The table's own words of the statements, apart from queries.sql: LISTEN needs a connection of its own, which platform/db does not have.
constexpr const char* kStore =
    "WITH next AS (INSERT INTO platform_hall_channel (topic, audience, number)"
    "  SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), 1 WHERE NOT EXISTS (SELECT 1 FROM platform_hall_frame WHERE source = CAST($5 AS BIGINT) AND source_number = CAST($6 AS BIGINT))"
    "  ON CONFLICT (topic, audience) DO UPDATE SET number = platform_hall_channel.number + 1 RETURNING number)"
    " INSERT INTO platform_hall_frame (topic, audience, number, event, json, source, source_number, at)"
    " SELECT $1, $2, number, $3, $4, $5, $6, CAST($7 AS BIGINT) FROM next";
constexpr const char* kRead = "SELECT id, topic, audience, number, event, json FROM platform_hall_frame WHERE id > $1 ORDER BY id LIMIT 500";
// By the database's clock: those of the nodes may differ.
const std::string kDatabaseNow = "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)";
const std::string kWritePresence =
    "INSERT INTO platform_hall_presence (node, topic, audience, connections, registers, at) VALUES ($1, $2, $3, $4, CAST($5 AS BYTEA), " + kDatabaseNow + ")"
    " ON CONFLICT (node, topic, audience) DO UPDATE SET connections = excluded.connections, registers = excluded.registers, at = excluded.at";
const std::string kReadPresence = "SELECT topic, audience, connections, registers FROM platform_hall_presence WHERE node <> $1 AND at > " + kDatabaseNow + " - 15000";
const std::string kForgetPresence = "DELETE FROM platform_hall_presence WHERE at < " + kDatabaseNow + " - 60000";
constexpr const char* kStart = "SELECT coalesce(min(id), 1) - 1 FROM (SELECT id FROM platform_hall_frame ORDER BY id DESC LIMIT $1) newest";

struct Finish {
  void operator()(PGconn* handle) const { PQfinish(handle); }
};
struct Clear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Answer = std::unique_ptr<PGresult, Clear>;

std::int64_t now_in_milliseconds() { return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count(); }

struct Lost {};

class Relay {
 public:
  Relay(std::string database, const std::string& nats, int hub) : database_(std::move(database)), hub_(hub), source_(static_cast<std::int64_t>(new_epoch() >> 1)) {
    if (!nats.empty()) nats_ = std::make_unique<Nats>(nats, kSubject);
  }
  void run();

 private:
  struct Waiting {
    std::string topic, audience, event, json;
    std::int64_t number;
  };
  void connect();
  Answer ask(const char* text, const std::vector<std::string>& values = {});
  void take_letters();
  void tell_presence();
  void store();
  void read();
  void wait();

  const std::string database_;
  const int hub_;
  const std::int64_t source_;
  std::int64_t count_ = 0;
  std::unique_ptr<PGconn, Finish> handle_;
  std::unique_ptr<Nats> nats_;  // in place of notifications
  std::deque<Waiting> waiting_;
  std::map<std::pair<std::string, Audience>, Watchers> presence_;  // here
  std::set<std::pair<std::string, Audience>> elsewhere_;  // what the hub was told of the other nodes
  std::int64_t seen_ = -1;
  bool gone_ = false;
  bool told_ = false;  // that the table was read once
  Steady::time_point looked_{}, forgot_{}, told_presence_{};
  std::vector<char> buffer_ = std::vector<char>(kMostLetter);
};

Answer Relay::ask(const char* text, const std::vector<std::string>& values) {
  std::vector<const char*> pointers;
  for (const std::string& value : values) pointers.push_back(value.c_str());
  Answer answer(PQexecParams(handle_.get(), text, static_cast<int>(pointers.size()), nullptr, pointers.data(), nullptr, nullptr, 0));
  const auto status = PQresultStatus(answer.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    log::warning("the hall's relay was refused by the database", {{"why", PQerrorMessage(handle_.get())}});
    throw Lost();
  }
  return answer;
}

void Relay::connect() {
  // The last value given counts; a server that hangs is not waited for.
  const std::array keywords{"dbname", "connect_timeout", "application_name", "tcp_user_timeout", static_cast<const char*>(nullptr)};
  const std::array values{database_.c_str(), "3", "gongshi hall", "10000", static_cast<const char*>(nullptr)};
  handle_.reset(PQconnectdbParams(keywords.data(), values.data(), 1));
  if (PQstatus(handle_.get()) != CONNECTION_OK) throw Lost();
  ask("SET statement_timeout = 10000");
  if (!nats_) ask("LISTEN gongshi_hall");
  if (seen_ < 0) {
    const Answer answer = ask(kStart, {std::to_string(Ring::kReadable)});
    seen_ = std::strtoll(PQgetvalue(answer.get(), 0, 0), nullptr, 10);
  }
  looked_ = {};
}

void Relay::take_letters() {
  while (waiting_.size() < kBatch) {
    const Received received = receive(hub_, buffer_.data());
    if (received.outcome == Received::Outcome::gone) gone_ = true;
    if (received.outcome != Received::Outcome::letter) return;
    Reader letter(received.letter);
    if (auto presence = watchers_from(received.letter)) presence_[{presence->topic, presence->audience}] = std::move(*presence);
    if (letter.kind() != Letter::publish) continue;
    Waiting waiting;
    waiting.topic = letter.text();
    waiting.audience = name(letter.audience());
    waiting.event = letter.text();
    waiting.json = letter.text();
    waiting.number = ++count_;
    if (letter.ok()) waiting_.push_back(std::move(waiting));
  }
}

/// Writes down who watches here and tells the hub who watches at the other nodes, each topic once.
void Relay::tell_presence() {
  const auto now = Steady::now();
  if (now - told_presence_ < kTellPresence) return;
  told_presence_ = now;
  for (const auto& [where, who] : presence_) {
    std::string registers = "\\x";
    for (const std::uint8_t one : who.sketch.registers()) fmt::format_to(std::back_inserter(registers), "{:02x}", one);
    ask(kWritePresence.c_str(), {std::to_string(source_), who.topic, std::string(name(who.audience)), std::to_string(who.connections), registers});
  }
  std::erase_if(presence_, [](const auto& one) { return one.second.connections == 0; });
  std::map<std::pair<std::string, Audience>, Watchers> sums;
  for (const auto& where : std::exchange(elsewhere_, {})) sums[where] = {where.first, where.second};
  const Answer answer = ask(kReadPresence.c_str(), {std::to_string(source_)});
  for (int row = 0; row < PQntuples(answer.get()); ++row) {
    std::size_t size = 0;
    const std::unique_ptr<unsigned char, decltype(&PQfreemem)> bytes(PQunescapeBytea(reinterpret_cast<const unsigned char*>(PQgetvalue(answer.get(), row, 3)), &size), &PQfreemem);
    const auto audience = audience_from(PQgetvalue(answer.get(), row, 1));
    if (!bytes || size != Sketch::kRegisters || !audience) continue;
    const std::pair where{std::string(PQgetvalue(answer.get(), row, 0)), *audience};
    Sketch sketch;
    std::copy_n(bytes.get(), size, sketch.registers().begin());
    Watchers& sum = sums.try_emplace(where, where.first, where.second).first->second;
    sum.connections += std::strtoull(PQgetvalue(answer.get(), row, 2), nullptr, 10);
    sum.sketch.merge(sketch);
    elsewhere_.insert(where);
  }
  for (const auto& [where, sum] : sums) post(hub_, letter_of(sum));  // what is not taken is said with the next
}

/// One transaction for all that wait. Its order is everybody's order, since one node at a time writes.
void Relay::store() {
  if (waiting_.empty()) return;
  const std::string at = std::to_string(now_in_milliseconds());
  ask("BEGIN");
  ask("SELECT pg_advisory_xact_lock(1785622387)");
  for (const Waiting& w : waiting_) ask(kStore, {w.topic, w.audience, w.event, w.json, std::to_string(source_), std::to_string(w.number), at});
  if (!nats_) ask("SELECT pg_notify('gongshi_hall', CAST(max(id) AS TEXT)) FROM platform_hall_frame");
  // Should the answer get lost, they are sent again, and known by their source.
  ask("COMMIT");
  if (nats_) nats_->tell();
  waiting_.clear();
  looked_ = {};
}

void Relay::read() {
  while (PGnotify* notice = PQnotifies(handle_.get())) {
    PQfreemem(notice);
    looked_ = {};
  }
  if (nats_ && nats_->told()) looked_ = {};
  const auto now = Steady::now();
  if (now - looked_ < kLookAnyway) return;
  for (int rows = 500; rows == 500;) {
    const Answer answer = ask(kRead, {std::to_string(seen_)});
    rows = PQntuples(answer.get());
    for (int row = 0; row < rows; ++row) {
      const auto text = [&](int column) { return std::string_view(PQgetvalue(answer.get(), row, column), static_cast<std::size_t>(PQgetlength(answer.get(), row, column))); };
      const auto number = [&](int column) { return std::strtoll(PQgetvalue(answer.get(), row, column), nullptr, 10); };
      const auto letter = Writer(Letter::stored).add(text(1)).add(audience_from(text(2)).value_or(Audience::staff)).add(text(4)).add(text(5)).add(static_cast<std::uint64_t>(number(3)));
      for (Posted posted = Posted::full; posted == Posted::full;) {
        posted = post(hub_, letter.text());
        if (posted == Posted::full) ::usleep(2000);
        if (posted == Posted::gone) {
          gone_ = true;
          return;
        }
      }
      seen_ = number(0);
    }
  }
  looked_ = now;
  if (!std::exchange(told_, true)) post(hub_, Writer(Letter::wake).text());
  if (now - forgot_ > kForgetEvery) {
    forgot_ = now;
    ask("DELETE FROM platform_hall_frame WHERE at < $1", {std::to_string(now_in_milliseconds() - kLife)});
    ask(kForgetPresence.c_str());
  }
}

void Relay::wait() {
  std::array<pollfd, 3> waits{pollfd{hub_, POLLIN, 0}, pollfd{PQsocket(handle_.get()), POLLIN, 0}, pollfd{nats_ ? nats_->descriptor() : -1, POLLIN, 0}};
  ::poll(waits.data(), waits.size(), 1000);
  if (waits[1].revents != 0 && PQconsumeInput(handle_.get()) == 0) throw Lost();
}

void Relay::run() {
  bool told = false;
  while (!gone_) {
    try {
      take_letters();
      if (!handle_) connect();
      told = false;
      store();
      read();
      tell_presence();
      wait();
    } catch (const Lost&) {
      if (!std::exchange(told, true)) log::warning("the hall's relay waits for the database");
      handle_.reset();
      ::usleep(static_cast<useconds_t>(std::chrono::microseconds(kTryAgain).count()));
    }
  }
}

}  // namespace

void run_relay(const std::string& database, const std::string& nats, int hub) { Relay(database, nats, hub).run(); }

}  // namespace gongshi::hall
