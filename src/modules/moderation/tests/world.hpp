// A small city with staff, members and a citizen, on either engine, and requests made as any of them.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "modules/assemblies/api.hpp"
#include "modules/identity/api.hpp"
#include "modules/moderation/api.hpp"
#include "platform/db/testing.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::moderation::test {

/// "wang", "zhao": clerks of the city · "qian": its chair · "sun", "li": members · "chen": a citizen · "zhou": clerk of a county.
class World {
 public:
  World(db::Engine engine, std::vector<Module> modules)
      : folder_(std::filesystem::temp_directory_path() / ("gongshi_world_" + std::to_string(getpid()))),
        database_(engine),
        app_(config(), *database_, clock_, with_foundation(std::move(modules))) {
    app_.authenticate = [this](Context& context, const http::Request& request) { return actor(context, std::string(request.header("x-as"))); };
    write([this](Context& context, db::WriteTx& tx) { populate(context, tx); });
  }
  ~World() { std::filesystem::remove_all(folder_); }

  http::Response ask(const std::string& as, http::Method method, const std::string& target, const std::string& body = "",
                     const std::string& language = "en") {
    http::Request request;
    request.method = method;
    const auto question = target.find('?');
    request.path = "/api/v1" + target.substr(0, question);
    if (question != std::string::npos) request.query = target.substr(question + 1);
    request.body = body;
    request.headers = {{"X-As", as}, {"X-CSRF-Token", "token"}, {"Idempotency-Key", "request-" + std::to_string(++requests_)}, {"Accept-Language", language}};
    return app_.handle(request);
  }
  http::Response get(const std::string& as, const std::string& target) { return ask(as, http::Method::get, target); }
  http::Response post(const std::string& as, const std::string& target, const std::string& body) {
    return ask(as, http::Method::post, target, body);
  }

  /// change(context, tx), committed; the context has no actor.
  template <class F>
  void write(F change) {
    Context context = app_.context();
    const auto done = database_->write([&](db::WriteTx& tx) -> Result<bool> {
      change(context, tx);
      return true;
    });
    ASSERT_TRUE(done);
  }

  template <class F>
  void read(F look) {
    database_->read(look);
  }
  void deliver_outbox() { app_.deliver_outbox(); }

  PersonId person(const std::string& name) const { return people_.at(name).person; }
  assemblies::AssemblyId city() const { return city_; }
  assemblies::AssemblyId county() const { return county_; }
  FakeClock& clock() { return clock_; }

 private:
  struct Somebody {
    PersonId person;
    SeatId seat;
  };

  config::Config config() const {
    std::filesystem::create_directories(folder_);
    config::Config config;
    config.data = folder_;
    return config;
  }
  static std::vector<Module> with_foundation(std::vector<Module> modules) {
    std::vector<Module> all{identity::identity_module(), assemblies::assemblies_module(), moderation_module()};
    std::ranges::move(modules, std::back_inserter(all));
    return all;
  }
  Actor actor(Context& context, const std::string& name) {
    const auto found = people_.find(name);
    if (found == people_.end()) return {};
    Actor actor = database_->read([&](db::ReadTx& tx) { return identity::actor_of(context, tx, found->second.person, found->second.seat); });
    actor.csrf = "token";
    return actor;
  }

  void populate(Context& context, db::WriteTx& tx) {
    const Timestamp long_ago = clock_.now() - std::chrono::hours(24 * 365);
    city_ = assemblies::create_assembly(context, tx, {.name = "示例市政协", .short_name = "市政协"});
    county_ = assemblies::create_assembly(context, tx, {.name = "示例县政协", .short_name = "县政协", .level = assemblies::Tier::county, .parent = city_});
    const auto term = assemblies::create_term(context, tx, city_, 13, "第十三届", long_ago);
    const auto sector = assemblies::create_body(context, tx, city_, term, assemblies::BodyKind::sector, "经济界");
    const auto add = [&](const std::string& name, const std::string& full_name) {
      return people_[name].person = identity::create_person(context, tx, {.name = full_name});
    };
    const auto add_staff = [&](const std::string& name, const std::string& full_name, assemblies::AssemblyId assembly, assemblies::Role role) {
      people_[name].seat = assemblies::add_seat(context, tx, add(name, full_name), assembly, role, long_ago);
    };
    const auto add_member = [&](const std::string& name, const std::string& full_name, const std::string& number) {
      people_[name].seat = assemblies::add_membership(context, tx, {.person = add(name, full_name), .assembly = city_, .term = term, .sector = sector,
                                                                    .number = number, .name = full_name, .from = long_ago});
    };
    add_staff("wang", "王一", city_, assemblies::Role::clerk);
    add_staff("zhao", "赵二", city_, assemblies::Role::clerk);
    add_staff("qian", "钱三", city_, assemblies::Role::chair);
    add_staff("zhou", "周四", county_, assemblies::Role::clerk);
    add_member("sun", "孙小五", "001");
    add_member("li", "李小六", "002");
    add("chen", "陈先生");
  }

  const std::filesystem::path folder_;
  std::map<std::string, Somebody> people_;
  assemblies::AssemblyId city_, county_;
  FakeClock clock_{{1'790'000'000'000}};
  db::FreshDatabase database_;
  Application app_;
  std::atomic<int> requests_ = 0;
};

/// One request and what its answer must and must not hold.
struct Scenario {
  std::string name;
  std::string as;
  http::Method method = http::Method::get;
  std::string target;
  std::string body{};
  int status = 200;
  std::vector<std::string> has{};
  std::vector<std::string> lacks{};
};

inline void play(World& world, const Scenario& scenario) {
  SCOPED_TRACE(scenario.name);
  const auto response = world.ask(scenario.as, scenario.method, scenario.target, scenario.body);
  EXPECT_EQ(response.status, scenario.status) << response.body;
  for (const auto& text : scenario.has) EXPECT_NE(response.body.find(text), std::string::npos) << text << " not in " << response.body;
  for (const auto& text : scenario.lacks) EXPECT_EQ(response.body.find(text), std::string::npos) << text << " in " << response.body;
}

}  // namespace gongshi::moderation::test
