#include "platform/hall/frame.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "platform/secrets/secrets.hpp"

namespace gongshi::hall {
namespace {

constexpr std::size_t kMostEvent = 40;
constexpr std::uint64_t kSnapshotsPerSecond = 400;  // what one small machine answers beside everything else

template <class T>
bool read(std::string_view text, T& value, int base) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

std::uint64_t channel_key(std::string_view topic, Audience audience) {
  std::uint64_t key = 0;
  read(std::string_view(secrets::fingerprint(fmt::format("{} {}", name(audience), topic))).substr(0, 16), key, 16);
  return key;
}

std::string to_text(FrameId id) { return fmt::format("{:x}-{}", id.epoch, id.number); }

std::optional<FrameId> frame_id_from(std::string_view text) {
  const auto dash = text.find('-');
  FrameId id;
  if (text.size() > 40 || dash == std::string_view::npos || !read(text.substr(0, dash), id.epoch, 16) || !read(text.substr(dash + 1), id.number, 10)) return std::nullopt;
  return id;
}

bool publishable(std::string_view topic, std::string_view event, std::string_view json) {
  const auto printable = [](char c) { return c > ' ' && c < 127; };
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.'; };
  return !topic.empty() && topic.size() <= kMostTopic && std::ranges::all_of(topic, printable) && !event.empty() && event.size() <= kMostEvent &&
         std::ranges::all_of(event, letter) && event != "hello" && event != "again" && json.find_first_of("\r\n") == std::string_view::npos;
}

std::string encode(FrameId id, std::string_view event, std::string_view json) {
  return fmt::format("id: {:x}-{}\nevent: {}\ndata: {}\n\n", id.epoch, id.number, event, json);
}

std::string encode_snapshot(FrameId id, std::string_view event, std::uint64_t milliseconds) {
  return encode(id, event, fmt::format(R"({{"within":{}}})", milliseconds));
}

std::uint64_t spread_of(std::uint64_t crowd) { return std::min<std::uint64_t>(crowd * 1000 / kSnapshotsPerSecond, 30 * 60 * 1000); }

std::string retry_line(std::uint64_t crowd, std::uint64_t chance) {
  // A crowd comes back over up to three seconds.
  return fmt::format("retry: {}\n\n", 500 + chance % (500 + std::min<std::uint64_t>(crowd / 20, 2000)));
}

std::string stream_head(std::uint64_t crowd, std::uint64_t chance, std::string_view allow_origin) {
  std::string head =
      "HTTP/1.1 200 OK\r\nX-Content-Type-Options: nosniff\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nX-Accel-Buffering: no\r\nConnection: close\r\n";
  if (!allow_origin.empty()) head += fmt::format("Access-Control-Allow-Origin: {}\r\n", allow_origin);
  return head + "\r\n" + retry_line(crowd, chance);
}

std::string last_id(const http::Request& request) {
  std::string last(request.header("last-event-id"));
  if (!last.empty()) return last;
  // By hand: the parameter is of our own letters.
  std::string_view query = request.query;
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    if (pair.starts_with("after=")) return std::string(pair.substr(6));
  }
  return {};
}

}  // namespace gongshi::hall
