// "gongshi serve --port 9000 --demo": a command, options as names of settings, and what is left.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongshi::app {

struct CommandLine {
  std::map<std::string, std::string> settings;  // "--development-outbox true" -> development_outbox
  std::string config_file;
  std::vector<std::string> rest;
};

/// Options named in `flags` take no value. Throws std::runtime_error in words for an option without its value.
CommandLine parse_command_line(std::span<const std::string_view> arguments, std::span<const std::string_view> flags);

}  // namespace gongshi::app
