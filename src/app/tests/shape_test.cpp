// The shape of the whole: statements, schemas, words, the description of the API, the order of modules, and what lists cost.
#include <fstream>
#include <regex>
#include <set>

#include <boost/json/parse.hpp>
#include <sqlite3.h>

#include "app/tests/whole_city.hpp"

namespace gongshi::app {
namespace {

using Columns = std::map<std::string, std::map<std::string, std::string>>;  // table, column, type

Columns columns_of(World& world) {
  static constexpr db::Query kSqlite{"test.columns",
                                     "SELECT m.name, c.name, c.type, c.\"notnull\" FROM sqlite_master m, pragma_table_info(m.name) c "
                                     "WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'platform_search%'",
                                     0};
  static constexpr db::Query kPostgres{"test.columns",
                                       "SELECT table_name::text, column_name::text, data_type::text, CASE is_nullable WHEN 'NO' THEN 1::bigint ELSE 0::bigint END "
                                       "FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE 'platform_search%'",
                                       0};
  const std::map<std::string, std::string> common{{"INTEGER", "bigint"}, {"TEXT", "text"}, {"BLOB", "bytea"}, {"REAL", "double precision"}};
  Columns columns;
  world.look([&](Context&, db::ReadTx& tx) {
    tx.each(tx.engine() == db::Engine::sqlite ? kSqlite : kPostgres, [&](const db::Row& row) {
      std::string type(row.text(2));
      if (const auto known = common.find(type); known != common.end()) type = known->second;
      // SQLite's primary keys are never null whether they say so or not.
      columns[std::string(row.text(0))][std::string(row.text(1))] = type;
    });
    return true;
  });
  return columns;
}

class Shape : public testing::TestWithParam<db::Engine> {
 protected:
  World world_{GetParam(), all_modules()};
};
INSTANTIATE_TEST_SUITE_P(Engines, Shape, testing::ValuesIn(db::kEngines), db::EngineName());

TEST_P(Shape, EveryNamedStatementPrepares) {
  world_.expect_every_query_to_prepare();
  std::size_t queries = 0;
  for (const Module& module : world_.app().modules()) queries += module.queries.size();
  EXPECT_GT(queries, 100U) << "the modules' statements are in the list";
}

TEST(ShapeOfBoth, TheEnginesHaveTheSameTablesAndColumns) {
  World sqlite(db::Engine::sqlite, all_modules()), postgres(db::Engine::postgres, all_modules());
  const Columns left = columns_of(sqlite), right = columns_of(postgres);
  EXPECT_GT(left.size(), 20U);
  std::set<std::string> tables;
  for (const auto& [table, columns] : left) tables.insert(table);
  for (const auto& [table, columns] : right) tables.insert(table);
  for (const std::string& table : tables) {
    ASSERT_TRUE(left.contains(table)) << table << " is not in SQLite";
    ASSERT_TRUE(right.contains(table)) << table << " is not in PostgreSQL";
    EXPECT_EQ(left.at(table), right.at(table)) << table;
  }
}

TEST(ShapeOfModules, MigrationsStandInTheOrderOfTheModules) {
  World world(db::Engine::sqlite, all_modules());
  std::vector<std::string> names;
  for (const Module& module : world.app().modules()) {
    if (module.name == "app") continue;  // no capability: it has no folder and no tables
    names.emplace_back(module.name);
    int last = 0;
    for (const db::Migration& migration : module.migrations) {
      EXPECT_EQ(migration.module, module.name);
      EXPECT_EQ(migration.number, ++last) << module.name << ": numbered without a gap";
    }
  }
  ASSERT_FALSE(names.empty());
  EXPECT_EQ(names.front(), "platform");
  // A module comes after those it uses, as its CMakeLists.txt declares them.
  for (std::size_t i = 1; i < names.size(); ++i) {
    std::ifstream lists(std::string(GONGSHI_SOURCE_DIR) + "/src/modules/" + names[i] + "/CMakeLists.txt");
    const std::string text{std::istreambuf_iterator<char>(lists), {}};
    std::smatch found;
    ASSERT_TRUE(std::regex_search(text, found, std::regex(R"(gongshi_module\((\w+)(?: USES ([\w ]+))?\))"))) << names[i];
    std::istringstream uses(found[2].str());
    for (std::string used; uses >> used;) {
      const auto at = std::ranges::find(names, used);
      EXPECT_LT(at - names.begin(), static_cast<std::ptrdiff_t>(i)) << names[i] << " uses " << used;
    }
  }
  // The applied order is the same.
  static constexpr db::Query kApplied{"test.applied", "SELECT module FROM schema_migration ORDER BY rowid", 0};
  auto applied = world.look([](Context&, db::ReadTx& tx) { return tx.all<std::string>(kApplied); });
  applied.erase(std::unique(applied.begin(), applied.end()), applied.end());
  EXPECT_EQ(applied, names);
}

/// Everything in the sources that looks like the code of an error or the key of a message.
std::set<std::string> keys_in_sources() {
  std::set<std::string> keys;
  const std::regex error(R"re((?:fail\(\s*ErrorKind::\w+,\s*|Error\{\s*ErrorKind::\w+,\s*|refuse\(\s*(?:row,\s*Column::\w+,\s*)?|wrong_field\(\s*"[^"]*",\s*|problems\.add\([^,;]*,\s*|say\(\s*|\{\s*"[/?][^"{}]*",\s*)"([a-z_]+(?:\.[a-z_]+)+)")re");
  for (const auto& entry : std::filesystem::recursive_directory_iterator(std::string(GONGSHI_SOURCE_DIR) + "/src")) {
    const std::string path = entry.path().string();
    if (!(path.ends_with(".cpp") || path.ends_with(".hpp")) || path.contains("/tests/") || path.contains("testing.hpp")) continue;
    if (path.contains("/src/maths/")) continue;  // pure: gongshi map, which alone reads them, says them in English
    std::ifstream file(path);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    for (std::sregex_iterator at(text.begin(), text.end(), error), end; at != end; ++at) keys.insert((*at)[1].str());
  }
  return keys;
}

TEST(ShapeOfWords, EveryKeyOfTheSourcesAndTheManifestsIsSaidInBothLanguages) {
  World world(db::Engine::sqlite, all_modules());
  const i18n::Messages& messages = world.app().messages();
  std::set<std::string> keys = keys_in_sources();
  EXPECT_GT(keys.size(), 80U);
  for (const Module& module : world.app().modules()) {
    for (const Page& page : module.pages) {
      if (!page.title_key.empty()) keys.insert(page.title_key);
    }
  }
  for (const std::string_view role : {"administrator", "clerk", "chair", "member", "security_administrator", "audit_administrator", "supervisor", "handler", "unit_leader", "convener"}) keys.insert("role." + std::string(role));
  for (const std::string& key : keys) {
    EXPECT_FALSE(messages.pattern(i18n::Language::zh_cn, key).empty()) << key << " has no Chinese";
    EXPECT_FALSE(messages.pattern(i18n::Language::en, key).empty()) << key << " has no English";
  }
}

void collect(const boost::json::value& value, std::vector<std::string>& references) {
  if (const auto* object = value.if_object()) {
    for (const auto& [key, member] : *object) {
      if (key == "$ref") references.emplace_back(member.as_string());
      collect(member, references);
    }
  } else if (const auto* list = value.if_array()) {
    for (const auto& item : *list) collect(item, references);
  }
}

TEST(ShapeOfTheApi, TheDescriptionIsWhole) {
  World world(db::Engine::sqlite, all_modules());
  const auto parsed = boost::json::parse(world.app().openapi());
  EXPECT_EQ(parsed.at("openapi"), "3.1.0");
  EXPECT_FALSE(parsed.at("info").at("title").as_string().empty());
  EXPECT_FALSE(parsed.at("info").at("version").as_string().empty());

  std::vector<std::string> references;
  collect(parsed, references);
  EXPECT_GT(references.size(), 50U);
  for (const std::string& reference : references) {
    ASSERT_TRUE(reference.starts_with("#/")) << reference;
    boost::system::error_code failed;
    EXPECT_NE(parsed.find_pointer(reference.substr(1), failed), nullptr) << reference;
  }

  std::size_t rows = 0;
  std::set<std::string> ids;
  for (const auto& [path, methods] : parsed.at("paths").as_object()) {
    std::set<std::string> in_path;
    for (const auto segment : path_segments(path)) {
      if (segment.starts_with('{')) in_path.emplace(segment.substr(1, segment.size() - 2));
    }
    for (const auto& [method, operation] : methods.as_object()) {
      SCOPED_TRACE(std::string(method) + " " + std::string(path));
      ++rows;
      const auto& row = operation.as_object();
      EXPECT_FALSE(row.at("summary").as_string().empty());
      ASSERT_TRUE(row.contains("operationId"));
      EXPECT_TRUE(ids.insert(std::string(row.at("operationId").as_string())).second) << "operationId is not unique";
      EXPECT_TRUE(row.at("responses").as_object().contains("default"));
      std::set<std::string> named;
      if (const auto* parameters = row.if_contains("parameters")) {
        for (const auto& parameter : parameters->as_array()) {
          EXPECT_TRUE(parameter.as_object().contains("schema"));
          if (parameter.at("in") == "path") {
            named.emplace(parameter.at("name").as_string());
            EXPECT_TRUE(parameter.at("required").as_bool());
            EXPECT_TRUE(parameter.at("schema").as_object().contains("type")) << "a client must know what stands in the path";
          }
        }
      }
      EXPECT_EQ(named, in_path);
      if (const auto* body = row.if_contains("requestBody")) {
        for (const auto& [type, content] : body->at("content").as_object()) {
          EXPECT_TRUE(type == "*/*" || content.as_object().contains("schema")) << type;
        }
      }
    }
  }
  std::size_t in_modules = 0;
  for (const Module& module : world.app().modules()) in_modules += module.operations.size();
  EXPECT_EQ(rows, in_modules) << "every row is described once";
}

/// What SQLite would do for a statement, one line per step.
std::vector<std::string> plan_of(sqlite3* handle, std::string_view statement) {
  const std::string text = "EXPLAIN QUERY PLAN " + std::string(statement);
  sqlite3_stmt* prepared = nullptr;
  EXPECT_EQ(sqlite3_prepare_v2(handle, text.c_str(), -1, &prepared, nullptr), SQLITE_OK) << sqlite3_errmsg(handle);
  std::vector<std::string> plan;
  while (sqlite3_step(prepared) == SQLITE_ROW) plan.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(prepared, 3)));
  sqlite3_finalize(prepared);
  return plan;
}

TEST(ShapeOfStatements, NoneReadsABigTableWhole) {
  static const std::set<std::string> kBig{"consultation_vote",      "consultation_participant", "consultation_statement", "platform_journal",
                                          "platform_notice",        "platform_idempotency",     "platform_file_chunk",    "assemblies_membership",
                                          "identity_person",        "identity_password",        "identity_phone",         "identity_session",
                                          "identity_consent",       "identity_throttle",        "identity_security_log",  "identity_totp",          "identity_recovery_code",
                                          "identity_passkey",       "identity_second_step",     "identity_challenge",     "identity_oidc_subject",  "discussion_post",
                                          "moderation_item",        "moderation_word",        "moderation_word_change", "consultation_held",      "platform_delivery",       "identity_mail",
                                          "identity_channel",       "circulars_recipient",    "circulars_call", "meetings_participant", "meetings_speech", "meetings_hand", "meetings_message", "meetings_like", "meetings_caption"};
  // Taking the demonstration or a sector away (nothing may refer to it), signing everybody out, sealing anew under a new key, and finding chunks that no file names happen
  // rarely and beside the readers; what contradicts itself is counted in a backup, beside no server.
  const auto rare = [](std::string_view name) {
    return name.contains(".check_") || name.contains("remove_demonstration") || name.ends_with(".sweep_chunks") || name.ends_with(".remove_body") || name.ends_with(".end_all_sessions") || name == "identity.all_phones" || name == "identity.all_mail" || name == "identity.all_totp";
  };
  db::FreshDatabase database(db::Engine::sqlite);
  FakeClock clock(World::kStart);
  config::Config config;
  config.data = database.folder() / "data";
  std::filesystem::create_directories(config.data);
  Application app(config, *database, clock, all_modules());
  sqlite3* handle = nullptr;
  ASSERT_EQ(sqlite3_open_v2(database.path().c_str(), &handle, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
  std::size_t looked = 0;
  for (const Module& module : app.modules()) {
    for (const db::Query* query : module.queries) {
      if (rare(query->name)) continue;
      ++looked;
      const std::string sql(query->text);
      for (const std::string& step : plan_of(handle, sql)) {
        std::smatch found, alias;
        static const std::regex kScan(R"(^SCAN (\w+))");
        if (!std::regex_search(step, found, kScan)) continue;
        // The plan speaks of aliases.
        std::string table = found[1].str();
        if (std::regex_search(sql, alias, std::regex(R"((?:FROM|JOIN)\s+(\w+)\s+(?:AS\s+)?)" + table + R"(\b)"))) table = alias[1].str();
        EXPECT_FALSE(kBig.contains(table)) << query->name << " reads the whole of " << table << ": " << step;
      }
    }
  }
  sqlite3_close(handle);
  EXPECT_GT(looked, 100U);
}

}  // namespace
}  // namespace gongshi::app
