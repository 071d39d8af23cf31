// Settings of one running program: defaults, then a TOML file, then GONGSHI_* environment variables, then the command line.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace gongshi::config {

struct Config {
  std::string data = "data";              // folder for the database, files, keys
  std::string address = "127.0.0.1";
  std::uint16_t port = 8480;
  std::string public_url{};               // "https://host[:port]"; empty: taken from the listener
  std::string database{};                 // empty: SQLite in the data folder; otherwise a PostgreSQL connection string
  std::string copy_to{};                  // existing folder for the continuous copy, on a second disk; empty: none
  std::string certificate{};              // PEM chain; with `key`
  std::string key{};
  int workers = 64;
  int io_threads = 2;
  int connections_per_address = 512;      // a large office behind one address may need more; loopback is exempt
  bool development_outbox = false;        // shows what would be sent by SMS on a page
  bool log_requests = false;
  bool demo = false;
  std::string site_name = "共识";
  std::string filing_number{};            // ICP 备案号, shown in the footer
  std::string complaint_contact{};        // shown in the footer
  /// Where each value comes from: "default", "file", "environment", "command line".
  std::map<std::string, std::string> origins{};
};

/// Throws std::runtime_error naming the setting and the place of a wrong value. `file` may be empty.
Config load(const std::string& file, const std::map<std::string, std::string>& environment,
            const std::map<std::string, std::string>& command_line);

/// The GONGSHI_* variables of this process, lower-cased without the prefix. NAME_FILE reads the value from that file.
std::map<std::string, std::string> environment();

}  // namespace gongshi::config
