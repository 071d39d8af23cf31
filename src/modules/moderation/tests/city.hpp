// A small city with staff, members and a citizen, on either engine.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "modules/assemblies/api.hpp"
#include "modules/identity/api.hpp"
#include "modules/moderation/api.hpp"
#include "platform/operations/testing.hpp"

namespace gongshi::moderation::test {

/// "wang", "zhao": clerks of the city · "qian": its chair · "sun", "li": members · "chen": a citizen · "zhou": clerk of a county.
class City : public World {
 public:
  City(db::Engine engine, std::vector<Module> modules) : World(engine, with_foundation(std::move(modules))) {
    build([this](Context& context, db::WriteTx& tx) { populate(context, tx); });
    names["city"] = std::to_string(assembly.value);
  }

  /// Without a table, also from several threads.
  http::Response ask(const std::string& as, http::Method method, const std::string& target, const std::string& body = "") {
    http::Request request;
    request.method = method;
    request.path = filled(target);
    request.body = body;
    request.id = std::to_string(++requests_);
    request.headers = {
        {"X-Test-Actor", as}, {"X-CSRF-Token", "test"}, {"Idempotency-Key", "city-request-" + request.id}, {"Accept-Language", "en"}};
    return app().handle_now(request);
  }
  http::Response post(const std::string& as, const std::string& target, const std::string& body) {
    return ask(as, http::Method::post, target, body);
  }

  PersonId person(std::string_view name) const { return actors.find(name)->second.person; }

  assemblies::AssemblyId assembly;

 private:
  static std::vector<Module> with_foundation(std::vector<Module> modules) {
    std::vector<Module> all{identity::identity_module(), assemblies::assemblies_module(), moderation_module()};
    std::ranges::move(modules, std::back_inserter(all));
    return all;
  }

  void populate(Context& context, db::WriteTx& tx) {
    const Timestamp from = clock.now() - std::chrono::hours(24 * 365);
    assembly = assemblies::create_assembly(context, tx, {.name = "示例市政协", .short_name = "市政协", .code = "000100"});
    const auto county = assemblies::create_assembly(
        context, tx,
        {.name = "示例县政协", .short_name = "县政协", .level = assemblies::Tier::county, .parent = assembly, .code = "000101"});
    const auto term = assemblies::create_term(context, tx, assembly, 13, "第十三届", from);
    const auto sector = assemblies::create_body(context, tx, assembly, term, assemblies::BodyKind::sector, "经济界");
    const auto add = [&](const std::string& name, const std::string& full_name, auto take_seat) {
      const PersonId person = identity::create_person(context, tx, {.name = full_name});
      const SeatId seat = take_seat(person, full_name);
      actors[name] = identity::actor_of(context, tx, person, seat);
    };
    const auto clerk = [&](PersonId person, const std::string&) {
      return assemblies::add_seat(context, tx, person, assembly, assemblies::Role::clerk, from);
    };
    const auto chair = [&](PersonId person, const std::string&) {
      return assemblies::add_seat(context, tx, person, assembly, assemblies::Role::chair, from);
    };
    const auto county_clerk = [&](PersonId person, const std::string&) {
      return assemblies::add_seat(context, tx, person, county, assemblies::Role::clerk, from);
    };
    const auto member = [&](PersonId person, const std::string& full_name) {
      return assemblies::add_membership(context, tx,
                                        {.person = person,
                                         .assembly = assembly,
                                         .term = term,
                                         .sector = sector,
                                         .number = std::to_string(person.value),
                                         .name = full_name,
                                         .from = from});
    };
    const auto citizen = [](PersonId, const std::string&) { return SeatId{}; };
    add("wang", "王一", clerk);
    add("zhao", "赵二", clerk);
    add("qian", "钱三", chair);
    add("zhou", "周四", county_clerk);
    add("sun", "孙小五", member);
    add("li", "李小六", member);
    add("chen", "市民0001", citizen);
  }

  std::atomic<int> requests_ = 0;
};

}  // namespace gongshi::moderation::test
