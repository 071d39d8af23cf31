#include "platform/package/package.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <stdexcept>

#include <zlib.h>

#include "base/assert.hpp"
#include "base/day.hpp"
#include "base/sha256.hpp"

namespace gongshi::package {
namespace {

// APPNOTE.TXT 6.3: little-endian, names in UTF-8 (bit 11), method 8 (deflate).
constexpr std::uint16_t kVersion = 20, kNamesInUtf8 = 1 << 11, kDeflate = 8;

void put16(std::string& to, std::uint16_t value) {
  to += static_cast<char>(value & 0xff);
  to += static_cast<char>(value >> 8);
}
void put32(std::string& to, std::uint32_t value) {
  put16(to, static_cast<std::uint16_t>(value & 0xffff));
  put16(to, static_cast<std::uint16_t>(value >> 16));
}

/// Appends `bytes` deflated; how many bytes that took.
std::size_t deflate_to(std::string& out, std::string_view bytes) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK) throw std::runtime_error("cannot compress a file for an archive");
  const std::size_t before = out.size();
  out.resize(before + deflateBound(&stream, bytes.size()));
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data() + before);
  stream.avail_out = static_cast<uInt>(out.size() - before);
  const int done = deflate(&stream, Z_FINISH);
  const std::size_t packed = stream.total_out;
  deflateEnd(&stream);
  if (done != Z_STREAM_END) throw std::runtime_error("cannot compress a file for an archive");
  out.resize(before + packed);
  return packed;
}

}  // namespace

Writer::Writer(Timestamp made) {
  const std::chrono::year_month_day day(day_at(made));
  const auto seconds = (made.milliseconds - beginning_of(day_at(made)).milliseconds) / 1000;
  date_ = static_cast<std::uint16_t>((std::max(static_cast<int>(day.year()), 1980) - 1980) << 9 | static_cast<int>(static_cast<unsigned>(day.month())) << 5 | static_cast<int>(static_cast<unsigned>(day.day())));
  time_ = static_cast<std::uint16_t>(seconds / 3600 << 11 | seconds / 60 % 60 << 5 | seconds % 60 / 2);
}

void Writer::head(std::string& to, const std::string& path, const Place& place) const {
  for (const std::uint16_t value : {kVersion, kNamesInUtf8, kDeflate, time_, date_}) put16(to, value);
  for (const std::uint32_t value : {place.crc, place.packed, place.unpacked}) put32(to, value);
  put16(to, static_cast<std::uint16_t>(path.size()));
  put16(to, 0);  // extra fields
}

void Writer::put(const std::string& path, std::string_view bytes) {
  GONGSHI_ASSERT(places_.size() < 65'000 && out_.size() + bytes.size() < std::size_t{0xf000'0000});
  std::string packed;
  deflate_to(packed, bytes);
  const Place place{static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size()))), static_cast<std::uint32_t>(packed.size()), static_cast<std::uint32_t>(bytes.size()),
                    static_cast<std::uint32_t>(out_.size())};
  out_ += "PK\x03\x04";
  head(out_, path, place);
  out_ += path;
  out_ += packed;
  places_.emplace_back(path, place);
}

void Writer::add(std::string path, std::string_view bytes) {
  put(path, bytes);
  entries_.push_back({std::move(path), to_hex(sha256(bytes)), static_cast<std::int64_t>(bytes.size())});
}

std::string Writer::finish() && {
  std::string sums;
  for (const Entry& entry : entries_) sums += entry.sha256 + "  " + entry.path + "\n";
  put("SHA256SUMS", sums);
  const auto directory = static_cast<std::uint32_t>(out_.size());
  for (const auto& [path, place] : places_) {
    out_ += "PK\x01\x02";
    put16(out_, kVersion | 3 << 8);  // made on Unix: the mode below counts
    head(out_, path, place);
    for (const std::uint16_t none : {0, 0, 0}) put16(out_, none);  // comment, disk, kind of file
    put32(out_, std::uint32_t{0100644} << 16);
    put32(out_, place.at);
    out_ += path;
  }
  const auto size = static_cast<std::uint32_t>(out_.size()) - directory;
  out_ += "PK\x05\x06";
  for (const std::uint16_t disk : {0, 0}) put16(out_, disk);
  for (int twice = 0; twice < 2; ++twice) put16(out_, static_cast<std::uint16_t>(places_.size()));
  put32(out_, size);
  put32(out_, directory);
  put16(out_, 0);
  return std::move(out_);
}

}  // namespace gongshi::package
