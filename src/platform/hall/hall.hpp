// The hall: what changes is told at once to everybody who watches a topic, be it one person or hundreds of thousands (docs/adr/0035).
//
// It is best effort, and what matters is in the database: a page that missed something is told `again` and reads the snapshot anew. What a page
// receives from EventSource(watch_address(…)):
//   event: hello   once, when it begins to watch: read the snapshot now (data: {"within":MS}: wait a random part of MS first)
//   event: again   something was missed: read the snapshot now (the same data)
//   event: <event> data: <json>, as published
// Each carries an id, so that the browser comes back by itself (Last-Event-ID) and misses nothing. A page that had to ask for a new address,
// since its ticket expired (403), appends "&after=<the last id>" to it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "platform/http/message.hpp"

namespace gongshi::hall {

/// Who may see a frame. They are not nested: what several may see is published to each, in each one's own words.
enum class Audience : std::uint8_t { public_, members, staff };
inline constexpr std::array kAudiences{Audience::public_, Audience::members, Audience::staff};
/// "public", "members", "staff"
std::string_view name(Audience audience);
std::optional<Audience> audience_from(std::string_view name);

/// Connections and people are never mixed: one person may watch on a telephone and at a desk.
struct Crowd {
  std::uint64_t connections = 0;
  std::uint64_t viewers = 0;  // different ones; an estimate, within about 2 % of the truth (7 % at worst)
};
struct Presence {
  std::array<Crowd, kAudiences.size()> of{};  // by audience
  const Crowd& operator[](Audience audience) const { return of[static_cast<std::size_t>(audience)]; }
  Crowd& operator[](Audience audience) { return of[static_cast<std::size_t>(audience)]; }
};

/// The most that one message may carry; larger ones reach the viewers as `again`.
inline constexpr std::size_t kMostJson = 32 * 1024;
inline constexpr std::size_t kMostTopic = 120;
/// Where viewers come to, with ?ticket=….
inline constexpr std::string_view kWatchPath = "/hall/watch";

/// Reached as context.app.hall(). Thread-safe.
class Hall {
 public:
  virtual ~Hall() = default;

  /// Tells those who watch `topic` ("meeting/123": opaque, printable ASCII, at most kMostTopic bytes) in this audience. Never blocks or throws;
  /// belongs into context.after_commit. `event` is a short word of letters, digits, '_', '-' and '.', not hello or again; `json` is one line.
  /// In order within a topic and audience.
  virtual void publish(std::string_view topic, Audience audience, std::string_view event, std::string_view json) = 0;

  /// What the page gives to EventSource: "/hall/watch?ticket=…", or absolute where the hall has an address of its own. Whoever holds it sees the topic
  /// as this audience until the ticket expires: the caller has decided that the reader may. `viewer` is any text that is the same for the same
  /// person; it is hashed under a key and used for presence alone.
  virtual std::string watch_address(std::string_view topic, Audience audience, std::string_view viewer, Timestamp now) = 0;

  /// A few seconds old at most; over all nodes where they share a database.
  virtual Presence presence(std::string_view topic) = 0;

  /// Answers a GET of kWatchPath. 404: the ticket is not ours; 403: it has expired; else a stream.
  virtual http::Response watch(const http::Request& request, Timestamp now) = 0;
};

}  // namespace gongshi::hall
