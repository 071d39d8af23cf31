#include "platform/backup/copy_log.hpp"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

namespace gongshi::backup {
namespace {

namespace fs = std::filesystem;

// A record: kind (4 bytes), length (8), the beginning of the SHA-256 over these and the record before (8); then the payload; then the SHA-256
// over all of it (32). Numbers with the low byte first.
constexpr std::size_t kHead = 12;
constexpr std::size_t kHeadDigest = 8;

template <class Number>
void put(std::string& out, Number value) {
  for (std::size_t i = 0; i < sizeof value; ++i) out += static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i) & 0xff);
}
template <class Number>
Number take(std::string_view& bytes) {
  if (bytes.size() < sizeof(Number)) throw Refused("a record of the copy is shorter than its kind");
  std::uint64_t value = 0;
  for (std::size_t i = sizeof(Number); i > 0; --i) value = value << 8 | static_cast<std::uint8_t>(bytes[i - 1]);
  bytes.remove_prefix(sizeof(Number));
  return static_cast<Number>(value);
}

std::string_view text(const CopyLog::Digest& digest) { return {reinterpret_cast<const char*>(digest.data()), digest.size()}; }

CopyLog::Digest digest_of(const CopyLog::Digest& before, std::string_view record) {
  Sha256 hash;
  hash.update(text(before));
  hash.update(record);
  return hash.finish();
}

}  // namespace

std::string encode(const Committed& committed, Timestamp at) {
  std::string out;
  out.reserve(64 + committed.pages.size() * (4 + committed.page_size));
  for (const std::int64_t number : {committed.end.salt, committed.end.sequence, committed.end.frames, committed.end.sum, at.milliseconds}) put(out, number);
  put(out, committed.page_size);
  put(out, committed.pages_in_database);
  for (const auto& [number, content] : committed.pages) {
    put(out, number);
    out += content;
  }
  return out;
}

PagesRecord decode_pages(std::string_view payload) {
  PagesRecord record;
  for (std::int64_t* number : {&record.end.salt, &record.end.sequence, &record.end.frames, &record.end.sum, &record.at.milliseconds}) *number = take<std::int64_t>(payload);
  record.page_size = take<std::uint32_t>(payload);
  record.pages_in_database = take<std::uint32_t>(payload);
  record.pages = payload;
  return record;
}

void PagesRecord::each(const std::function<void(std::uint32_t, std::string_view)>& fn) const {
  for (std::string_view rest = pages; !rest.empty(); rest.remove_prefix(page_size)) {
    const auto number = take<std::uint32_t>(rest);
    if (number == 0 || rest.size() < page_size) throw Refused("a record of the copy is shorter than its kind");
    fn(number, rest.substr(0, page_size));
  }
}

std::string encode(const FileRecord& file) { return file.hash + file.path; }
FileRecord decode_file(std::string_view payload) {
  constexpr std::size_t kHex = 64;
  if (payload.size() <= kHex) throw Refused("a record of the copy is shorter than its kind");
  return {.path = std::string(payload.substr(kHex)), .hash = std::string(payload.substr(0, kHex))};
}

CopyLog::End CopyLog::read(const fs::path& path, const Each& each) {
  const File file(path, File::Mode::read);
  const std::int64_t size = file.size();
  End end;
  const auto refuse = [&](std::int64_t to) -> Refused {
    return Refused(fmt::format("{} was changed: the record at byte {} (to {}) does not have its fingerprint", path.string(), end.bytes, to));
  };
  const auto unfinished = [&] {
    end.left_out = size - end.bytes;
    return end;
  };
  while (end.bytes < size) {
    const std::string head = file.read(end.bytes, kHead + kHeadDigest);
    if (head.size() < kHead + kHeadDigest) return unfinished();
    if (text(digest_of(end.digest, head.substr(0, kHead))).substr(0, kHeadDigest) != head.substr(kHead)) {
      // A power loss may leave zeros where the file had already grown.
      const std::string rest = file.read(end.bytes, static_cast<std::size_t>(size - end.bytes));
      if (std::ranges::all_of(rest, [](char c) { return c == '\0'; })) return unfinished();
      throw refuse(end.bytes + static_cast<std::int64_t>(head.size()));
    }
    std::string_view numbers = head;
    const auto kind = static_cast<RecordKind>(take<std::uint32_t>(numbers));
    const auto length = take<std::uint64_t>(numbers);
    const std::size_t whole = head.size() + length + sizeof(Digest);
    if (static_cast<std::uint64_t>(size - end.bytes) < whole) return unfinished();
    const std::string record = file.read(end.bytes, whole);
    const std::string_view body = std::string_view(record).substr(0, head.size() + length);
    const Digest digest = digest_of(end.digest, body);
    const std::int64_t next = end.bytes + static_cast<std::int64_t>(whole);
    if (text(digest) != std::string_view(record).substr(body.size())) {
      if (next == size) return unfinished();  // the last one: a power loss may have come between its parts
      throw refuse(next);
    }
    each(kind, body.substr(head.size()));
    end.bytes = next;
    end.digest = digest;
  }
  return end;
}

CopyLog::CopyLog(const fs::path& path, const End& end) : file_(path, File::Mode::append), end_(end) { file_.truncate(end.bytes); }

void CopyLog::append(RecordKind kind, std::string_view payload) {
  std::string record;
  record.reserve(kHead + kHeadDigest + payload.size() + sizeof(Digest));
  put(record, static_cast<std::uint32_t>(kind));
  put(record, static_cast<std::uint64_t>(payload.size()));
  record += text(digest_of(end_.digest, record)).substr(0, kHeadDigest);
  record += payload;
  const Digest digest = digest_of(end_.digest, record);
  record += text(digest);
  // After a failure the next attempt writes over what this one left.
  file_.truncate(end_.bytes);
  file_.write_at(end_.bytes, record);
  end_.bytes += static_cast<std::int64_t>(record.size());
  end_.digest = digest;
}

}  // namespace gongshi::backup
