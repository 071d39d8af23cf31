#include "platform/backup/check.hpp"

#include <memory>

#include <fmt/format.h>
#include <sqlite3.h>

#include "base/sha256.hpp"
#include "platform/backup/disk.hpp"

namespace gongshi::backup {
namespace {

namespace fs = std::filesystem;

/// A database file that does not change. No other connection may be open on it in this process.
class AtRest {
 public:
  explicit AtRest(const fs::path& path) : path_(path.string()) {
    if (!fs::is_regular_file(path)) throw Refused(fmt::format("{} is missing", path_));
    std::string uri = "file:";
    for (const char c : fs::absolute(path).string()) uri += c == '?' || c == '#' || c == '%' ? fmt::format("%{:02X}", static_cast<unsigned char>(c)) : std::string(1, c);
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2((uri + "?immutable=1").c_str(), &opened, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nullptr);
    handle_.reset(opened);
    if (code != SQLITE_OK) refuse();
  }

  /// The first column of every row, as text.
  std::vector<std::string> all(std::string_view sql) const {
    sqlite3_stmt* prepared = nullptr;
    if (sqlite3_prepare_v2(handle_.get(), sql.data(), static_cast<int>(sql.size()), &prepared, nullptr) != SQLITE_OK) refuse();
    const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> statement(prepared, &sqlite3_finalize);
    std::vector<std::string> rows;
    int code = sqlite3_step(prepared);
    for (; code == SQLITE_ROW; code = sqlite3_step(prepared)) {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(prepared, 0));
      rows.emplace_back(text == nullptr ? "" : text);
    }
    if (code != SQLITE_DONE) refuse();
    return rows;
  }

 private:
  [[noreturn]] void refuse() const { throw Refused(fmt::format("{} is not a whole database: {}", path_, sqlite3_errmsg(handle_.get()))); }
  const std::string path_;
  std::unique_ptr<sqlite3, decltype(&sqlite3_close_v2)> handle_{nullptr, &sqlite3_close_v2};
};

}  // namespace

DatabaseFacts read_facts(const fs::path& database) {
  const AtRest file(database);
  std::string schema;
  for (const auto& sql : file.all("SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY type, name")) schema += sql + "\n";
  DatabaseFacts facts{.schema = to_hex(sha256(schema)), .attachments = {}};
  const bool has_files = !file.all("SELECT 1 FROM sqlite_schema WHERE name = 'platform_file'").empty();
  if (has_files) facts.attachments = file.all("SELECT DISTINCT hash FROM platform_file ORDER BY hash");
  return facts;
}

void check_database(const fs::path& database, std::span<const db::Query* const> checks) {
  const AtRest file(database);
  if (const auto problems = file.all("PRAGMA integrity_check"); problems != std::vector<std::string>{"ok"}) {
    throw Refused(fmt::format("{} is damaged: {}", database.string(), problems.empty() ? "it cannot be checked" : problems[0]));
  }
  if (const auto broken = file.all("PRAGMA foreign_key_check"); !broken.empty()) {
    throw Refused(fmt::format("{}: rows of {} point nowhere", database.string(), broken[0]));
  }
  for (const db::Query* check : checks) {
    const auto wrong = file.all(check->text);
    if (wrong != std::vector<std::string>{"0"}) throw Refused(fmt::format("{}: {} finds {} contradictions", database.string(), check->name, wrong.empty() ? "no number of" : wrong[0]));
  }
}

}  // namespace gongshi::backup
