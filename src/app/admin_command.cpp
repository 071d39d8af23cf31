#include <algorithm>
#include <array>
#include <iostream>

#include <sys/stat.h>
#include <unistd.h>

#include "app/administer.hpp"
#include "app/commands.hpp"
#include "app/modules.hpp"

namespace gongshi::app {

int admin(Arguments arguments) {
  // What is no setting belongs to the command, and goes to the server as it is.
  static constexpr auto kOwn = std::to_array<std::string_view>({"name", "assembly", "all"});
  std::vector<std::string_view> flags = config::flags();
  flags.push_back("all");
  CommandLine line = parse_command_line(arguments, flags);
  std::vector<std::string> asked(line.rest);
  for (const std::string_view option : kOwn) {
    if (auto given = line.settings.extract(std::string(option))) asked.push_back("--" + given.key() + "=" + given.mapped());
  }
  config::Config config = read_config(line);
  const i18n::Language language = language_of(arguments);
  const Words words(language);

  auto spoken = ask_running_server(config.data, asked, language);
  if (!spoken) {
    struct stat folder{};
    if (::stat(config.data.c_str(), &folder) == 0 && folder.st_uid != ::geteuid()) {
      // Files of another owner in the folder would keep the server from starting.
      throw std::runtime_error(words.say("admin.other_user", {{"folder", config.data}}));
    }
    if (!config.database.empty()) config.node = kCommandNode;
    const SystemClock clock;
    const auto database = open_database(config);
    Application app(config, *database, clock, all_modules());
    spoken = administer(app, words, asked, base_url(config, config.port));
    database->close();
  }
  (spoken->status == 0 ? std::cout : std::cerr) << spoken->text;
  return spoken->status;
}

}  // namespace gongshi::app
