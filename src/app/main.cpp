#include <algorithm>
#include <array>
#include <iostream>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "app/commands.hpp"
#include "app/map_command.hpp"
#include "app/words.hpp"
#include "base/version.hpp"

namespace {

using gongshi::app::Arguments;

int map(Arguments arguments) { return gongshi::map_command(arguments, std::cout, std::cerr); }

int import(Arguments arguments) {
  if (arguments.empty() || arguments[0] != "polis") throw std::runtime_error("import knows one format: gongshi import polis FOLDER");
  return gongshi::app::import_polis(arguments.subspan(1));
}

int hall(Arguments arguments) {
  if (!arguments.empty() && arguments[0] == "serve") return gongshi::app::hall_serve(arguments.subspan(1));
  if (!arguments.empty() && arguments[0] == "video") return gongshi::app::hall_video(arguments.subspan(1));
  const gongshi::app::Words words(gongshi::app::language_of(arguments));
  throw std::runtime_error(words.say("hall.no_command", {{"name", arguments.empty() ? std::string() : std::string(arguments[0])}}));
}

struct Command {
  std::string_view name;
  int (*run)(Arguments);
};
constexpr auto kCommands = std::to_array<Command>({
    {"serve", gongshi::app::serve},
    {"map", map},
    {"import", import},
    {"hall", hall},
    {"demo", gongshi::app::demo},
    {"config", gongshi::app::configuration},
    {"doctor", gongshi::app::doctor},
    {"admin", gongshi::app::admin},
    {"openapi", gongshi::app::print_openapi},
    {"backup", gongshi::app::back_up},
    {"restore", gongshi::app::restore},
});

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string_view> arguments(argv + 1, argv + argc);
  const auto words = [&] { return gongshi::app::Words(gongshi::app::language_of(arguments)); };
  const bool asks = std::ranges::any_of(arguments, [](std::string_view argument) { return argument == "--help" || argument == "-h"; });
  if (asks || arguments.empty() || arguments[0] == "help") {
    std::cout << words().say("help");
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
    std::cerr << "gongshi: " << words().say("no_command", {{"name", std::string(arguments[0])}}) << '\n';
  } catch (const gongshi::config::Refused& refused) {
    std::cerr << "gongshi: " << words().say(refused.error.code, refused.error.args) << '\n';
  } catch (const std::exception& error) {
    std::cerr << "gongshi: " << error.what() << '\n';
  }
  return 2;
}
