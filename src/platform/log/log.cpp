#include "platform/log/log.hpp"

#include <atomic>
#include <string>

#include <unistd.h>

#include "base/time.hpp"
#include "platform/json/codec.hpp"

namespace gongshi::log {
namespace {

std::atomic<Level> threshold{Level::info};
constexpr std::string_view kNames[] = {"debug", "info", "warning", "error"};

}  // namespace

void set_threshold(Level level) { threshold = level; }

void write(Level level, std::string_view message, std::initializer_list<Field> fields) {
  if (level < threshold.load(std::memory_order_relaxed)) return;
  std::string line = "{\"at\":\"" + to_rfc3339(SystemClock().now()) + "\",\"level\":\"";
  line += kNames[static_cast<int>(level)];
  line += "\",\"message\":";
  json::append_string(line, message);
  for (const auto& [name, value] : fields) {
    line += ',';
    json::append_string(line, name);
    line += ':';
    json::append_string(line, value);
  }
  line += "}\n";
  // One write call per line, so that lines of several threads do not mix. Nothing can be done about a failing standard error.
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace gongshi::log
