#include "platform/backup/log_reader.hpp"

#include <array>
#include <cstring>
#include <string_view>

#include "platform/backup/disk.hpp"
#include "platform/db/database.hpp"

namespace gongshi::backup {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kHeader = 32;
constexpr std::size_t kFrameHeader = 24;
constexpr std::uint32_t kMagic = 0x377f0682;  // its lowest bit: the checksum takes words with the high byte first

std::uint32_t big_endian(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = at; i < at + 4; ++i) value = value << 8 | static_cast<std::uint8_t>(bytes[i]);
  return value;
}
std::uint32_t little_endian(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = at + 4; i > at; --i) value = value << 8 | static_cast<std::uint8_t>(bytes[i - 1]);
  return value;
}

struct Checksum {
  bool high_byte_first = false;
  std::uint32_t first = 0;
  std::uint32_t second = 0;

  void add(std::string_view bytes) {
    const auto word = high_byte_first ? big_endian : little_endian;
    for (std::size_t at = 0; at + 8 <= bytes.size(); at += 8) {
      first += word(bytes, at) + second;
      second += word(bytes, at + 4) + first;
    }
  }
  bool is(std::string_view bytes, std::size_t at) const { return first == big_endian(bytes, at) && second == big_endian(bytes, at + 4); }
};

std::int64_t joined(std::uint32_t high, std::uint32_t low) { return static_cast<std::int64_t>(std::uint64_t{high} << 32 | low); }
std::uint32_t high_of(std::int64_t both) { return static_cast<std::uint32_t>(static_cast<std::uint64_t>(both) >> 32); }
std::uint32_t low_of(std::int64_t both) { return static_cast<std::uint32_t>(both); }

struct Header {
  std::uint32_t page_size = 0;
  Checksum checksum{};
  LogPosition beginning{};
};

/// nullopt: there is no log yet, or its header is being written.
std::optional<Header> read_header(const File& log) {
  const std::string bytes = log.read(0, kHeader);
  if (bytes.size() < kHeader || (big_endian(bytes, 0) & ~1U) != kMagic) return std::nullopt;
  Header header{.page_size = big_endian(bytes, 8)};
  header.checksum.high_byte_first = (big_endian(bytes, 0) & 1U) != 0;
  header.checksum.add(std::string_view(bytes).substr(0, 24));
  if (!header.checksum.is(bytes, 24)) return std::nullopt;
  header.beginning = {.salt = joined(big_endian(bytes, 16), big_endian(bytes, 20)),
                      .sequence = big_endian(bytes, 12),
                      .sum = joined(header.checksum.first, header.checksum.second)};
  return header;
}

/// SQLite counts the first salt up when it begins the log anew.
bool follows(const LogPosition& later, const LogPosition& earlier) {
  return low_of(later.sequence) == low_of(earlier.sequence) + 1 && high_of(later.salt) == high_of(earlier.salt) + 1;
}

bool is_there(const File& log, const Header& header, const LogPosition& position) {
  if (position.salt != header.beginning.salt) return false;
  if (position.frames == 0) return true;
  const std::string last = log.read(static_cast<std::int64_t>(kHeader) + (position.frames - 1) * static_cast<std::int64_t>(kFrameHeader + header.page_size), kFrameHeader);
  return last.size() == kFrameHeader && joined(big_endian(last, 8), big_endian(last, 12)) == position.salt && joined(big_endian(last, 16), big_endian(last, 20)) == position.sum;
}

}  // namespace

bool is_there(const fs::path& log, const LogPosition& position) {
  std::error_code missing;
  if (!fs::exists(log, missing)) return position.frames == 0;
  const File file(log, File::Mode::read);
  const auto header = read_header(file);
  return header ? is_there(file, *header, position) : position.frames == 0;
}

LogPosition beginning_of(const fs::path& log) {
  std::error_code missing;
  if (!fs::exists(log, missing)) return {};
  const auto header = read_header(File(log, File::Mode::read));
  return header ? header->beginning : LogPosition{};
}

std::optional<Committed> read_committed(const fs::path& log, const LogPosition& from, Continuity continuity, std::size_t most_bytes) {
  std::error_code missing;
  if (!fs::exists(log, missing)) return std::nullopt;
  const File file(log, File::Mode::read);
  const auto header = read_header(file);
  if (!header) return std::nullopt;
  LogPosition at = from;
  if (at.salt != header->beginning.salt) {
    if (at.salt != 0 && !(continuity == Continuity::next && follows(header->beginning, at))) throw Discontinued();
    at = header->beginning;
  } else if (!is_there(file, *header, at)) {
    throw Discontinued();
  }
  Checksum checksum = header->checksum;
  checksum.first = high_of(at.sum);
  checksum.second = low_of(at.sum);

  Committed committed{.page_size = header->page_size};
  std::map<std::uint32_t, std::string> uncommitted;
  const std::size_t frame_size = kFrameHeader + header->page_size;
  std::size_t bytes = 0;
  for (std::int64_t frames = at.frames; bytes < most_bytes || committed.pages.empty(); ++frames) {
    const std::string frame = file.read(static_cast<std::int64_t>(kHeader) + frames * static_cast<std::int64_t>(frame_size), frame_size);
    if (frame.size() < frame_size || joined(big_endian(frame, 8), big_endian(frame, 12)) != at.salt) break;
    const std::string_view view = frame;
    checksum.add(view.substr(0, 8));
    checksum.add(view.substr(kFrameHeader));
    if (!checksum.is(frame, 16)) break;
    bytes += frame_size;
    uncommitted[big_endian(frame, 0)] = frame.substr(kFrameHeader);
    if (const auto pages = big_endian(frame, 4); pages != 0) {
      for (auto& [number, content] : uncommitted) committed.pages[number] = std::move(content);
      uncommitted.clear();
      committed.pages_in_database = pages;
      committed.end = {.salt = at.salt, .sequence = at.sequence, .frames = frames + 1, .sum = joined(checksum.first, checksum.second)};
    }
  }
  if (committed.pages.empty()) return std::nullopt;
  return committed;
}

}  // namespace gongshi::backup
