#include <csignal>
#include <iostream>
#include <stdexcept>

#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/service_manager.hpp"
#include "app/words.hpp"
#include "platform/log/log.hpp"
#include "platform/video/engine.hpp"

namespace gongshi::app {
namespace {

constexpr std::uint64_t kGigabyte = 1'000'000'000;

std::string page_of(const config::Config& config, const std::string& name) { return fmt::format("{}/live/{}", base_url(config, config.port), name); }

int run_engine(const config::Config& config, const Words& words) {
  // Taken by sigtimedwait below; threads started from here on leave them alone.
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT}) sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);

  video::Engine engine({.data = config.data, .address = config.video_address, .port = config.video_port, .most_bytes = static_cast<std::uint64_t>(config.video_gigabytes) * kGigabyte});
  fmt::print("{}\n", words.say("hall.ready", {{"address", video::encoder_address(config)}}));
  std::fflush(stdout);
  tell_service_manager("READY=1");
  const timespec second{.tv_sec = 1, .tv_nsec = 0};
  while (sigtimedwait(&signals, nullptr, &second) < 0) engine.tick();
  tell_service_manager("STOPPING=1");
  log::info("stopping");
  return 0;
}

}  // namespace

int hall_video(Arguments arguments) {
  const CommandLine line = parse_command_line(arguments, config::flags());
  const Words words(language_of(arguments));
  const config::Config config = read_config(line);
  const video::Streams streams(config.data);
  try {
    if (line.rest.empty()) return run_engine(config, words);
    if (line.rest[0] == "open" && line.rest.size() == 1) {
      const video::NewStream made = video::make_stream();
      streams.open(made.name, made.key);
      fmt::print("{}\n", words.say("hall.opened", {{"address", video::encoder_address(config)}, {"key", made.key}, {"page", page_of(config, made.name)}, {"name", made.name}}));
      return 0;
    }
    if (line.rest[0] == "finish" && line.rest.size() == 2) {
      const SystemClock clock;
      if (!streams.status(line.rest[1], clock.now())) throw std::runtime_error(words.say("hall.no_stream", {{"name", line.rest[1]}}));
      streams.finish(line.rest[1]);
      fmt::print("{}\n", words.say("hall.finished", {{"page", page_of(config, line.rest[1])}}));
      return 0;
    }
  } catch (const video::EngineRefused& refused) {
    throw std::runtime_error(words.say(refused.error.code, refused.error.args));
  }
  throw std::runtime_error(words.say("hall.no_command", {{"name", "video " + line.rest[0]}}));
}

}  // namespace gongshi::app
