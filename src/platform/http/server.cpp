#include "platform/http/server.hpp"

#include <algorithm>
#include <csignal>
#include <mutex>
#include <thread>

#include "platform/http/core.hpp"
#include "platform/http/listener.hpp"
#include "platform/http/loop.hpp"
#include "platform/http/tls.hpp"

namespace gongshi::http {
namespace {

/// Threads started meanwhile do not take the signals that the program waits for, nor SIGPIPE from a TLS peer that left.
class SignalsElsewhere {
 public:
  SignalsElsewhere() {
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGPIPE, SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2}) {
      sigaddset(&signals, signal);
    }
    pthread_sigmask(SIG_BLOCK, &signals, &before_);
  }
  ~SignalsElsewhere() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsElsewhere(const SignalsElsewhere&) = delete;
  SignalsElsewhere& operator=(const SignalsElsewhere&) = delete;

 private:
  sigset_t before_;
};

class RunningServer final : public Server {
 public:
  RunningServer(const ServerOptions& options, Handler handler, LaneOf lane_of)
      : core_(options, std::move(handler), std::move(lane_of)) {
    if (!options.certificate_file.empty()) {
      reload_certificates();
    }
    for (int i = 0; i < std::max(options.io_threads, 1); ++i) {
      loops_.push_back(std::make_unique<Loop>(core_));
    }
    listener_ = std::make_unique<Listener>(core_, loops_);
    for (const auto& loop : loops_) {
      threads_.emplace_back([&loop = *loop] { loop.run(); });
    }
    listener_->start();
  }

  ~RunningServer() override { stop(std::chrono::milliseconds(0)); }

  std::uint16_t port() const override { return listener_->port(); }

  void stop(std::chrono::milliseconds grace) override {
    const std::lock_guard lock(stopping_);
    if (threads_.empty()) {
      return;
    }
    core_.stopping = true;
    listener_->stop();
    for (const auto& loop : loops_) {
      loop->end_soon();
    }
    const auto end = std::chrono::steady_clock::now() + grace;
    while (core_.open > 0 && std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    core_.workers.stop();
    while (core_.later > 0) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    for (const auto& loop : loops_) {
      loop->stop();
    }
    threads_.clear();
  }

  Counters counters() const override {
    return {core_.accepted,      core_.requests, core_.refused_framing,  core_.refused_overload,
            core_.timeouts,      core_.open,     core_.workers.queued(), core_.streams};
  }

  void reload_certificates() override {
    core_.tls = load_certificates(core_.options.certificate_file, core_.options.key_file);
  }

 private:
  Core core_;
  std::vector<std::unique_ptr<Loop>> loops_;
  std::unique_ptr<Listener> listener_;
  std::mutex stopping_;
  std::vector<std::jthread> threads_;
};

}  // namespace

std::unique_ptr<Server> Server::start(const ServerOptions& options, Handler handler, LaneOf lane_of) {
  const SignalsElsewhere signals;
  return std::make_unique<RunningServer>(options, std::move(handler), std::move(lane_of));
}

}  // namespace gongshi::http
