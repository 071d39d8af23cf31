// For tests of operations: an application in process on a fresh database, with a clock that stands still, and tables of scenarios.
//
//   class RosterHttp : public testing::TestWithParam<db::Engine> {
//    protected:
//     World world_{GetParam(), {identity::identity_module(), assemblies::assemblies_module()}};
//   };
//   TEST_P(RosterHttp, Scenarios) {
//     world_.actors["clerk"] = …;                       // or world_.visitor("phone").post("/api/v1/session/link", …) with real cookies
//     world_.names["assembly"] = std::to_string(id);    // {assembly} in paths and bodies
//     world_.run({{.name = "a stranger sees nothing", .as = "stranger", .get = "/api/v1/assemblies/{assembly}/members", .status = 403,
//                  .has = {"request.not_permitted"}, .lacks = {"138"}}});
//   }
//
// Needs GONGSHI_SOURCE_DIR, as db/testing.hpp does.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "platform/db/testing.hpp"
#include "platform/operations/application.hpp"

namespace gongshi {

/// One request and what must come of it. Exactly one of get, post, put, delete_ is the path, with the query.
struct Scenario {
  std::string name;
  std::string as = "";  // a name in World::actors; empty: a visitor
  std::string get{};
  std::string post{};
  std::string put{};
  std::string delete_{};
  std::string body{};
  int status = 200;
  std::vector<std::string> has{};
  std::vector<std::string> lacks{};
  std::vector<std::string> journal{};  // verbs that this request adds to the journal, all of them in order
  std::string language = "en";
};

class World {
 public:
  static constexpr Timestamp kStart{1'795'507'200'000};  // 2026-11-24T08:00:00Z

  /// On an empty database, or on a copy of that of a world that rests.
  World(db::Engine engine, std::vector<Module> modules, config::Config config = {}, const World* like = nullptr)
      : database_(engine, like == nullptr ? nullptr : &like->database_) {
    abort_on_broken_assumption = true;
    if (engine == db::Engine::sqlite) {
      config.data = database_.folder() / "data";
    } else {
      config.data = std::filesystem::temp_directory_path() / (database_.folder().filename().string() + "_data");
    }
    folder_ = config.data;
    std::filesystem::create_directories(folder_);
    if (like != nullptr) {
      std::filesystem::copy(like->folder_, folder_, std::filesystem::copy_options::recursive | std::filesystem::copy_options::skip_existing);
    }
    app_ = std::make_unique<Application>(std::move(config), *database_, clock, std::move(modules));
    authenticate_ = std::move(app_->authenticate);
    app_->authenticate = [this](Context& context, const http::Request& request) -> Actor {
      if (const auto found = actors.find(std::string(request.header("x-test-actor"))); found != actors.end()) {
        Actor actor = found->second;
        actor.csrf = "test";
        return actor;
      }
      return authenticate_ ? authenticate_(context, request) : Actor{};
    };
  }
  ~World() {
    app_.reset();
    std::filesystem::remove_all(folder_);
  }
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  FakeClock clock{kStart};
  /// Who a scenario may act as. identity::actor_of() gives the actor that a session of a person has.
  std::map<std::string, Actor, std::less<>> actors;
  /// What {name} in a path or a body stands for.
  std::map<std::string, std::string, std::less<>> names;

  /// Ends the application and closes the database, so that it can be copied.
  void rest() {
    app_.reset();
    database_.close();
  }

  Application& app() { return *app_; }
  db::Database& database() { return *database_; }

  /// `fn(Context&, db::WriteTx&)` in one transaction, for building what a test needs.
  template <class F>
  auto build(F&& fn) {
    Context context = app_->context();
    using R = std::invoke_result_t<F&, Context&, db::WriteTx&>;
    if constexpr (std::is_void_v<R>) {
      const auto done = database_->write([&](db::WriteTx& tx) -> Result<bool> {
        fn(context, tx);
        return true;
      });
      GONGSHI_ASSERT(done.has_value());
    } else {
      auto made = database_->write([&](db::WriteTx& tx) -> Result<R> { return fn(context, tx); });
      GONGSHI_ASSERT(made.has_value());
      return std::move(*made);
    }
  }
  template <class F>
  auto look(F&& fn) {
    Context context = app_->context();
    return database_->read([&](db::ReadTx& tx) { return fn(context, tx); });
  }

  http::Response send(http::Method method, std::string_view target, std::string body = {}, std::vector<http::Header> headers = {},
                      std::string address = "192.0.2.1", bool secure = true) {
    http::Request request;
    request.method = method;
    const auto question = target.find('?');
    request.path = target.substr(0, question);
    if (question != std::string_view::npos) request.query = target.substr(question + 1);
    request.headers = std::move(headers);
    request.body = std::move(body);
    request.remote_address = std::move(address);
    request.secure = secure;
    request.id = "test-" + std::to_string(++requests_);
    return app_->handle_now(request);
  }

  void run(const std::vector<Scenario>& scenarios) {
    for (const Scenario& scenario : scenarios) run(scenario);
  }

  void run(const Scenario& scenario) {
    SCOPED_TRACE(scenario.name);
    using Way = std::pair<http::Method, const std::string*>;
    Way way{http::Method::get, &scenario.get};
    for (const Way& other : {Way{http::Method::post, &scenario.post}, Way{http::Method::put, &scenario.put}, Way{http::Method::delete_, &scenario.delete_}}) {
      if (!other.second->empty()) way = other;
    }
    std::vector<http::Header> headers{{"Accept-Language", scenario.language}, {"Idempotency-Key", "scenario-" + std::to_string(++requests_)}};
    if (!scenario.as.empty()) {
      ASSERT_TRUE(actors.contains(scenario.as)) << "nobody is called " << scenario.as;
      headers.push_back({"X-Test-Actor", scenario.as});
      headers.push_back({"X-CSRF-Token", "test"});
    }
    const auto before = verbs().size();
    const http::Response response = send(way.first, filled(*way.second), filled(scenario.body), std::move(headers));
    EXPECT_EQ(response.status, scenario.status) << response.body;
    for (const std::string& text : scenario.has) EXPECT_NE(response.body.find(filled(text)), std::string::npos) << text << " is not in " << response.body;
    for (const std::string& text : scenario.lacks) EXPECT_EQ(response.body.find(filled(text)), std::string::npos) << text << " is in " << response.body;
    const auto after = verbs();
    EXPECT_EQ(std::vector(after.begin() + static_cast<std::ptrdiff_t>(before), after.end()), scenario.journal);
  }

  /// Every named statement of the modules fits the schema and takes as many parameters as its callers give.
  void expect_every_query_to_prepare() {
    database_->read([&](db::ReadTx& tx) {
      for (const Module& module : app_->modules()) {
        for (const db::Query* query : module.queries) EXPECT_NO_THROW(tx.prepare(*query)) << query->name;
      }
    });
  }

  std::string filled(std::string text) const {
    for (const auto& [name, value] : names) {
      const std::string hole = "{" + name + "}";
      for (auto at = text.find(hole); at != std::string::npos; at = text.find(hole, at + value.size())) text.replace(at, hole.size(), value);
    }
    return text;
  }

 private:
  std::vector<std::string> verbs() {
    static constexpr db::Query kVerbs{"test.verbs", "SELECT verb FROM platform_journal ORDER BY id", 0};
    return database_->read([](db::ReadTx& tx) { return tx.all<std::string>(kVerbs); });
  }

  db::FreshDatabase database_;
  std::filesystem::path folder_;
  std::unique_ptr<Application> app_;
  std::function<Actor(Context&, const http::Request&)> authenticate_;
  int requests_ = 0;
};

/// A browser, as far as the server sees one: keeps its cookie, sends the CSRF token it was given.
class Browser {
 public:
  explicit Browser(World& world, std::string address = "192.0.2.1", bool secure = true)
      : world_(world), address_(std::move(address)), secure_(secure) {}

  http::Response get(std::string_view target) { return send(http::Method::get, target); }
  http::Response post(std::string_view target, std::string body, std::string key = {}) {
    return send(http::Method::post, target, std::move(body), std::move(key));
  }
  http::Response put(std::string_view target, std::string body) { return send(http::Method::put, target, std::move(body)); }
  http::Response delete_(std::string_view target) { return send(http::Method::delete_, target); }

  http::Response send(http::Method method, std::string_view target, std::string body = {}, std::string key = {}) {
    if (key.empty()) key = "browser-key-" + std::to_string(++count_);
    std::vector<http::Header> headers{{"Accept-Language", "en"}, {"Idempotency-Key", key}, {"X-CSRF-Token", csrf}};
    if (!cookie.empty() || !device.empty()) headers.push_back({"Cookie", cookie + (cookie.empty() || device.empty() ? "" : "; ") + device});
    if (!host.empty()) headers.push_back({"Host", host});
    if (!user_agent.empty()) headers.push_back({"User-Agent", user_agent});
    http::Response response = world_.send(method, target, std::move(body), std::move(headers), address_, secure_);
    for (const http::Header& header : response.headers) {
      if (header.name == "Set-Cookie") (header.value.contains("device=") ? device : cookie) = header.value.substr(0, header.value.find(';'));
    }
    if (const auto document = json::parse(response.body); document && document->is_object()) {
      if (const auto* token = document->as_object().if_contains("csrf"); token != nullptr && token->is_string()) csrf = std::string(token->as_string());
    }
    return response;
  }

  std::string cookie;  // "name=value", of the session
  std::string device;  // the same, of the device
  std::string host;
  std::string user_agent;
  std::string csrf;

 private:
  World& world_;
  const std::string address_;
  const bool secure_;
  static inline int count_ = 0;
};

/// The "code" of a problem; empty for other answers.
inline std::string problem_code(const http::Response& response) {
  const auto document = json::parse(response.body);
  const auto* object = document ? document->if_object() : nullptr;
  const auto* code = object == nullptr ? nullptr : object->if_contains("code");
  return code != nullptr && code->is_string() ? std::string(code->as_string()) : std::string();
}

}  // namespace gongshi
