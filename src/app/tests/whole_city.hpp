// The demonstration city with every module in process, people of every role who have really signed in, and something hidden of every kind.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "app/demo.hpp"
#include "app/modules.hpp"
#include "app/pages.hpp"
#include "modules/assemblies/api.hpp"
#include "modules/identity/api.hpp"
#include "platform/operations/testing.hpp"

namespace gongshi::app::test {

inline config::Config demo_config() {
  config::Config config;
  config.demo = true;
  config.development_outbox = true;
  config.pace = 100'000;  // these tests ask much more, and faster, than people do
  return config;
}

inline boost::json::value parsed(const http::Response& response) {
  auto document = json::parse(response.body);
  return document ? std::move(*document) : boost::json::value();
}

/// A member of the answer that is a number; 0 when there is none.
inline std::int64_t number_in(const http::Response& response, std::string_view name) {
  const auto document = parsed(response);
  const auto* object = document.if_object();
  const auto* value = object == nullptr ? nullptr : object->if_contains(name);
  return value != nullptr && value->is_int64() ? value->as_int64() : 0;
}

/// What may differ between two answers that say the same.
inline std::string without_request_id(std::string body) {
  constexpr std::string_view kName = "\"request_id\":\"";
  if (const auto at = body.find(kName); at != std::string::npos) {
    const auto end = body.find('"', at + kName.size());
    body.erase(at, end - at + 1);
  }
  return body;
}

class WholeCity : public World {
 public:
  /// The demonstration city as it is loaded: once for each engine, then copied.
  explicit WholeCity(db::Engine engine) : World(engine, all_modules(), demo_config(), &loaded(engine)) {
    app().fallback = answer_page;
    clock.advance(std::chrono::seconds(1));  // it was there before
    build([this](Context& context, db::WriteTx& tx) { find_people(context, tx); });
    identity::forget_all_actors(app());
  }

  /// anonymous · stranger (no seat) · citizen (a telephone) · member · clerk · second · chair · administrator · security · audit (administrators of these), all of the city · foreign: a
  /// clerk of another assembly · county: a clerk of a county below the city.
  static constexpr std::string_view kRoles[] = {"anonymous", "stranger", "citizen", "member", "clerk", "second", "chair", "administrator", "security", "audit", "foreign", "county", "supervisor", "handler", "convener"};

  Browser& browser(std::string_view role) {
    const auto found = browsers_.find(role);
    if (found != browsers_.end()) return *found->second;
    auto& made = browsers_.emplace(std::string(role), std::make_unique<Browser>(*this)).first->second;
    sign_in(role);
    return *made;
  }
  void sign_in(std::string_view role) {
    Browser& browser = *browsers_.find(role)->second;
    browser.cookie.clear();
    browser.csrf.clear();
    if (role == "anonymous") return;
    const PersonId person = people.find(role)->second;
    const std::string token =
        build([&](Context& context, db::WriteTx& tx) { return identity::create_sign_in_link(context, tx, person); });
    const auto answer = browser.post("/api/v1/session/link", R"({"token":")" + token + "\"}");
    ASSERT_EQ(answer.status, 200) << role << ": " << answer.body;
  }

  std::string text_of(const std::string& title, const std::string& audience = "public", bool matrix_public = false) const {
    return R"({"title":")" + title + R"(","question":"先做哪一件？","background":"说明","audience":")" + audience +
           R"(","sectors":[],"level_needed":"phone","matrix_public":)" + (matrix_public ? "true" : "false") +
           R"(,"statements":["先做东边","先做西边","一起做"]})";
  }
  std::int64_t draft(std::string_view role, const std::string& title, const std::string& audience = "public", bool matrix_public = false) {
    const auto assembly_of = role == "foreign" ? abroad : role == "county" ? county : assembly;
    const auto response = browser(role).post("/api/v1/assemblies/" + std::to_string(assembly_of.value) + "/consultations",
                                             text_of(title, audience, matrix_public));
    EXPECT_EQ(response.status, 201) << response.body;
    return number_in(response, "id");
  }
  http::Response move(std::string_view role, std::int64_t consultation, const std::string& verb) {
    const std::string path = "/api/v1/consultations/" + std::to_string(consultation);
    const auto version = number_in(browser(role).get(path), "version");
    return browser(role).post(path + "/transitions", R"({"verb":")" + verb + R"(","version":)" + std::to_string(version) + R"(,"reason":"因为"})");
  }
  std::int64_t published(std::string_view role, const std::string& title, const std::string& audience = "public", bool matrix_public = false) {
    const auto id = draft(role, title, audience, matrix_public);
    EXPECT_EQ(move(role, id, "publish").status, 200);
    return id;
  }
  std::vector<std::int64_t> statements(std::string_view role, std::int64_t consultation) {
    std::vector<std::int64_t> ids;
    const auto document = parsed(browser(role).get("/api/v1/consultations/" + std::to_string(consultation) + "/statements"));
    for (const auto& item : document.at("items").as_array()) ids.push_back(item.at("id").as_int64());
    return ids;
  }
  http::Response vote(std::string_view role, std::int64_t consultation, std::int64_t statement, const std::string& vote = "agree") {
    return browser(role).put("/api/v1/consultations/" + std::to_string(consultation) + "/votes/" + std::to_string(statement),
                             R"({"vote":")" + vote + "\"}");
  }

  std::int64_t count(const std::string& sql) {
    const db::Query query{"test.count", sql, 0};
    return database().read([&](db::ReadTx& tx) { return tx.one<std::int64_t>(query).value_or(0); });
  }
  /// Table and number of rows, of everything a request could leave half-done. Tries and sign-ins are counted by purpose, so not these.
  std::map<std::string, std::int64_t> counts() {
    std::string all;
    for (const std::string& table : tables()) {
      if (table == "identity_throttle" || table == "identity_security_log") continue;
      all += (all.empty() ? "SELECT '" : " UNION ALL SELECT '") + table + "', count(*) FROM " + table;
    }
    const db::Query query{"test.counts", all, 0};
    std::map<std::string, std::int64_t> found;
    database().read([&](db::ReadTx& tx) {
      tx.each(query, [&](const db::Row& row) { found[std::string(row.text(0))] = row.integer(1); });
    });
    return found;
  }
  const std::vector<std::string>& tables() {
    if (!tables_.empty()) return tables_;
    static constexpr db::Query kSqlite{"test.tables", "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'platform_search_%' ORDER BY name", 0};
    static constexpr db::Query kPostgres{"test.tables", "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1", 0};
    tables_ = database().read([](db::ReadTx& tx) { return tx.all<std::string>(tx.engine() == db::Engine::sqlite ? kSqlite : kPostgres); });
    return tables_;
  }

  std::map<std::string, PersonId, std::less<>> people;
  assemblies::AssemblyId assembly;  // the city
  assemblies::AssemblyId abroad;    // another one
  assemblies::AssemblyId county;    // below the city
  assemblies::BodyId unit;          // of the city
  std::string member_number = "12000001";

 private:
  static const World& loaded(db::Engine engine) {
    static std::map<db::Engine, std::unique_ptr<World>> worlds;
    auto& world = worlds[engine];
    if (!world) {
      world = std::make_unique<World>(engine, all_modules(), demo_config());
      load_demo(world->app());
      world->rest();
    }
    return *world;
  }

  void find_people(Context& context, db::WriteTx& tx) {
    const auto now = context.now();
    for (const auto& one : assemblies::all_assemblies(tx)) {
      if (one.code == "demo") assembly = one.id;
      if (one.code == "demo-01") county = one.id;
    }
    const auto clerks = assemblies::holders_of(tx, assembly, assemblies::Role::clerk, now);
    people["clerk"] = clerks.at(0);
    people["second"] = clerks.at(1);
    people["chair"] = assemblies::holders_of(tx, assembly, assemblies::Role::chair, now).at(0);
    people["security"] = assemblies::holders_of(tx, assembly, assemblies::Role::security_administrator, now).at(0);
    people["audit"] = assemblies::holders_of(tx, assembly, assemblies::Role::audit_administrator, now).at(0);
    people["member"] = assemblies::find_member_by_number(tx, assembly, member_number, now).value();
    people["citizen"] = identity::find_by_phone(context, tx, "+8610000000001").value();
    people["held"] = identity::find_by_phone(context, tx, "+8610000000002").value();
    people["stranger"] = identity::create_person(context, tx, {.name = "过客示例"});
    people["administrator"] = identity::create_person(context, tx, {.name = "管理示例"});
    people["foreign"] = identity::create_person(context, tx, {.name = "外地示例"});
    people["supervisor"] = identity::create_person(context, tx, {.name = "督查示例"});
    people["handler"] = identity::create_person(context, tx, {.name = "承办示例"});
    people["convener"] = identity::create_person(context, tx, {.name = "召集示例"});
    people["county"] = identity::create_person(context, tx, {.name = "县里示例"});
    const Timestamp from = now - std::chrono::hours(24);
    assemblies::add_seat(context, tx, people["administrator"], assembly, assemblies::Role::administrator, from);
    unit = assemblies::create_body(context, tx, assembly, {}, assemblies::BodyKind::unit, "试点局");
    assemblies::add_seat(context, tx, people["supervisor"], assembly, assemblies::Role::supervisor, from);
    assemblies::add_seat(context, tx, people["handler"], assembly, assemblies::Role::handler, from, unit);
    const auto term = assemblies::current_term(tx, assembly, now);
    assemblies::add_seat(context, tx, people["convener"], assembly, assemblies::Role::convener, from, assemblies::create_body(context, tx, assembly, term->id, assemblies::BodyKind::party, "试点党派"));
    assemblies::add_seat(context, tx, people["county"], county, assemblies::Role::clerk, from);
    abroad = assemblies::create_assembly(context, tx, {.name = "外地市政协", .short_name = "外地", .code = "abroad"});
    assemblies::create_term(context, tx, abroad, 3, "第3届", from);
    assemblies::add_seat(context, tx, people["foreign"], abroad, assemblies::Role::clerk, from);
  }

  std::map<std::string, std::unique_ptr<Browser>, std::less<>> browsers_;
  std::vector<std::string> tables_;
};

}  // namespace gongshi::app::test
