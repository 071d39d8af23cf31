// For tests: a fresh database on either engine, gone when the test ends.
//
//   class StoreTest : public testing::TestWithParam<db::Engine> {
//    protected:
//     db::FreshDatabase database_{GetParam()};
//   };
//   INSTANTIATE_TEST_SUITE_P(Engines, StoreTest, testing::ValuesIn(db::kEngines), db::EngineName());
//
// PostgreSQL is the one GONGSHI_TEST_POSTGRES names (keyword=value form), else a private cluster that tools/with_postgres runs for as long
// as this program lives.
#pragma once

#include <array>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

#include <fcntl.h>
#include <libpq-fe.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "platform/db/database.hpp"

namespace gongshi::db {

inline constexpr std::array<Engine, 2> kEngines{Engine::sqlite, Engine::postgres};

/// Names a parameterised test.
struct EngineName {
  template <class Info>
  std::string operator()(const Info& info) const {
    return info.param == Engine::sqlite ? "sqlite" : "postgres";
  }
};

/// A PostgreSQL cluster that ends with this process however it ends: its script waits for the pipe to close.
class TestCluster {
 public:
  static const std::string& connection() {
    // Never destroyed: databases that live as long as the process are removed from it at the very end.
    static const TestCluster& cluster = *new TestCluster;
    return cluster.connection_;
  }
  TestCluster(const TestCluster&) = delete;
  TestCluster& operator=(const TestCluster&) = delete;

 private:
  TestCluster() {
    if (const char* running = std::getenv("GONGSHI_TEST_POSTGRES"); running != nullptr) {
      connection_ = running;
    } else {
      start();
    }
  }
  void start() {
    std::array<int, 2> input{};
    std::array<int, 2> output{};
    if (pipe2(input.data(), O_CLOEXEC) != 0 || pipe2(output.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
    std::string script = GONGSHI_SOURCE_DIR "/tools/with_postgres";
    std::array<std::string, 4> words{script, "sh", "-c", "echo \"$GONGSHI_TEST_POSTGRES\"; exec cat >/dev/null"};
    std::array<char*, 5> arguments{words[0].data(), words[1].data(), words[2].data(), words[3].data(), nullptr};
    const int failed = posix_spawn(&script_, script.c_str(), &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(input[0]);
    close(output[1]);
    hold_ = input[1];
    for (char c = 0; failed == 0 && read(output[0], &c, 1) == 1 && c != '\n';) connection_ += c;
    close(output[0]);
    if (connection_.empty())
      throw std::runtime_error("the private PostgreSQL for the tests did not start: see what tools/with_postgres says");
  }

  std::string connection_;
  pid_t script_ = -1;
  int hold_ = -1;
};

class FreshDatabase {
 public:
  /// Empty, or a copy of `like`, which is closed.
  explicit FreshDatabase(Engine engine, const FreshDatabase* like = nullptr)
      : engine_(engine), name_("gongshi_test_" + std::to_string(getpid()) + "_" + std::to_string(++count_)) {
    if (engine == Engine::postgres) {
      administer("CREATE DATABASE " + name_ + (like == nullptr ? "" : " TEMPLATE " + like->name_));
    } else if (like == nullptr) {
      std::filesystem::create_directory(folder());
    } else {
      std::filesystem::copy(like->folder(), folder(), std::filesystem::copy_options::recursive);
    }
    open();
  }
  ~FreshDatabase() {
    database_.reset();
    if (engine_ == Engine::sqlite) {
      std::filesystem::remove_all(folder());
    } else {
      administer("DROP DATABASE " + name_ + " WITH (FORCE)");
    }
  }
  FreshDatabase(const FreshDatabase&) = delete;
  FreshDatabase& operator=(const FreshDatabase&) = delete;

  Database& operator*() const { return *database_; }
  Database* operator->() const { return database_.get(); }

  void open() { database_ = engine_ == Engine::sqlite ? open_sqlite({.path = path()}) : open_postgres({.connection = connection() + " connect_timeout=30"}); }
  void close() { database_.reset(); }

  /// SQLite's database file, alone in its folder.
  std::string path() const { return folder() / "gongshi.db"; }
  std::filesystem::path folder() const { return std::filesystem::temp_directory_path() / name_; }
  /// PostgreSQL's connection string.
  std::string connection() const { return TestCluster::connection() + " dbname=" + name_; }

  /// Runs one statement on the cluster itself, past the code under test.
  static void administer(const std::string& statement) {
    const std::unique_ptr<PGconn, decltype(&PQfinish)> handle(PQconnectdb(TestCluster::connection().c_str()), &PQfinish);
    PGresult* const result = PQexec(handle.get(), statement.c_str());
    const std::string error = PQresultStatus(result) == PGRES_FATAL_ERROR ? PQresultErrorMessage(result) : "";
    PQclear(result);
    if (!error.empty()) throw std::runtime_error(error);
  }

 private:
  static inline std::atomic<int> count_ = 0;
  const Engine engine_;
  const std::string name_;
  std::unique_ptr<Database> database_;
};

}  // namespace gongshi::db
