// The hall within this process: for tests, which read what was published, and for viewers who cannot be handed to the hub (their connection is
// encrypted here, or no hub runs).
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "platform/hall/frame.hpp"
#include "platform/hall/hall.hpp"
#include "platform/hall/sketch.hpp"
#include "platform/hall/ticket.hpp"

namespace gongshi::hall {

/// Viewers on streams of this process, and the last frames of each topic, from which they resume.
class LocalViewers {
 public:
  static constexpr std::size_t kFrames = 256;  // of a topic and audience

  void append(std::string_view topic, Audience audience, FrameId id, std::shared_ptr<const std::string> frame);
  /// From here on: `last` is exact, or the viewer is told to read the snapshot.
  void watch(const Ticket& ticket, std::string_view last, std::shared_ptr<http::EventStream> stream);
  /// Frames may have been missed: everybody reads the snapshot, and ids of before say nothing any more.
  void begin_anew(std::uint64_t epoch);
  struct Crowded {
    std::uint64_t connections = 0;
    Sketch sketch{};
  };
  Crowded crowd(std::string_view topic, Audience audience);
  std::vector<std::string> frames(std::string_view topic, Audience audience);
  std::uint64_t epoch();

 private:
  struct Viewer {
    std::uint64_t hash;
    std::int64_t expires;
    std::shared_ptr<http::EventStream> stream;
  };
  struct Channel {
    std::deque<std::pair<std::uint64_t, std::shared_ptr<const std::string>>> frames;
    std::uint64_t newest = 0;
    std::uint64_t floor = 0;  // the greatest number that is not kept any more
    std::vector<Viewer> viewers;
  };
  static void drop_gone(Channel& channel);

  std::mutex mutex_;
  std::uint64_t epoch_ = 0;
  std::unordered_map<std::uint64_t, Channel> channels_;
};

class MemoryHall : public Hall {
 public:
  /// The key is asked for when it is first needed.
  explicit MemoryHall(std::function<secrets::KeyView()> key);

  void publish(std::string_view topic, Audience audience, std::string_view event, std::string_view json) override;
  std::string watch_address(std::string_view topic, Audience audience, std::string_view viewer, Timestamp now) override;
  Presence presence(std::string_view topic) override;
  http::Response watch(const http::Request& request, Timestamp now) override;

  /// What was published, oldest first, as the viewers receive it.
  std::vector<std::string> frames(std::string_view topic, Audience audience) { return viewers_->frames(topic, audience); }

 protected:
  /// 404 or 403, or the ticket.
  struct Admitted {
    int status = 200;
    Ticket ticket{};
  };
  Admitted admit(const http::Request& request, Timestamp now);
  secrets::KeyView key() const { return key_(); }

  const std::shared_ptr<LocalViewers> viewers_ = std::make_shared<LocalViewers>();

 private:
  const std::function<secrets::KeyView()> key_;
  std::mutex numbers_mutex_;
  std::unordered_map<std::uint64_t, std::uint64_t> numbers_;
};

/// The value of ?ticket=…; empty where there is none.
std::string_view ticket_of(std::string_view query);
std::uint64_t new_epoch();

}  // namespace gongshi::hall
