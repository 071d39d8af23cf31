#include "platform/video/playlist.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace gongshi::video {
namespace {

// Three target durations are what a player wants ahead of it (RFC 8216 §6.3.3); the rest is for who was away for a moment.
constexpr std::size_t kWindow = 10;
constexpr std::size_t kMostSegments = 100'000;
constexpr std::int64_t kLongest = 60'000;  // milliseconds of one piece

std::string_view line_of(std::string_view& text) {
  const auto end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == text.npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || text.size() > 12 || read.ec != std::errc() || read.ptr != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

/// "2.023" as milliseconds.
std::optional<std::int64_t> seconds(std::string_view text) {
  const auto point = text.find('.');
  const auto whole = whole_number(text.substr(0, point));
  if (!whole) return std::nullopt;
  std::string part(point == text.npos ? std::string_view() : text.substr(point + 1));
  part.resize(3, '0');
  const auto thousandths = whole_number(part);
  return thousandths ? std::optional(*whole * 1000 + *thousandths) : std::nullopt;
}

std::string head(std::span<const Segment> segments) {
  std::int64_t longest = 1000;
  for (const Segment& segment : segments) longest = std::max<std::int64_t>(longest, segment.duration.count());
  return fmt::format("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:{}\n", (longest + 999) / 1000);
}

void add(std::string& out, const Segment& segment, bool after_break) {
  if (after_break) out += "#EXT-X-DISCONTINUITY\n";
  out += fmt::format("#EXTINF:{}.{:03},\n{}.ts\n", segment.duration.count() / 1000, segment.duration.count() % 1000, segment.number);
}

}  // namespace

std::optional<std::vector<Segment>> read_playlist(std::string_view text) {
  std::vector<Segment> segments;
  if (line_of(text) != "#EXTM3U") return std::nullopt;
  Segment next;
  bool has_duration = false;
  while (!text.empty()) {
    std::string_view line = line_of(text);
    if (line == "#EXT-X-DISCONTINUITY") {
      next.after_break = true;
    } else if (line.starts_with("#EXTINF:")) {
      line.remove_prefix(8);
      const auto duration = seconds(line.substr(0, line.find(',')));
      if (!duration || *duration > kLongest) return std::nullopt;
      next.duration = std::chrono::milliseconds(*duration);
      has_duration = true;
    } else if (!line.empty() && !line.starts_with('#')) {
      const auto number = line.ends_with(".ts") ? whole_number(line.substr(0, line.size() - 3)) : std::nullopt;
      if (!number || !has_duration || segments.size() == kMostSegments || (!segments.empty() && *number <= segments.back().number)) return std::nullopt;
      next.number = *number;
      segments.push_back(next);
      next = {};
      has_duration = false;
    }
  }
  return segments;
}

std::string live_playlist(std::span<const Segment> all, bool over) {
  const auto shown = all.last(std::min(all.size(), kWindow));
  const auto earlier = all.first(all.size() - shown.size());
  // The break before the very first piece is none: nothing was shown before it.
  const auto breaks = std::ranges::count_if(earlier, &Segment::after_break) - (!earlier.empty() && earlier.front().after_break ? 1 : 0);
  std::string out = head(all) + fmt::format("#EXT-X-MEDIA-SEQUENCE:{}\n#EXT-X-DISCONTINUITY-SEQUENCE:{}\n", shown.empty() ? 0 : shown.front().number, breaks);
  for (const Segment& segment : shown) add(out, segment, segment.after_break && &segment != &all.front());
  if (over) out += "#EXT-X-ENDLIST\n";
  return out;
}

std::string replay_playlist(std::span<const Segment> kept) {
  std::string out = head(kept) + "#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-MEDIA-SEQUENCE:0\n";
  for (std::size_t i = 0; i < kept.size(); ++i) add(out, kept[i], i > 0 && (kept[i].after_break || kept[i].number != kept[i - 1].number + 1));
  return out + "#EXT-X-ENDLIST\n";
}

std::chrono::milliseconds duration_of(std::span<const Segment> segments) {
  std::chrono::milliseconds sum{};
  for (const Segment& segment : segments) sum += segment.duration;
  return sum;
}

}  // namespace gongshi::video
