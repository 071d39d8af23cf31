// The folder of streams: which encoder may come, what has been recorded, what to do with it afterwards.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "platform/config/config.hpp"
#include "platform/video/playlist.hpp"
#include "platform/video/webvtt.hpp"

namespace gongshi::video {

/// What is under this long without a new byte is live.
inline constexpr std::chrono::seconds kSilence{8};

struct NewStream {
  std::string name;  // public and not to be guessed: who knows it may watch
  std::string key;   // secret: who knows it may send
};
/// Nothing is stored: that is up to who asks.
NewStream make_stream();

/// What was filmed without a break: when, and where it lies in the recording.
struct Stretch {
  Timestamp from;
  std::chrono::milliseconds at{};
  std::chrono::milliseconds length{};
};
/// Where in the recording that moment is; of a break, where it goes on. Nothing before the beginning and after the end.
std::optional<std::chrono::milliseconds> position_of(std::span<const Stretch> stretches, Timestamp moment);
/// When that was filmed; after the end, counted on from it. Nothing without a recording.
std::optional<Timestamp> moment_of(std::span<const Stretch> stretches, std::chrono::milliseconds position);
/// Each line stands until the next one, six seconds at most. What was typed in a break is left out.
std::vector<Cue> captions_of(std::span<const TypedLine> lines, std::span<const Stretch> stretches);

bool is_name(std::string_view text);

enum class State {
  waiting,      // nothing has come yet
  live,
  interrupted,  // something has come, nothing comes now; it may go on
  ended,
};
std::string_view name_of(State state);

struct Status {
  State state = State::waiting;
  Timestamp since{};
  std::chrono::milliseconds duration{};  // of what is recorded
  bool replay = false;                   // there is a recording to be watched
  bool whole = true;                     // false: there was no room for all of it
  bool captions = false;
  std::string address{};                 // of a stream that is another's; its state is not known here
};

/// All that lies under one data folder; any number of these may work on it, in several processes. Throws db::StorageFull or db::Unavailable where
/// something cannot be kept.
class Streams {
 public:
  explicit Streams(const std::filesystem::path& data) : folder_(data / "video") {}

  /// From now on an encoder with this key may send. Also goes on with one that had ended.
  void open(std::string_view name, std::string_view key) const;
  /// No encoder may send; one that does is let go of within seconds. What is there stays live or interrupted.
  void close(std::string_view name) const;
  /// The stream is another's, an HLS playlist at this address: see allowed().
  void point(std::string_view name, std::string_view address) const;
  /// The stream is over, and what was recorded can be watched.
  void finish(std::string_view name) const;
  /// As if it had never been.
  void remove(std::string_view name) const;
  void set_captions(std::string_view name, std::span<const Cue> cues) const;

  /// Nothing when there is no such stream.
  std::optional<Status> status(std::string_view name, Timestamp now) const;
  /// Whose key this is, while it is open.
  std::optional<std::string> opened_by(std::string_view key) const;
  bool is_open(std::string_view name) const;

  /// Bytes on the disk.
  std::uint64_t bytes() const;
  std::uint64_t bytes(std::string_view name) const;
  /// Makes room until all takes `most` bytes: of streams that are open the newest pieces go that nobody watches any more, so that a recording keeps its
  /// beginning. Bytes that are left.
  std::uint64_t keep_below(std::uint64_t most) const;

  // For answers: texts of playlists, nothing where there is none, and the file of a piece that is complete.
  std::shared_ptr<const std::string> live(std::string_view name) const;
  std::shared_ptr<const std::string> replay(std::string_view name) const;
  std::optional<std::filesystem::path> piece(std::string_view name, std::int64_t number) const;
  std::optional<std::string> captions(std::string_view name) const;
  /// Of the recording, by when its pieces were written; in order.
  std::vector<Stretch> stretches(std::string_view name) const;

  const std::filesystem::path& folder() const { return folder_; }

 private:
  /// The engine's list as it was read last.
  struct List {
    std::int64_t at = 0;  // nanoseconds
    std::uint64_t size = 0;
    std::vector<Segment> segments;
    std::shared_ptr<const std::string> live, live_over;
  };
  std::shared_ptr<const List> list(std::string_view name) const;
  std::filesystem::path path(std::string_view name) const { return folder_ / std::string(name); }
  bool has(std::string_view name, const char* file) const;
  void make(std::string_view name) const;
  std::vector<std::string> names() const;

  std::filesystem::path folder_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, std::shared_ptr<const List>, std::less<>> lists_;
};

/// Whether pages may play this address: its origin is one of the setting video_origins.
bool allowed(const config::Config& config, std::string_view address);

/// What goes into an encoder's field "server"; the key goes into the other one.
std::string encoder_address(const config::Config& config);

}  // namespace gongshi::video
