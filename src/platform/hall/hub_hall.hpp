// The hall of a running server: its messages go to the hub, and so do the sockets of those who watch. What cannot be handed over (encrypted here, or
// the hub is away) is served from this process.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "platform/hall/letters.hpp"
#include "platform/hall/memory_hall.hpp"

namespace gongshi::hall {

struct HubHallOptions {
  std::string folder;                    // the data folder
  std::vector<std::string> start{};      // arguments with which this program serves the hall; empty: it is started by others
  std::string origin{};                  // "https://hall.example.cn": where viewers reach the hub's own port; empty: by way of this server
};

class HubHall final : public MemoryHall {
 public:
  HubHall(HubHallOptions options, std::function<secrets::KeyView()> key);
  ~HubHall() override;

  void publish(std::string_view topic, Audience audience, std::string_view event, std::string_view json) override;
  std::string watch_address(std::string_view topic, Audience audience, std::string_view viewer, Timestamp now) override;
  Presence presence(std::string_view topic) override;
  http::Response watch(const http::Request& request, Timestamp now) override;
  /// Whether a hub is reached; for /readyz, tests and figures.
  bool connected() const;

 private:
  struct Counted {
    std::uint64_t connections = 0;
    Sketch sketch{};
    std::chrono::steady_clock::time_point at{};
  };
  void run();
  bool connect();
  void receive_letters();
  bool send_waiting();
  bool hand_over(int descriptor, const Ticket& ticket, const std::string& last);

  const HubHallOptions options_;
  mutable std::mutex mutex_;
  std::deque<std::string> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::map<std::uint64_t, Counted> counted_;
  bool wanted_ = false;      // somebody watches or may watch soon
  bool subscribed_ = false;  // somebody watches from this process
  bool ask_subscription_ = false;
  bool stopping_ = false;
  int socket_ = -1;          // under the lock; closed by the thread alone
  std::uint64_t epoch_ = 0;
  pid_t started_ = -1;
  std::chrono::steady_clock::time_point next_start_{};
  int wake_ = -1;
  std::vector<char> buffer_ = std::vector<char>(kMostLetter);
  std::thread thread_;
};

}  // namespace gongshi::hall
