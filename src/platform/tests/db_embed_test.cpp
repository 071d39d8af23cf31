// tools/embed.py: what it makes of SQL, and what it refuses.
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

namespace {

class EmbedTest : public testing::Test {
 protected:
  EmbedTest() { std::filesystem::create_directories(folder_ / "migrations"); }
  ~EmbedTest() override { std::filesystem::remove_all(folder_); }

  /// The header made from the files, or what the tool says when it refuses.
  std::string embed(const std::vector<std::pair<std::string, std::string>>& files) {
    std::string command = "python3 '" GONGSHI_SOURCE_DIR "/tools/embed.py' demo '" + header().string() + "'";
    for (const auto& [name, text] : files) {
      std::ofstream(folder_ / name) << text;
      command += " '" + (folder_ / name).string() + "'";
    }
    FILE* pipe = popen((command + " 2>&1").c_str(), "r");
    std::string said;
    for (std::array<char, 4096> part{}; const auto size = fread(part.data(), 1, part.size(), pipe);) said.append(part.data(), size);
    if (pclose(pipe) != 0) return said;
    std::ostringstream text;
    text << std::ifstream(header()).rdbuf();
    return text.str();
  }
  std::string embed(const std::string& queries) { return embed({{"queries.sql", queries}}); }
  std::filesystem::path header() const { return folder_ / "out" / "demo.hpp"; }

  const std::filesystem::path folder_ = std::filesystem::temp_directory_path() / ("gongshi_embed_" + std::to_string(getpid()));
};

TEST_F(EmbedTest, NamesQueriesAndCountsParameters) {
  const std::string made = embed(
      "-- The file's own comment; with a ' in it.\n\n"
      "-- name: find\n-- Why: it's so.\nSELECT a, ';--$8' AS b /* $9 */ FROM t -- $7\nWHERE id = $1 AND x = $2 || $1;\n-- about the "
      "next\n\n"
      "-- name: put\nINSERT INTO t VALUES ('$5', $1)\n"
      "-- name: put postgres\nINSERT INTO t VALUES ($1);\n");
  EXPECT_TRUE(
      made.contains("db::Query find{\"demo.find\",\n    R\"sql(SELECT a, ';--$8' AS b /* $9 */ FROM t -- $7\nWHERE id = $1 AND x = $2 || "
                    "$1)sql\",\n    2};"))
      << made;
  EXPECT_TRUE(
      made.contains("db::Query put{\"demo.put\",\n    R\"sql(INSERT INTO t VALUES ('$5', $1))sql\",\n    1,\n    R\"sql(INSERT INTO t "
                    "VALUES ($1))sql\"};"))
      << made;
  EXPECT_TRUE(made.contains("std::array<const db::Query*, 2> all{&find, &put}")) << made;
}

TEST_F(EmbedTest, RefusesWhatIsAmbiguous) {
  const std::pair<std::string, std::string> cases[] = {{"-- name: a\nSELECT 1;\n-- name: a\nSELECT 2;", "defined twice"},
                                                       {"-- name: a\nSELECT 1; SELECT 2;", "more than one statement"},
                                                       {"-- name: a\n-- nothing\n", "no statement"},
                                                       {"SELECT 1;\n-- name: a\nSELECT 2;", "before the first"},
                                                       {"-- name: delete\nSELECT 1;", "cannot name a query"},
                                                       {"-- name: a-b\nSELECT 1;", "cannot name a query"},
                                                       {"-- name: a\nSELECT $1, $3;", "uses $3 but not $2"},
                                                       {"-- name: a\nSELECT :id;", "parameters are $1"},
                                                       {"-- name: a\nSELECT $1::text;", "parameters are $1"},
                                                       {"-- name: a postgres\nSELECT 1;", "PostgreSQL only"},
                                                       {"-- name: a\nSELECT 1;\n-- name: a postgres\nSELECT $1;", "different parameters"}};
  for (const auto& [queries, reason] : cases) EXPECT_TRUE(embed(queries).contains(reason)) << queries << "\n" << embed(queries);
}

TEST_F(EmbedTest, OrdersMigrationsAndTakesOverrides) {
  const std::string made =
      embed({{"migrations/0002_more.sql", "B;"}, {"migrations/0001_create.sql", "A;"}, {"migrations/0002_more.postgres.sql", "P;"}});
  EXPECT_TRUE(
      made.contains("db::Migration{\"demo\", 1, \"0001_create\",\n    R\"sql(A;)sql\"},\n"
                    "    db::Migration{\"demo\", 2, \"0002_more\",\n    R\"sql(B;)sql\",\n    R\"sql(P;)sql\"},"))
      << made;
  EXPECT_TRUE(embed({{"migrations/0001_create.sql", "A;"}, {"migrations/0001_again.sql", "B;"}}).contains("used twice"));
  EXPECT_TRUE(embed({{"migrations/0003_x.postgres.sql", "A;"}}).contains("no 0003_x.sql"));
  EXPECT_TRUE(embed({{"migrations/first.sql", "A;"}}).contains("NNNN_name.sql"));
}

TEST_F(EmbedTest, SplitsLongTextsAndAvoidsTheirDelimiter) {
  const std::string made = embed("-- name: a\nSELECT ')sql\"', '" + std::string(40'000, 'x') + "';");
  EXPECT_TRUE(made.contains("R\"sql_(SELECT ')sql\"', '")) << made.substr(0, 500);
  EXPECT_TRUE(made.contains("x)sql_\"\n    R\"sql_(x"));
}

TEST_F(EmbedTest, LeavesAnUnchangedHeaderAlone) {
  embed("-- name: a\nSELECT 1;");
  const auto old = std::filesystem::last_write_time(header()) - std::chrono::hours(1);
  std::filesystem::last_write_time(header(), old);
  embed("-- name: a\nSELECT 1;");
  EXPECT_EQ(std::filesystem::last_write_time(header()), old);
  embed("-- name: a\nSELECT 2;");
  EXPECT_NE(std::filesystem::last_write_time(header()), old);
}

}  // namespace
