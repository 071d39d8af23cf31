// One process of the hub with its share of the viewers: one thread, bare epoll, some 90 bytes for a viewer and no buffer.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <sys/epoll.h>
#include <sys/socket.h>

#include "platform/hall/batch.hpp"
#include "platform/hall/channels.hpp"
#include "platform/hall/letters.hpp"
#include "platform/hall/ring.hpp"
#include "platform/secrets/secrets.hpp"

namespace gongshi::hall {

struct ShardOptions {
  std::size_t index = 0;
  int hub = -1;       // the socket to the hub
  int listener = -1;  // -1: viewers are handed over only
  std::uint64_t epoch = 0;
  secrets::KeyView key;
  std::string allow_origin{};
  int stall_seconds = 30;      // a viewer who takes nothing for so long is dropped
  int viewers_per_address = 0;  // 0: any number
  const std::vector<std::string>* proxies = nullptr;  // who are not counted
  int heartbeat_seconds = 25;  // a comment after so much silence
};

class Shard {
 public:
  Shard(const ShardOptions& options, Ring& ring, Channels channels);
  /// Until the hub ends or says so.
  void run();

 private:
  /// Whom connections count for, and how many they are.
  using Holder = std::pair<const std::string, int>;
  struct Viewer {
    Channel* channel = nullptr;     // null: this descriptor is no viewer's
    std::uint64_t next = 0;         // the frame to be sent next
    std::uint64_t hash = 0;
    Holder* holder = nullptr;       // null: not counted
    std::int64_t expires = 0;
    std::uint32_t sent = 0;         // bytes of that frame
    std::uint32_t position = 0;     // in the channel's list
    std::uint32_t spoken = 0;       // when something was last sent, in seconds of this process
    bool stalled = false;           // the socket takes no more; `spoken` is since when
  };
  struct Asking {
    std::string bytes;
    std::uint32_t since = 0;
    Holder* holder = nullptr;
  };

  void handle_hub();
  void accept();
  void ask(int descriptor);
  void refuse(int descriptor, int status);
  void adopt(int descriptor, const Ticket& ticket, std::string_view last, Holder* holder);
  std::optional<Holder*> enter(const sockaddr_storage& from);
  void leave(Holder* holder);
  void handle_viewer(int descriptor, std::uint32_t events);
  int wait(std::int64_t milliseconds);
  void handle(int count);
  bool is_quiet() const;
  void pass();
  void sweep();
  void report();
  void end();
  void flush(int descriptor);
  void send_together();
  struct Pieces;
  Pieces pieces(const Viewer& viewer) const;
  bool settle(int descriptor, std::size_t bytes, ssize_t sent);
  void flush_together(int descriptor);
  bool say(int descriptor, std::string_view text);
  void tell_again(int descriptor);
  void close(int descriptor);
  void listen(bool wanted);
  std::uint64_t chance();

  const ShardOptions options_;
  Ring& ring_;
  Channels channels_;
  int epoll_ = -1;
  bool listening_ = false;
  bool ending_ = false;
  std::uint32_t now_ = 0;
  std::uint64_t viewer_count_ = 0;
  std::uint64_t held_ = 0;  // the first frame that can be read
  std::uint64_t chance_;
  std::vector<Viewer> viewers_;  // by descriptor
  std::size_t swept_ = 0;
  std::unordered_map<int, Asking> asking_;
  std::unordered_map<std::string, int> holders_;
  std::uint32_t warn_again_ = 0;
  std::vector<char> buffer_;
  std::array<epoll_event, 512> events_;
  Batch batch_;
};

}  // namespace gongshi::hall
