// The last frames of all topics in memory that the hub's processes share: one writes, all read, nothing is copied for a viewer.
//
// A reader says from which frame on it reads (hold); the writer overwrites nothing that is held. So a frame's bytes stay as they are while they are
// sent, and a reader that stands still is seen (and ended by the hub) instead of being handed torn frames.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace gongshi::hall {

inline std::int64_t in_milliseconds(std::chrono::steady_clock::time_point time) { return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count(); }

class Ring {
 public:
  static constexpr std::size_t kFrames = 2048;
  static constexpr std::size_t kReadable = kFrames / 2;        // older ones are not sent any more
  static constexpr std::size_t kBytes = 8 * 1024 * 1024;
  static constexpr std::size_t kReaders = 256;

  struct Frame {
    std::uint64_t channel;  // channel_key
    std::uint64_t number;   // within the channel
    std::uint64_t begin;    // in bytes ever written; modulo kBytes the place
    std::uint32_t size;
  };

  /// Anonymous memory that child processes inherit. Throws std::system_error.
  Ring();
  ~Ring();
  Ring(const Ring&) = delete;
  Ring& operator=(const Ring&) = delete;

  // The writer.
  /// False while a reader holds what would be overwritten.
  bool write(std::uint64_t channel, std::uint64_t number, std::string_view bytes);
  /// The reader that holds the oldest frame.
  std::size_t slowest_reader() const;
  /// The process of this reader has ended.
  void release(std::size_t reader);

  // A reader.
  /// Frames [first, head) can be read until release(). The first of them.
  std::uint64_t hold(std::size_t reader);
  /// The number of frames ever written.
  std::uint64_t head() const;
  const Frame& frame(std::uint64_t place) const;
  const char* bytes(const Frame& frame) const;

  /// What each shard says of itself, read by the hub.
  struct Shard {
    std::atomic<std::uint64_t> viewers, delivered, laggards, dropped, last_pass_microseconds;
  };
  Shard& shard(std::size_t reader);
  std::atomic<std::uint64_t>& crowd();  // viewers of all shards together
  /// Until when nobody sends, in milliseconds of the steady clock: the processor is somebody else's.
  std::atomic<std::int64_t>& quiet_until();

 private:
  struct Shared;
  Shared* shared_;
};

}  // namespace gongshi::hall
