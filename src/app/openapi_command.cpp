#include <filesystem>
#include <iostream>

#include <unistd.h>

#include "app/commands.hpp"
#include "app/modules.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::app {

int print_openapi(Arguments) {
  // The rows need an application, and an application a database: an empty one, thrown away.
  const auto folder = std::filesystem::temp_directory_path() / ("gongshi-openapi-" + std::to_string(::getpid()));
  config::Config config;
  config.data = folder;
  {
    const SystemClock clock;
    const auto database = open_database(config);
    const Application app(config, *database, clock, all_modules());
    std::cout << app.openapi();
    database->close();
  }
  std::filesystem::remove_all(folder);
  return 0;
}

}  // namespace gongshi::app
