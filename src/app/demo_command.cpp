#include <stdexcept>

#include <fmt/format.h>

#include "app/command_line.hpp"
#include "app/commands.hpp"
#include "app/demo.hpp"
#include "app/modules.hpp"

namespace gongshi::app {

int demo(Arguments arguments) {
  const CommandLine line = parse_command_line(arguments, {});
  if (line.rest.size() != 1 || (line.rest[0] != "load" && line.rest[0] != "purge")) throw std::runtime_error("gongshi demo load|purge");
  config::Config config = read_config(line);
  if (!config.database.empty()) config.node = kCommandNode;
  const SystemClock clock;
  const OpenData data = open_data(config, clock);
  const auto& database = data.database;
  Application app(config, *database, clock, all_modules());
  if (line.rest[0] == "load") {
    load_demo(app);
    fmt::print("the demonstration city is loaded\n");
  } else {
    fmt::print("{}\n", purge_demo(app) ? "the demonstration city is removed" : "there is no demonstration city");
  }
  database->close();
  return 0;
}

}  // namespace gongshi::app
