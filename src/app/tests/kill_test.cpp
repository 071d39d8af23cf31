// The program is killed while people vote: what it acknowledged is there, once, as it was last acknowledged; nothing is half there.
// GONGSHI_KILLS says how often (20; the long run is 200), GONGSHI_WRITES how many votes at least on each engine.
#include <atomic>
#include <iostream>
#include <random>
#include <set>
#include <thread>

#include "app/tests/program.hpp"
#include "app/tests/whole_city.hpp"

namespace gongshi::app {
namespace {

using test::Program;
using test::Wire;
using test::WholeCity;

constexpr int kVoters = 12;
constexpr int kConsultations = 2;
constexpr std::string_view kChoices[] = {"disagree", "pass", "agree"};

/// One member with a session, and what the server has acknowledged of their votes.
struct Voter {
  std::string name;
  PersonId person;
  Wire wire;
  std::map<std::pair<std::int64_t, std::int64_t>, int> acknowledged{};  // consultation, statement: the last value answered with 200
  std::map<std::pair<std::int64_t, std::int64_t>, int> sent{};          // sent later and never answered
  std::atomic<int> count = 0;
};

int number_from(const char* variable, int otherwise) {
  const char* const given = std::getenv(variable);
  return given == nullptr ? otherwise : std::max(1, std::atoi(given));
}

class KillTest : public testing::TestWithParam<db::Engine> {
 protected:
  KillTest() : database_(GetParam()) {
    data_ = std::filesystem::temp_directory_path() / fmt::format("gongshi_kill_{}_{}", ::getpid(), GetParam() == db::Engine::sqlite ? "sqlite" : "postgres");
    std::filesystem::remove_all(data_);
    arguments_ = {"--data", data_.string()};
    if (GetParam() == db::Engine::postgres) {
      arguments_.push_back("--database");
      arguments_.push_back(database_.connection());
    }
    database_.close();
    prepare();
  }
  ~KillTest() override { std::filesystem::remove_all(data_); }

  std::unique_ptr<db::Database> open() {
    return GetParam() == db::Engine::sqlite ? db::open_sqlite({.path = (data_ / "gongshi.sqlite").string()}) : db::open_postgres({.connection = database_.connection()});
  }

  /// The demonstration city, two open consultations and links for the voters: by the application itself, before the program starts.
  void prepare() {
    std::filesystem::create_directories(data_);
    config::Config config;
    config.data = data_;
    const SystemClock clock;
    const auto database = open();
    Application app(config, *database, clock, all_modules());
    load_demo(app);
    Context context = app.context();
    const auto made = database->write([&](db::WriteTx& tx) -> Result<bool> {
      const auto all = assemblies::all_assemblies(tx);
      const auto city = std::ranges::find(all, std::string("demo"), &assemblies::Assembly::code)->id;
      clerk_link_ = identity::create_sign_in_link(context, tx, assemblies::holders_of(tx, city, assemblies::Role::clerk, context.now()).at(0));
      city_ = city.value;
      for (int i = 0; i < kVoters; ++i) {
        const auto person = assemblies::find_member_by_number(tx, city, fmt::format("1200{:04}", i + 1), context.now());
        voters_.push_back(std::make_unique<Voter>());
        voters_.back()->person = person.value();
        links_.push_back(identity::create_sign_in_link(context, tx, *person));
      }
      return true;
    });
    ASSERT_TRUE(made.has_value());
    database->close();
  }

  void sign_everybody_in(std::uint16_t port) {
    Wire clerk;
    clerk.connect(port);
    ASSERT_EQ(clerk.ask("POST", "/api/v1/session/link", R"({"token":")" + clerk_link_ + "\"}").status, 200);
    for (int i = 0; i < kConsultations; ++i) {
      std::string statements;
      for (int s = 0; s < 30; ++s) statements += fmt::format("{}\"说法{}\"", s == 0 ? "" : ",", s);
      const auto draft = clerk.ask("POST", fmt::format("/api/v1/assemblies/{}/consultations", city_),
                                   fmt::format(R"({{"title":"断电{}","question":"问什么？","background":"","audience":"members","sectors":[],"level_needed":"member","matrix_public":false,"statements":[{}]}})", i, statements));
      ASSERT_EQ(draft.status, 201) << draft.body;
      const auto id = json::parse(draft.body)->at("id").as_int64();
      const auto version = json::parse(draft.body)->at("version").as_int64();
      ASSERT_EQ(clerk.ask("POST", fmt::format("/api/v1/consultations/{}/transitions", id), fmt::format(R"({{"verb":"publish","version":{}}})", version)).status, 200);
      const auto list = clerk.ask("GET", fmt::format("/api/v1/consultations/{}/statements", id));
      const auto document = json::parse(list.body);
      for (const auto& item : document->at("items").as_array()) ballots_.emplace_back(id, item.at("id").as_int64());
    }
    for (int i = 0; i < kVoters; ++i) {
      voters_[static_cast<std::size_t>(i)]->wire.connect(port);
      const auto in = voters_[static_cast<std::size_t>(i)]->wire.ask("POST", "/api/v1/session/link", R"({"token":")" + links_[static_cast<std::size_t>(i)] + "\"}");
      ASSERT_EQ(in.status, 200) << in.body;
    }
  }

  /// Votes until the connection is lost.
  void vote_on(Voter& voter, unsigned seed, const std::atomic<bool>& stop) {
    std::mt19937 random(seed);
    while (!stop) {
      const auto& ballot = ballots_[random() % ballots_.size()];
      const int choice = static_cast<int>(random() % 3);
      voter.sent[ballot] = choice - 1;
      const auto answer = voter.wire.ask("PUT", fmt::format("/api/v1/consultations/{}/votes/{}", ballot.first, ballot.second),
                                         fmt::format(R"({{"vote":"{}"}})", kChoices[choice]));
      if (answer.status == 0) return;
      if (answer.status == 200) {
        voter.acknowledged[ballot] = choice - 1;
        voter.sent.erase(ballot);
        ++voter.count;
      } else {
        ADD_FAILURE() << "a vote was answered with " << answer.status << ": " << answer.body;
        return;
      }
    }
  }

  /// Through the program, as each voter sees it.
  void check_votes(Voter& voter) {
    std::map<std::pair<std::int64_t, std::int64_t>, int> stored;
    for (const auto consultation : consultations()) {
      const auto answer = voter.wire.ask("GET", fmt::format("/api/v1/consultations/{}/votes", consultation));
      ASSERT_EQ(answer.status, 200) << answer.body;
      const auto document = json::parse(answer.body);
      for (const auto& item : document->at("items").as_array()) {
        const std::string_view vote = item.at("vote").as_string();
        const auto key = std::pair(consultation, item.at("statement").at("id").as_int64());
        EXPECT_TRUE(stored.emplace(key, static_cast<int>(std::ranges::find(kChoices, vote) - std::begin(kChoices)) - 1).second) << "twice";
      }
    }
    for (const auto& [ballot, value] : voter.acknowledged) {
      ASSERT_TRUE(stored.contains(ballot)) << "an acknowledged vote is lost";
      const auto unanswered = voter.sent.find(ballot);
      EXPECT_TRUE(stored[ballot] == value || (unanswered != voter.sent.end() && stored[ballot] == unanswered->second)) << "it has another value";
    }
    for (const auto& [ballot, value] : stored) {
      if (!voter.acknowledged.contains(ballot)) EXPECT_TRUE(voter.sent.contains(ballot) && voter.sent[ballot] == value) << "a vote that nobody cast";
      voter.acknowledged[ballot] = value;  // unanswered, and now known
    }
    voter.sent.clear();
  }

  /// In the tables: a participant and the entry that a person took part are there together or not at all.
  void check_whole() {
    const auto database = open();
    const auto one = [&](const std::string& sql) {
      const db::Query query{"test.one", sql, 0};
      return database->read([&](db::ReadTx& tx) { return tx.one<std::int64_t>(query).value_or(-1); });
    };
    // What the killed program had sent PostgreSQL may still be on its way to the disk.
    while (GetParam() == db::Engine::postgres &&
           one("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'") > 0) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    for (const auto id : consultations()) {
      const auto participants = one(fmt::format("SELECT count(*) FROM consultation_participant WHERE consultation = {}", id));
      EXPECT_EQ(participants, one(fmt::format("SELECT count(*) FROM platform_journal WHERE verb = 'consultation.take_part' AND subject_kind = 'consultation' AND subject = {}", id)));
      EXPECT_EQ(participants, one(fmt::format("SELECT count(DISTINCT person) FROM platform_journal WHERE verb = 'consultation.take_part' AND subject_kind = 'consultation' AND subject = {}", id)));
      EXPECT_EQ(participants, one(fmt::format("SELECT count(DISTINCT participant) FROM consultation_vote WHERE consultation = {}", id))) << "nobody takes part without a vote";
      EXPECT_EQ(0, one(fmt::format("SELECT count(*) FROM consultation_vote v WHERE v.consultation = {} AND NOT EXISTS (SELECT 1 FROM consultation_participant p WHERE p.key = v.participant)", id)));
    }
    database->close();
  }

  std::set<std::int64_t> consultations() const {
    std::set<std::int64_t> ids;
    for (const auto& [consultation, statement] : ballots_) ids.insert(consultation);
    return ids;
  }

  db::FreshDatabase database_;
  std::filesystem::path data_;
  std::vector<std::string> arguments_;
  std::vector<std::unique_ptr<Voter>> voters_;
  std::vector<std::string> links_;
  std::string clerk_link_;
  std::int64_t city_ = 0;
  std::vector<std::pair<std::int64_t, std::int64_t>> ballots_;
};
INSTANTIATE_TEST_SUITE_P(Engines, KillTest, testing::ValuesIn(db::kEngines), db::EngineName());

TEST_P(KillTest, NoAcknowledgedVoteIsLostAndNoneIsHalfThere) {
  const int kills = number_from("GONGSHI_KILLS", 20), writes = number_from("GONGSHI_WRITES", 1);
  const int rounds = GetParam() == db::Engine::sqlite ? kills : std::max(5, kills / 4);
  const auto votes = [this] { return std::accumulate(voters_.begin(), voters_.end(), 0, [](int sum, const auto& voter) { return sum + voter->count; }); };
  std::mt19937 random(20'261'125);
  auto program = std::make_unique<Program>(arguments_);
  ASSERT_NO_FATAL_FAILURE(sign_everybody_in(program->port()));
  for (int round = 0; round < rounds; ++round) {
    SCOPED_TRACE("kill " + std::to_string(round + 1));
    std::atomic<bool> stop = false;
    std::vector<std::thread> people;
    for (auto& voter : voters_) people.emplace_back([&, seed = static_cast<unsigned>(random())] { vote_on(*voter, seed, stop); });
    std::this_thread::sleep_for(std::chrono::milliseconds(20 + random() % 180));
    while (votes() < static_cast<std::int64_t>(writes) * (round + 1) / rounds && !HasFailure()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    program->end(SIGKILL);
    stop = true;
    for (auto& thread : people) thread.join();
    check_whole();
    program = std::make_unique<Program>(arguments_);
    for (auto& voter : voters_) {
      voter->wire.connect(program->port());
      ASSERT_NO_FATAL_FAILURE(check_votes(*voter));
    }
    if (HasFailure()) break;
  }
  program->end(SIGTERM);
  check_whole();
  EXPECT_GT(votes(), rounds) << "there was a load";
  std::cout << "  " << rounds << " kills, " << votes() << " acknowledged votes\n";
}

}  // namespace
}  // namespace gongshi::app
