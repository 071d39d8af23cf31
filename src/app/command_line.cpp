#include "app/command_line.hpp"

#include <algorithm>
#include <stdexcept>

namespace gongshi::app {

CommandLine parse_command_line(std::span<const std::string_view> arguments, std::span<const std::string_view> flags) {
  CommandLine line;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    std::string_view argument = arguments[i];
    if (!argument.starts_with("--") || argument.size() == 2) {
      line.rest.emplace_back(argument);
      continue;
    }
    argument.remove_prefix(2);
    const auto equals = argument.find('=');
    std::string name(argument.substr(0, equals));
    std::ranges::replace(name, '-', '_');
    std::string value;
    if (equals != std::string_view::npos) {
      value = argument.substr(equals + 1);
    } else if (std::ranges::find(flags, name) != flags.end()) {
      value = "true";
    } else if (i + 1 < arguments.size()) {
      value = arguments[++i];
    } else {
      throw std::runtime_error("--" + std::string(argument) + " needs a value");
    }
    if (name == "config") {
      line.config_file = value;
    } else {
      line.settings[name] = value;
    }
  }
  return line;
}

}  // namespace gongshi::app
