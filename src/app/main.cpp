#include <array>
#include <iostream>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "app/commands.hpp"
#include "app/map_command.hpp"
#include "base/version.hpp"

namespace {

using gongshi::app::Arguments;

constexpr std::string_view kHelp = R"(gongshi: consultation from the question to the answer

  gongshi serve [--demo] [--data FOLDER] [--port N] [--address A] [--certificate F --key F] [--database CONNECTION] [--copy-to FOLDER] [--config F]
      Runs the server. On an empty folder it starts at once, with SQLite inside, and prints a link that creates the first administrator.
      --copy-to keeps a copy in a second place, at most a second old. --demo loads the demonstration city and prints sign-in links. Beyond loopback it speaks TLS (its own certificate unless one is named).
  gongshi map VOTES.csv [--comments COMMENTS.csv] [--polis] [--json OUT]
      The opinion map of a Polis export, without a server.
  gongshi import polis FOLDER --assembly ID [--data FOLDER] [--dry-run]
      Loads a Polis export as a consultation; every refused row is reported with its number and reason.
  gongshi demo load|purge [--data FOLDER]
      Loads or removes the demonstration city.
  gongshi backup FOLDER [--data FOLDER]
      Writes a complete backup to a new folder, while the server goes on, and checks it.
  gongshi restore --verify BACKUP
      Checks a backup, or the folder of a continuous copy (serve --copy-to FOLDER), without changing anything.
  gongshi restore BACKUP --data FOLDER
      Makes a new data folder of it. A folder that has something in it is never written to.
  gongshi openapi
      Prints the description of the API.
  gongshi --version

Every setting may also stand in a TOML file (--config) or in the environment as GONGSHI_<NAME>.
)";

int map(Arguments arguments) { return gongshi::map_command(arguments, std::cout, std::cerr); }

int import(Arguments arguments) {
  if (arguments.empty() || arguments[0] != "polis") throw std::runtime_error("import knows one format: gongshi import polis FOLDER");
  return gongshi::app::import_polis(arguments.subspan(1));
}

struct Command {
  std::string_view name;
  int (*run)(Arguments);
};
constexpr auto kCommands = std::to_array<Command>({
    {"serve", gongshi::app::serve},
    {"map", map},
    {"import", import},
    {"demo", gongshi::app::demo},
    {"openapi", gongshi::app::print_openapi},
    {"backup", gongshi::app::back_up},
    {"restore", gongshi::app::restore},
});

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string_view> arguments(argv + 1, argv + argc);
  if (arguments.empty() || arguments[0] == "--help" || arguments[0] == "-h" || arguments[0] == "help") {
    std::cout << kHelp;
    return arguments.empty() ? 2 : 0;
  }
  if (arguments[0] == "--version") {
    std::cout << "gongshi " << gongshi::kVersion << '\n';
    return 0;
  }
  try {
    for (const Command& command : kCommands) {
      if (command.name == arguments[0]) return command.run(Arguments(arguments).subspan(1));
    }
    std::cerr << "gongshi: there is no command \"" << arguments[0] << "\"; see gongshi --help\n";
  } catch (const std::exception& error) {
    std::cerr << "gongshi: " << error.what() << '\n';
  }
  return 2;
}
