// What can keep the program from running well, each found before it hurts and said in one sentence with what to do.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "platform/config/config.hpp"

namespace gongshi::app {

enum class Weight { fine, warning, failure };

struct Finding {
  Weight weight;
  std::string code;  // message key "doctor.<code>"
  std::map<std::string, std::string> args{};
};

struct Surroundings {
  const config::Config& config;
  const Clock& clock;
  /// Whether the data folder and the port are wanted for a server that is about to start; else one that runs already has them rightly.
  bool starting = false;
  std::vector<std::filesystem::path> font_folders{"/usr/share/fonts", "/usr/local/share/fonts"};
  std::uint64_t least_room = 64 << 20;    // bytes: below, writing stops soon
  std::uint64_t little_room = 1 << 30;
};

/// Everything, in the order in which it is best repaired. Changes nothing. Throws nothing.
std::vector<Finding> examine(const Surroundings& surroundings);
/// Only what takes no time, for every start: room, clock, limits, settings that are missing.
std::vector<Finding> glance(const Surroundings& surroundings);

}  // namespace gongshi::app
