// Connections cut before a request went through, within it, before its answer came back, and around the COMMIT between the program and
// PostgreSQL. Who repeats with the same Idempotency-Key gets one effect and one answer. GONGSHI_CUTS says how often (the long run is 100,000).
#include <functional>
#include <iostream>
#include <random>
#include <set>
#include <thread>

#include "app/tests/cutting_proxy.hpp"
#include "app/tests/prepared_city.hpp"

namespace gongshi::app {
namespace {

using test::Cut;
using test::CuttingProxy;
using test::Place;
using test::Program;
using test::Wire;

constexpr int kClients = 4;

int cuts_wanted(int otherwise) {
  const char* const given = std::getenv("GONGSHI_CUTS");
  return given == nullptr ? otherwise : std::max(1, std::atoi(given));
}

/// A connection may also end within the body.
bool whole(const http::test::Answer& answer) { return answer.status != 0 && answer.header("content-length") == std::to_string(answer.body.size()); }

/// Makes drafts, insisting on each until it is answered, and remembers what it was told.
struct Client {
  Wire wire;
  std::mt19937 random;
  std::map<std::int64_t, std::string> drafts{};  // number, title
  int refused = 0;                               // 503: the server does not know the outcome either
  int found_done = 0;                            // the request had taken effect although no answer came

  /// `steer` is called before each try, with how many there were; `lost` has the answer that the latest cut kept back.
  void make(const std::string& path, const std::string& title, const std::function<void(int)>& steer, const std::function<std::string()>& lost) {
    std::set<std::string> answers;
    const auto insist = [&](bool cut) {
      for (int tries = 0;; ++tries) {
        steer(cut ? tries : -1);
        auto answer = wire.ask("POST", path, test::draft_text(title), "key of " + title);
        if (auto kept_back = lost(); !kept_back.empty()) answers.insert(std::move(kept_back));
        if (answer.status == 503) {
          ++refused;
        } else if (whole(answer)) {
          answers.insert(answer.body);
          return answer;
        }
      }
    };
    const auto first = insist(true);
    found_done += !first.header("idempotency-replayed").empty();
    ASSERT_EQ(first.status, 201) << first.body;
    EXPECT_TRUE(drafts.emplace(json::parse(first.body)->at("id").as_int64(), title).second);
    EXPECT_FALSE(insist(false).header("idempotency-replayed").empty());
    EXPECT_EQ(answers.size(), 1u) << "the answer that was lost, the one that came and the one asked for again are the same";
  }
};

class City : public testing::Test {
 protected:
  explicit City(db::Engine engine) : engine_(engine), database_(engine), data_(fmt::format("/tmp/gongshi-cut.{}", ::getpid())) {  // a socket's path is short
    std::filesystem::remove_all(data_);
    std::filesystem::create_directories(data_);
    database_.close();
    const auto database = open();
    city_ = test::prepare_city(data_, *database, 0);
    database->close();
  }
  ~City() override { std::filesystem::remove_all(data_); }

  std::unique_ptr<db::Database> open() {
    return engine_ == db::Engine::sqlite ? db::open_sqlite({.path = (data_ / "gongshi.sqlite").string()}) : db::open_postgres({.connection = database_.connection()});
  }
  std::vector<std::string> arguments() const {
    std::vector<std::string> words{"--data", data_.string()};
    if (engine_ == db::Engine::postgres) words.insert(words.end(), {"--database", database_.connection()});
    return words;
  }
  std::string drafts() const { return fmt::format("/api/v1/assemblies/{}/consultations", city_.id); }

  /// One session, shared by all.
  std::vector<std::unique_ptr<Client>> sign_in(std::uint16_t port) {
    Wire first;
    first.connect(port);
    EXPECT_EQ(first.ask("POST", "/api/v1/session/link", R"({"token":")" + city_.clerk + "\"}").status, 200);
    std::vector<std::unique_ptr<Client>> clients;
    for (unsigned i = 0; i < kClients; ++i) {
      clients.push_back(std::make_unique<Client>());
      clients.back()->random.seed(i);
      clients.back()->wire.cookie = first.cookie;
      clients.back()->wire.csrf = first.csrf;
    }
    return clients;
  }
  static void for_each(std::vector<std::unique_ptr<Client>>& clients, const std::function<void(Client&, int)>& work) {
    std::vector<std::thread> threads;
    for (int who = 0; who < kClients; ++who) threads.emplace_back([&, who] { work(*clients[static_cast<std::size_t>(who)], who); });
    for (auto& thread : threads) thread.join();
  }

  /// What was acknowledged is there, once, with one entry in the journal; and nothing else is.
  void check(const std::vector<std::unique_ptr<Client>>& clients) {
    std::map<std::int64_t, std::string> told, stored;
    for (const auto& client : clients) told.insert(client->drafts.begin(), client->drafts.end());
    static constexpr db::Query kStored{"test.stored", "SELECT id, title FROM consultation_consultation WHERE title LIKE '断线%'", 0};
    static constexpr db::Query kEntries{
        "test.entries", "SELECT count(*) FROM platform_journal WHERE verb = 'consultation.create' AND subject IN (SELECT id FROM consultation_consultation WHERE title LIKE '断线%')", 0};
    const auto database = open();
    database->read([&](db::ReadTx& tx) {
      tx.each(kStored, [&](const db::Row& row) { stored.emplace(row.integer(0), row.text(1)); });
      EXPECT_EQ(tx.one<std::int64_t>(kEntries), static_cast<std::int64_t>(told.size()));
    });
    EXPECT_EQ(stored, told);
    database->close();
  }

  const db::Engine engine_;
  db::FreshDatabase database_;
  const std::filesystem::path data_;
  test::PreparedCity city_;
};

class CutTest : public City, public testing::WithParamInterface<db::Engine> {
 protected:
  CutTest() : City(GetParam()) {}
};
INSTANTIATE_TEST_SUITE_P(Engines, CutTest, testing::ValuesIn(db::kEngines), db::EngineName());

class CommitCutTest : public City {
 protected:
  CommitCutTest() : City(db::Engine::postgres) {}

  /// Where the server of the tests listens.
  std::string socket() const {
    const std::unique_ptr<PGconn, decltype(&PQfinish)> handle(PQconnectdb(database_.connection().c_str()), &PQfinish);
    return fmt::format("{}/.s.PGSQL.{}", PQhost(handle.get()), PQport(handle.get()));
  }
};

Cut any_cut(std::mt19937& random, std::span<const Cut> cuts) { return cuts[random() % cuts.size()]; }

void report(int cuts, const std::vector<std::unique_ptr<Client>>& clients) {
  std::size_t drafts = 0;
  int done = 0, refused = 0;
  for (const auto& client : clients) {
    drafts += client->drafts.size();
    done += client->found_done;
    refused += client->refused;
  }
  EXPECT_GT(done, 0) << "some requests had gone through";
  EXPECT_LT(done, static_cast<int>(drafts)) << "and some had not";
  std::cout << fmt::format("  {} cut connections, {} drafts, {} of them found done, {} times refused\n", cuts, drafts, done, refused);
}

TEST_P(CutTest, ACutBetweenClientAndServer) {
  const int wanted = cuts_wanted(240) / kClients;
  Program program(arguments());
  auto clients = sign_in(program.port());
  std::atomic<int> cuts = 0;
  for_each(clients, [&](Client& client, int who) {
    std::atomic<Cut> next = Cut::none;
    const CuttingProxy proxy(Place::port(0), Place::port(program.port()), [&](std::string_view) { return next.load(); });
    client.wire.connect(proxy.port());
    // The first try is cut, the next ones perhaps.
    const auto steer = [&](int tries) { next = tries == 0 || (tries > 0 && client.random() % 4 == 0) ? any_cut(client.random, test::kCuts) : Cut::none; };
    const auto lost = [&] {
      const std::string bytes = proxy.swallowed();
      return bytes.substr(std::min(bytes.size(), bytes.find("\r\n\r\n") + 4));
    };
    for (int n = 0; proxy.cuts() < wanted && !HasFailure(); ++n) client.make(drafts(), fmt::format("断线{}之{}", who, n), steer, lost);
    EXPECT_EQ(client.refused, 0);
    cuts += proxy.cuts();
  });
  program.end(SIGTERM);
  check(clients);
  report(cuts, clients);
}

/// Between BEGIN and COMMIT nothing is kept anyway: the moment that matters is COMMIT.
TEST_F(CommitCutTest, ACutBetweenServerAndPostgres) {
  const int wanted = std::max(1, cuts_wanted(1000) / 10);
  static constexpr Cut kAtCommit[] = {Cut::before_request, Cut::behind_request, Cut::before_answer};
  std::mt19937 random(7);
  std::atomic<bool> started = false;
  const std::string folder = data_.string();
  const CuttingProxy proxy(Place::file(folder + "/.s.PGSQL.5432"), Place::file(socket()), [&](std::string_view piece) {
    return started && piece.contains("COMMIT") && random() % 3 == 0 ? any_cut(random, kAtCommit) : Cut::none;
  });
  const Program program({"--data", folder, "--database", database_.connection() + " port=5432 host=" + folder});
  auto clients = sign_in(program.port());
  started = true;
  for_each(clients, [&](Client& client, int who) {
    client.wire.connect(program.port());
    for (int n = 0; proxy.cuts() < wanted && !HasFailure(); ++n) client.make(drafts(), fmt::format("断线{}之{}", who, n), [](int) {}, [] { return std::string(); });
  });
  check(clients);
  report(proxy.cuts(), clients);
}

}  // namespace
}  // namespace gongshi::app
