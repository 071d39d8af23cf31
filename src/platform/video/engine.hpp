// What takes streams from encoders: nginx with its RTMP module, as a process of its own, configured and watched here (docs/adr/0036).
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "base/time.hpp"
#include "platform/http/server.hpp"
#include "platform/video/child.hpp"
#include "platform/video/streams.hpp"

namespace gongshi::video {

struct EngineOptions {
  std::filesystem::path data;
  std::string address = "127.0.0.1";  // where encoders come
  std::uint16_t port = 1935;
  std::uint64_t most_bytes = 100'000'000'000;  // of all recordings
  std::uint64_t least_room = 1'000'000'000;    // left free on the disk
  std::string program = "/usr/sbin/nginx";
  std::string module = "/usr/lib/nginx/modules/ngx_rtmp_module.so";
};

/// Why it cannot start; `code` is a message key, with `args`.
struct EngineRefused : std::runtime_error {
  explicit EngineRefused(Error e) : std::runtime_error(e.code), error(std::move(e)) {}
  Error error;
};

/// Made, ticked and let go of by one thread.
class Engine {
 public:
  /// Returns once encoders may come. Throws EngineRefused ("video.no_engine", "video.bad_folder", "video.engine_ended").
  explicit Engine(EngineOptions options);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// About once a second: starts the engine anew if it has died, and keeps within the room there is.
  void tick();

  const Streams& streams() const { return streams_; }

 private:
  http::Response asked(const http::Request& request) const;
  std::string configuration() const;
  void launch();
  bool listens() const;
  void look_at_room();

  const EngineOptions options_;
  const Streams streams_;
  const std::string secret_;  // what only our engine knows: the address of questions, and the name under which it may write
  std::unique_ptr<http::Server> questions_;
  std::uint16_t inner_port_ = 0;
  Child child_;
  std::atomic<bool> full_ = false;
  bool told_ = false;
  int falls_ = 0;
  std::chrono::steady_clock::time_point next_launch_{}, next_look_{};
};

}  // namespace gongshi::video
