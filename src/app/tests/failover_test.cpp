// PostgreSQL with a synchronous standby and three servers on it: the primary is killed, the standby takes over, again and again. What was
// acknowledged is there once. GONGSHI_FAILOVERS says how often (5; the long run is 50).
#include <atomic>
#include <fstream>
#include <iostream>
#include <random>
#include <set>
#include <thread>

#include <pwd.h>

#include "app/tests/prepared_city.hpp"

namespace gongshi::app {
namespace {

namespace fs = std::filesystem;
using test::Program;
using test::Wire;

constexpr int kNodes = 3;
constexpr int kVoters = 6;
constexpr std::string_view kChoices[] = {"disagree", "pass", "agree"};

/// Two PostgreSQL clusters of their own in a temporary folder; one is the primary, the other its synchronous standby.
class PostgresPair {
 public:
  PostgresPair() {
    std::string name = "/tmp/gongshi-failover.XXXXXX";  // a socket's path is short
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder_ = name;
    if (::getuid() == 0) {
      const passwd* const postgres = ::getpwnam("postgres");  // PostgreSQL refuses to run as root
      if (postgres == nullptr || ::chown(folder_.c_str(), postgres->pw_uid, postgres->pw_gid) != 0) throw std::runtime_error("the user postgres is needed");
      owner_ = "setpriv --reuid=postgres --regid=postgres --init-groups -- ";
    }
    must("initdb --pgdata=a --username=gongshi --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync");
    // Only a standby of this name counts as one, not the process that copies the primary.
    std::ofstream(folder_ / "a/postgresql.conf", std::ios::app)
        << fmt::format("listen_addresses = ''\nunix_socket_directories = '{}'\nfsync = off\nmax_connections = 120\nshared_buffers = 64MB\nwal_keep_size = 64MB\n"
                       "log_min_messages = fatal\ncluster_name = 'standby'\n", folder_.string());
    start("a");
    query("a", "CREATE DATABASE city");
    follow("b", "a");
    query("a", "ALTER SYSTEM SET synchronous_standby_names = 'standby'");
    query("a", "SELECT pg_reload_conf()");
  }
  ~PostgresPair() {
    for (const char* cluster : {"a", "b"}) static_cast<void>(run(fmt::format("pg_ctl --pgdata={} --mode=immediate --wait stop", cluster)));
    fs::remove_all(folder_);
  }
  PostgresPair(const PostgresPair&) = delete;
  PostgresPair& operator=(const PostgresPair&) = delete;

  std::string connection() const {
    return fmt::format("host={0},{0} port=5441,5442 user=gongshi dbname=city target_session_attrs=read-write connect_timeout=2", folder_.string());
  }

  void fail_over() {
    kill_primary();
    take_over();
  }
  void kill_primary() const {
    std::ifstream in(folder_ / primary_ / "postmaster.pid");
    pid_t postmaster = 0;
    in >> postmaster;
    if (postmaster > 1) ::kill(postmaster, SIGKILL);
  }
  /// The standby is promoted, and a new one made of nothing.
  void take_over() {
    must(fmt::format("pg_ctl --pgdata={} --wait promote", standby_));
    std::swap(primary_, standby_);
    // The processes of the old one end by themselves once they notice; its socket stays, with the number of a process that may still be listed.
    const std::string socket = fmt::format(".s.PGSQL.{}", port(standby_));
    fs::remove(folder_ / socket);
    fs::remove(folder_ / (socket + ".lock"));
    fs::remove_all(folder_ / standby_);
    follow(standby_, primary_);
  }
  void stop_standby() const { must(fmt::format("pg_ctl --pgdata={} --wait stop", standby_)); }
  void start_standby() const { start(standby_); }
  void ask_primary(const std::string& sql) const { query(primary_, sql); }

 private:
  static int port(const std::string& cluster) { return cluster == "a" ? 5441 : 5442; }
  int run(const std::string& command) const {
    return std::system(fmt::format("cd {0} && PATH=\"$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1):$PATH\" {1}{2} >>{0}/said 2>&1", folder_.string(), owner_, command).c_str());
  }
  void must(const std::string& command) const {
    if (run(command) == 0) return;
    std::ifstream in(folder_ / "said");
    throw std::runtime_error(command + " failed: " + std::string((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>()));
  }
  void start(const std::string& cluster) const { must(fmt::format("pg_ctl --pgdata={0} --log={0}.log --wait --timeout=60 --options='-p {1}' start", cluster, port(cluster))); }
  void query(const std::string& cluster, const std::string& sql) const {
    must(fmt::format("psql --host={} --port={} --username=gongshi --dbname=postgres --no-psqlrc --quiet --command=\"{}\"", folder_.string(), port(cluster), sql));
  }
  void follow(const std::string& standby, const std::string& primary) const {
    must(fmt::format("pg_basebackup --host={} --port={} --username=gongshi --pgdata={} --write-recovery-conf --checkpoint=fast --wal-method=stream --no-sync", folder_.string(), port(primary), standby));
    // Once it is the primary, it answers nothing before a standby has it.
    std::ofstream(folder_ / standby / "postgresql.conf", std::ios::app) << "synchronous_standby_names = 'standby'\n";
    start(standby);
  }

  fs::path folder_;
  std::string owner_;
  std::string primary_ = "a";
  std::string standby_ = "b";
};

/// Somebody who repeats what was not answered, at another server, until it is.
struct Person {
  Wire wire;
  int node = 0;
  int repeats = 0;
  std::map<std::pair<std::int64_t, std::int64_t>, std::string> votes{};
  std::set<std::string> drafts{};
};

class FailoverTest : public testing::Test {
 protected:
  FailoverTest() : data_(fs::temp_directory_path() / fmt::format("gongshi_failover_{}", ::getpid())) {
    fs::remove_all(data_);
  }
  ~FailoverTest() override { fs::remove_all(data_); }

  void prepare() {
    const auto database = db::open_postgres({.connection = pair_.connection()});
    const auto city = test::prepare_city(data_, *database, kVoters);
    database->close();
    city_ = city.id;
    links_ = city.members;
    links_.insert(links_.begin(), city.clerk);
  }

  http::test::Answer insist(Person& person, std::string_view method, const std::string& path, const std::string& body) {
    const std::string key = fmt::format("insist-{}", ++keys_);
    for (;;) {
      auto answer = person.wire.ask(method, path, body, key);
      if (answer.status != 0 && answer.status < 500) return answer;
      ++person.repeats;
      person.node = (person.node + 1) % kNodes;
      person.wire.connect(programs_[static_cast<std::size_t>(person.node)]->port());
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }

  std::int64_t count(const std::string& sql) {
    const auto database = db::open_postgres({.connection = pair_.connection()});
    const db::Query query{"test.count", sql, 0};
    return database->read([&](db::ReadTx& tx) { return tx.one<std::int64_t>(query).value_or(-1); });
  }

  PostgresPair pair_;
  const fs::path data_;
  std::vector<std::unique_ptr<Program>> programs_;
  std::vector<std::string> links_;
  std::int64_t city_ = 0;
  std::atomic<int> keys_ = 0;
};

TEST_F(FailoverTest, NothingAcknowledgedIsLostOrDoubled) {
  const char* const given = std::getenv("GONGSHI_FAILOVERS");
  const int failovers = given == nullptr ? 5 : std::max(1, std::atoi(given));
  ASSERT_NO_FATAL_FAILURE(prepare());
  for (int node = 0; node < kNodes; ++node) {
    programs_.push_back(std::make_unique<Program>(std::vector<std::string>{"--data", data_.string(), "--database", pair_.connection(), "--node", std::to_string(node)}));
  }
  std::vector<std::unique_ptr<Person>> people;
  for (std::size_t i = 0; i < links_.size(); ++i) {
    people.push_back(std::make_unique<Person>());
    people.back()->node = static_cast<int>(i) % kNodes;
    people.back()->wire.connect(programs_[i % kNodes]->port());
    ASSERT_EQ(people.back()->wire.ask("POST", "/api/v1/session/link", R"({"token":")" + links_[i] + "\"}").status, 200);
  }
  Person& clerk = *people[0];
  std::string statements;
  for (int s = 0; s < 30; ++s) statements += fmt::format("{}\"说法{}\"", s == 0 ? "" : ",", s);
  const std::string drafts = fmt::format("/api/v1/assemblies/{}/consultations", city_);
  const auto draft = json::parse(insist(clerk, "POST", drafts, test::draft_text("换主", statements)).body);
  const auto id = draft->at("id").as_int64();
  ASSERT_EQ(insist(clerk, "POST", fmt::format("/api/v1/consultations/{}/transitions", id), fmt::format(R"({{"verb":"publish","version":{}}})", draft->at("version").as_int64())).status, 200);
  std::vector<std::int64_t> ballots;
  const auto list = json::parse(insist(clerk, "GET", fmt::format("/api/v1/consultations/{}/statements", id), "").body);
  for (const auto& item : list->at("items").as_array()) ballots.push_back(item.at("id").as_int64());

  std::atomic<bool> stop = false;
  std::atomic<std::int64_t> acknowledged = 0;
  std::vector<std::thread> threads;
  threads.emplace_back([&] {
    for (int n = 0; !stop; ++n) {
      const std::string title = fmt::format("换主草稿{}", n);
      const auto answer = insist(clerk, "POST", drafts, test::draft_text(title));
      ASSERT_EQ(answer.status, 201) << answer.body;
      clerk.drafts.insert(title);
      ++acknowledged;
    }
  });
  for (std::size_t i = 1; i < people.size(); ++i) {
    threads.emplace_back([&, i] {
      std::mt19937 random(static_cast<unsigned>(i));
      Person& person = *people[i];
      while (!stop) {
        const auto ballot = ballots[random() % ballots.size()];
        const std::string choice(kChoices[random() % 3]);
        const auto answer = insist(person, "PUT", fmt::format("/api/v1/consultations/{}/votes/{}", id, ballot), fmt::format(R"({{"vote":"{}"}})", choice));
        ASSERT_EQ(answer.status, 200) << answer.body;
        person.votes[{id, ballot}] = choice;
        ++acknowledged;
      }
    });
  }
  for (int i = 0; i < failovers; ++i) {
    const auto before = acknowledged.load();
    while (acknowledged < before + 50) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    pair_.fail_over();
  }
  const auto before = acknowledged.load();
  while (acknowledged < before + 50) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  stop = true;
  for (auto& thread : threads) thread.join();

  // A server remembers for a minute what it last saw of a person's votes: a new one knows only what the database does.
  const Program fresh({"--data", data_.string(), "--database", pair_.connection(), "--node", std::to_string(kNodes)});
  int repeats = 0;
  for (std::size_t i = 0; i < people.size(); ++i) {
    Person& person = *people[i];
    repeats += person.repeats;
    if (i == 0) continue;
    person.wire.connect(fresh.port());
    std::map<std::pair<std::int64_t, std::int64_t>, std::string> stored;
    const auto own = json::parse(person.wire.ask("GET", fmt::format("/api/v1/consultations/{}/votes", id)).body);
    ASSERT_TRUE(own.has_value());
    for (const auto& item : own->at("items").as_array()) EXPECT_TRUE(stored.emplace(std::pair(id, item.at("statement").at("id").as_int64()), std::string(item.at("vote").as_string())).second);
    EXPECT_EQ(stored, person.votes) << "each vote as it was last acknowledged";
  }
  EXPECT_EQ(count("SELECT count(*) FROM consultation_consultation WHERE title LIKE '换主草稿%'"), static_cast<std::int64_t>(clerk.drafts.size())) << "none lost, none doubled";
  EXPECT_EQ(count("SELECT count(DISTINCT title) FROM consultation_consultation WHERE title LIKE '换主草稿%'"), static_cast<std::int64_t>(clerk.drafts.size()));
  EXPECT_EQ(count(fmt::format("SELECT count(*) FROM consultation_participant WHERE consultation = {}", id)), kVoters);
  EXPECT_EQ(count(fmt::format("SELECT count(*) FROM platform_journal WHERE verb = 'consultation.take_part' AND subject = {}", id)), kVoters);
  EXPECT_GT(repeats, 0) << "the failovers were felt";
  std::cout << "  " << failovers << " failovers, " << acknowledged << " acknowledged, " << repeats << " repeated\n";
}

/// PostgreSQL keeps what it committed although the wait for the standby was broken off, and shows it to whoever asks.
TEST_F(FailoverTest, WhatTheStandbyLacksIsNotAcknowledgedToWhoRepeatsEither) {
  ASSERT_NO_FATAL_FAILURE(prepare());
  const Program program({"--data", data_.string(), "--database", pair_.connection()});
  Wire clerk;
  clerk.connect(program.port());
  ASSERT_EQ(clerk.ask("POST", "/api/v1/session/link", R"({"token":")" + links_[0] + "\"}").status, 200);
  const auto ask = [&] { return clerk.ask("POST", fmt::format("/api/v1/assemblies/{}/consultations", city_), test::draft_text("没有备份"), "not-on-the-standby"); };
  pair_.stop_standby();
  for (const char* which : {"the first time", "repeated"}) {
    std::atomic<bool> answered = false;
    std::thread waiting([&] {
      EXPECT_EQ(ask().status, 503) << which;
      answered = true;
    });
    while (!answered) pair_.ask_primary("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
    waiting.join();
    EXPECT_EQ(count("SELECT count(*) FROM consultation_consultation WHERE title = '没有备份'"), 1) << "it is there";
  }
  pair_.kill_primary();
  pair_.start_standby();
  pair_.take_over();
  EXPECT_EQ(count("SELECT count(*) FROM consultation_consultation WHERE title = '没有备份'"), 0) << "and is lost";
  http::test::Answer answer;
  while ((answer = ask()).status == 503 || answer.status == 0) {}
  EXPECT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(count("SELECT count(*) FROM consultation_consultation WHERE title = '没有备份'"), 1);
}

}  // namespace
}  // namespace gongshi::app
