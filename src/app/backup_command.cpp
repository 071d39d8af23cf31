// gongshi backup, gongshi restore.
#include <iostream>
#include <stdexcept>

#include <fmt/format.h>
#include <sys/stat.h>

#include "app/command_line.hpp"
#include "app/commands.hpp"
#include "app/modules.hpp"
#include "platform/backup/backup.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::app {
namespace {

/// The statements of all modules that count contradictions in the data.
std::vector<const db::Query*> checks() {
  std::vector<const db::Query*> found;
  for (const Module& module : all_modules()) {
    for (const db::Query* query : module.queries) {
      if (query->name.find(".check_") != std::string_view::npos) found.push_back(query);
    }
  }
  return found;
}

config::Config load_sqlite_config(const CommandLine& line, std::string_view command) {
  const config::Config config = read_config(line);
  if (!config.database.empty()) throw std::runtime_error(fmt::format("{} is for SQLite in the data folder; PostgreSQL is backed up by its own means (docs/operations.md)", command));
  return config;
}

std::string in_words(const backup::Verified& verified) {
  std::string words = fmt::format("{} files, {} bytes, as of {}, written by version {}", verified.files, verified.bytes, to_rfc3339(verified.state_of), verified.program);
  if (verified.left_out > 0) words += fmt::format("; the last {} bytes were still being written and are left out", verified.left_out);
  return words;
}

}  // namespace

int back_up(Arguments arguments) {
  const CommandLine line = parse_command_line(arguments, {});
  if (line.rest.size() != 1) throw std::runtime_error("gongshi backup FOLDER [--data FOLDER]");
  const config::Config config = load_sqlite_config(line, "gongshi backup");
  ::umask(077);
  const auto made = backup::make(config.data, line.rest[0], checks(), SystemClock().now());
  fmt::print("{}: {} files, {} bytes, checked\nfingerprint {}\n", line.rest[0], made.files, made.bytes, made.fingerprint);
  return 0;
}

int restore(Arguments arguments) {
  static constexpr auto kFlags = std::to_array<std::string_view>({"verify"});
  CommandLine line = parse_command_line(arguments, kFlags);
  const bool only_verify = line.settings.erase("verify") > 0;
  if (line.rest.size() != 1 || (only_verify && line.settings.contains("data"))) throw std::runtime_error("gongshi restore --verify BACKUP, or gongshi restore BACKUP --data FOLDER");
  if (!only_verify && !line.settings.contains("data")) throw std::runtime_error("gongshi restore needs --data, a new folder to restore to");
  ::umask(077);
  if (only_verify) {
    fmt::print("{} is whole: {}\n", line.rest[0], in_words(backup::verify(line.rest[0], checks())));
    return 0;
  }
  const config::Config config = load_sqlite_config(line, "gongshi restore");
  const auto restored = backup::restore(line.rest[0], config.data, checks());
  fmt::print("{} is restored to {}: {}\n", line.rest[0], config.data, in_words(restored));
  return 0;
}

}  // namespace gongshi::app
