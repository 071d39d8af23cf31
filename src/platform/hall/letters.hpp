// What the hub, its shards and the servers tell each other over SOCK_SEQPACKET: one letter a message, its kind in the first byte.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "platform/hall/sketch.hpp"
#include "platform/hall/ticket.hpp"

namespace gongshi::hall {

/// Changed with any letter: a hub of another version is replaced.
inline constexpr std::uint32_t kVersion = 1;

enum class Letter : char {
  welcome = 'H',    // hub -> server: version, epoch
  publish = 'P',    // server -> hub: topic, audience, event, json
  watch = 'W',      // server -> hub -> shard, with the viewer's socket: ticket, last id
  subscribe = 'S',  // server -> hub: send me the frames too; hub -> server: from here on
  frame = 'F',      // hub -> server: topic, audience, number, bytes
  presence = 'C',   // shard -> hub -> server: topic, audience, connections, registers
  wake = 'T',       // hub -> shard: look at the ring; relay -> hub: the table was read
  quit = 'Q',       // server -> hub, hub -> shard: end
  stored = 'D',     // relay -> hub: topic, audience, event, json, number
};

class Writer {
 public:
  explicit Writer(Letter letter) { text_ += static_cast<char>(letter); }
  template <class T>
    requires std::is_arithmetic_v<T> || std::is_enum_v<T>
  Writer& add(T value) {
    text_.append(reinterpret_cast<const char*>(&value), sizeof value);
    return *this;
  }
  Writer& add(std::string_view text) {
    add(static_cast<std::uint32_t>(text.size()));
    text_.append(text);
    return *this;
  }
  Writer& add(const Ticket& ticket) { return add(std::string_view(ticket.topic)).add(ticket.audience).add(ticket.viewer).add(ticket.expires); }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

/// Reads what Writer wrote; ok() is false when the letter was shorter.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text.substr(text.empty() ? 0 : 1)), kind_(text.empty() ? Letter{} : static_cast<Letter>(text[0])) {}
  Letter kind() const { return kind_; }
  bool ok() const { return ok_; }
  template <class T>
  T number() {
    T value{};
    if (rest_.size() < sizeof value) {
      ok_ = false;
      return value;
    }
    std::memcpy(&value, rest_.data(), sizeof value);
    rest_.remove_prefix(sizeof value);
    return value;
  }
  Audience audience() {
    const auto value = number<Audience>();
    ok_ = ok_ && static_cast<std::size_t>(value) < kAudiences.size();
    return ok_ ? value : Audience::public_;
  }
  std::string_view text() {
    const auto size = number<std::uint32_t>();
    ok_ = ok_ && size <= rest_.size();
    if (!ok_) return {};
    const std::string_view text = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return text;
  }
  Ticket ticket() {
    Ticket ticket;
    ticket.topic = text();
    ticket.audience = audience();
    ticket.viewer = number<std::uint64_t>();
    ticket.expires = number<std::int64_t>();
    return ticket;
  }

 private:
  std::string_view rest_;
  Letter kind_;
  bool ok_ = true;
};

/// Who watches a topic, as a shard counts them, a node, or all nodes.
struct Watchers {
  std::string topic;
  Audience audience{};
  std::uint64_t connections = 0;
  Sketch sketch{};
};
std::string letter_of(const Watchers& watchers);
/// Nothing where the letter is another.
std::optional<Watchers> watchers_from(std::string_view letter);

inline constexpr std::size_t kMostLetter = 64 * 1024;

enum class Posted { done, full, gone };
/// Never blocks. `descriptor` >= 0 is sent along and stays open here.
Posted post(int socket, std::string_view letter, int descriptor = -1);
struct Received {
  enum class Outcome { letter, nothing, gone } outcome = Outcome::gone;
  std::string_view letter{};  // in `buffer`
  int descriptor = -1;        // the caller's to close
};
/// Never blocks. `buffer` has kMostLetter bytes.
Received receive(int socket, char* buffer);

}  // namespace gongshi::hall
