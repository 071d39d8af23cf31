#include <stdexcept>

#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/doctor.hpp"
#include "app/words.hpp"

namespace gongshi::app {

int doctor(Arguments arguments) {
  const CommandLine line = parse_command_line(arguments, config::flags());
  if (!line.rest.empty()) throw std::runtime_error("doctor takes options only, not \"" + line.rest[0] + "\"");
  const Words words(language_of(arguments));
  const config::Config config = read_config(line);
  const SystemClock clock;
  int failures = 0, warnings = 0;
  for (const Finding& finding : examine({.config = config, .clock = clock})) {
    static constexpr const char* kWeights[] = {"doctor.fine", "doctor.warning", "doctor.failure"};
    fmt::print("{} {}\n", words.say(kWeights[static_cast<int>(finding.weight)]), words.say("doctor." + finding.code, finding.args));
    failures += finding.weight == Weight::failure;
    warnings += finding.weight == Weight::warning;
  }
  fmt::print("{}\n", words.say("doctor.summary", {{"failures", std::to_string(failures)}, {"warnings", std::to_string(warnings)}}));
  return failures == 0 ? 0 : 1;
}

}  // namespace gongshi::app
