#include <iostream>
#include <stdexcept>

#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/words.hpp"

namespace gongshi::app {
namespace {

/// name = value, with the origin as a comment: what it prints is a configuration file.
void print(const config::Config& config) {
  std::size_t widest = 0;
  const auto all = config::show(config);
  for (const auto& one : all) widest = std::max(widest, one.name.size() + one.value.size());
  for (const auto& one : all) fmt::print("{} = {}{:{}}  # {}\n", one.name, one.value, "", widest - one.name.size() - one.value.size(), one.origin);
}

/// The file that is shipped: every setting with what it means in both languages, commented out at its default.
void print_sample() {
  const Words chinese(i18n::Language::zh_cn), english(i18n::Language::en);
  fmt::print("# Gongshi 共识\n#\n# {}\n# {}\n", chinese.say("config.sample"), english.say("config.sample"));
  for (const auto& one : config::show({.data = "/var/lib/gongshi", .origins = config::load("", {}, {}).origins})) {
    const bool changed = one.name == "data";
    fmt::print("\n# {}\n# {}\n{}{} = {}\n", chinese.say("setting." + one.name), english.say("setting." + one.name), changed ? "" : "#", one.name, one.value);
  }
}

}  // namespace

int configuration(Arguments arguments) {
  const CommandLine line = parse_command_line(arguments, config::flags());
  if (line.rest.size() == 1 && line.rest[0] == "sample") {
    print_sample();
  } else if (line.rest.size() == 1 && line.rest[0] == "show") {
    print(read_config(line));
  } else {
    throw std::runtime_error("gongshi config show|sample");
  }
  return 0;
}

}  // namespace gongshi::app
