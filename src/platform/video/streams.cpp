#include "platform/video/streams.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sha256.hpp"
#include "platform/db/database.hpp"

namespace gongshi::video {
namespace fs = std::filesystem;
namespace {

// Without what is easily mistaken when it is typed from paper into an encoder: no l and o, no 0 and 1.
constexpr std::string_view kLetters = "abcdefghijkmnpqrstuvwxyz23456789";
constexpr std::size_t kLength = 26;  // of 5 bits each
static_assert(kLetters.size() == 32);

constexpr std::size_t kMostLists = 64;
constexpr std::uintmax_t kMostListBytes = 8 << 20;
// As many pieces back as a viewer may still be asking for.
constexpr std::size_t kWatched = 30;
constexpr std::chrono::milliseconds kLongestLine{6'000};

[[noreturn]] void refuse(const fs::path& path) {
  const int why = errno;
  const std::string words = fmt::format("cannot keep the file {}: {}", path.string(), std::strerror(why));
  if (why == ENOSPC || why == EDQUOT) throw db::StorageFull(words);
  throw db::Unavailable(words);
}

void make_folder(const fs::path& folder) {
  if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) refuse(folder);
}

/// Whole or not at all, for whoever reads at the same time.
void write_file(const fs::path& path, std::string_view text) {
  std::string unfinished = path.string() + "-XXXXXX";
  const int descriptor = mkostemp(unfinished.data(), O_CLOEXEC);
  if (descriptor < 0) refuse(path);
  bool good = true;
  while (good && !text.empty()) {
    const ssize_t written = write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    good = written >= 0;
    if (good) text.remove_prefix(static_cast<std::size_t>(written));
  }
  good = good && fsync(descriptor) == 0;
  const int why = errno;
  close(descriptor);
  if (good && rename(unfinished.c_str(), path.c_str()) == 0) return;
  if (!good) errno = why;
  const int kept = errno;
  unlink(unfinished.c_str());
  errno = kept;
  refuse(path);
}

std::optional<std::string> read_file(const fs::path& path, std::uintmax_t most) {
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  if (!in || static_cast<std::uintmax_t>(in.tellg()) > most) return std::nullopt;
  std::string text(static_cast<std::size_t>(in.tellg()), '\0');
  if (!in.seekg(0).read(text.data(), static_cast<std::streamsize>(text.size()))) return std::nullopt;
  return text;
}

struct FileFacts {
  std::int64_t at = 0;  // nanoseconds
  std::uint64_t size = 0;
  Timestamp time() const { return {at / 1'000'000}; }
};

std::optional<FileFacts> facts(const fs::path& path) {
  struct stat found{};
  if (::stat(path.c_str(), &found) != 0 || !S_ISREG(found.st_mode)) return std::nullopt;
  return FileFacts{static_cast<std::int64_t>(found.st_mtim.tv_sec) * 1'000'000'000 + found.st_mtim.tv_nsec, static_cast<std::uint64_t>(found.st_size)};
}

std::string piece_name(std::int64_t number) { return fmt::format("{}.ts", number); }

std::string random_letters() {
  std::array<unsigned char, kLength> chance{};
  randombytes_buf(chance.data(), chance.size());
  std::string out;
  for (const unsigned char byte : chance) out += kLetters[byte % kLetters.size()];
  return out;
}

bool is_folder(const fs::path& path) {
  std::error_code failed;
  return fs::is_directory(path, failed);
}

}  // namespace

NewStream make_stream() { return {random_letters(), random_letters()}; }

bool is_name(std::string_view text) { return text.size() == kLength && text.find_first_not_of(kLetters) == text.npos; }

std::string_view name_of(State state) {
  static constexpr std::string_view kNames[] = {"waiting", "live", "interrupted", "ended"};
  return kNames[static_cast<int>(state)];
}

bool Streams::has(std::string_view name, const char* file) const { return facts(path(name) / file).has_value(); }

void Streams::make(std::string_view name) const {
  if (!is_name(name)) throw db::Unavailable("this is no name of a stream");
  for (const fs::path& folder : {folder_.parent_path(), folder_, path(name)}) make_folder(folder);
}

std::vector<std::string> Streams::names() const {
  std::vector<std::string> all;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(folder_, failed)) {
    if (const std::string name = entry.path().filename().string(); is_name(name)) all.push_back(name);
  }
  return all;
}

void Streams::open(std::string_view name, std::string_view key) const {
  make(name);
  std::error_code failed;
  fs::remove(path(name) / "ended", failed);
  // Who can read this file cannot send with it.
  write_file(path(name) / "key", to_hex(sha256(key)));
}

void Streams::close(std::string_view name) const {
  std::error_code failed;
  if (is_name(name)) fs::remove(path(name) / "key", failed);
}

void Streams::point(std::string_view name, std::string_view address) const {
  make(name);
  write_file(path(name) / "address", address);
}

void Streams::finish(std::string_view name) const {
  if (!is_name(name) || !is_folder(path(name))) return;
  close(name);
  if (const auto all = list(name)) {
    std::vector<Segment> kept;
    for (const Segment& segment : all->segments) {
      if (has(name, piece_name(segment.number).c_str())) kept.push_back(segment);
    }
    if (!kept.empty()) write_file(path(name) / "replay.m3u8", replay_playlist(kept));
  }
  if (!has(name, "ended")) write_file(path(name) / "ended", "");
}

void Streams::remove(std::string_view name) const {
  std::error_code failed;
  if (is_name(name)) fs::remove_all(path(name), failed);
}

void Streams::set_captions(std::string_view name, std::span<const Cue> cues) const {
  make(name);
  write_file(path(name) / "captions.vtt", write_webvtt(cues));
}

std::shared_ptr<const Streams::List> Streams::list(std::string_view name) const {
  const auto here = facts(path(name) / "index.m3u8");
  if (!here || here->size > kMostListBytes) return nullptr;
  {
    const std::lock_guard lock(mutex_);
    const auto found = lists_.find(name);
    if (found != lists_.end() && found->second->at == here->at && found->second->size == here->size) return found->second;
  }
  const auto text = read_file(path(name) / "index.m3u8", kMostListBytes);
  auto segments = text ? read_playlist(*text) : std::nullopt;
  if (!segments || segments->empty()) return nullptr;
  auto read = std::make_shared<List>();
  read->at = here->at;
  read->size = here->size;
  read->segments = std::move(*segments);
  read->live = std::make_shared<const std::string>(live_playlist(read->segments, false));
  read->live_over = std::make_shared<const std::string>(live_playlist(read->segments, true));
  const std::lock_guard lock(mutex_);
  if (lists_.size() >= kMostLists) lists_.clear();
  lists_.insert_or_assign(std::string(name), read);
  return read;
}

std::optional<Status> Streams::status(std::string_view name, Timestamp now) const {
  if (!is_name(name) || !is_folder(path(name))) return std::nullopt;
  Status status;
  if (auto address = read_file(path(name) / "address", 2048)) status.address = std::move(*address);
  status.captions = has(name, "captions.vtt");
  status.whole = !has(name, "partial");
  const auto all = list(name);
  if (all) status.duration = duration_of(all->segments);
  if (const auto ended = facts(path(name) / "ended")) {
    status.state = State::ended;
    status.since = ended->time();
    status.replay = has(name, "replay.m3u8");
    return status;
  }
  if (!all) {
    status.since = facts(path(name) / "key").value_or(FileFacts{}).time();
    return status;
  }
  Timestamp last{all->at / 1'000'000};
  const auto growing = facts(path(name) / piece_name(all->segments.back().number + 1));
  if (growing) last = std::max(last, growing->time());
  if (now - last > kSilence) {
    status.state = State::interrupted;
    status.since = last;
    return status;
  }
  status.state = State::live;
  // Since the encoder came the last time: as long ago as what it has sent takes.
  std::chrono::milliseconds shown{};
  for (auto segment = all->segments.rbegin(); segment != all->segments.rend(); ++segment) {
    shown += segment->duration;
    if (segment->after_break) break;
  }
  status.since = Timestamp{all->at / 1'000'000} - shown;
  return status;
}

std::optional<std::string> Streams::opened_by(std::string_view key) const {
  if (!is_name(key)) return std::nullopt;  // keys look alike
  const std::string wanted = to_hex(sha256(key));
  for (std::string& name : names()) {
    if (read_file(path(name) / "key", 256) == wanted) return std::move(name);
  }
  return std::nullopt;
}

bool Streams::is_open(std::string_view name) const { return is_name(name) && has(name, "key"); }

std::uint64_t Streams::bytes(std::string_view name) const {
  std::uint64_t sum = 0;
  std::error_code failed;
  if (!is_name(name)) return 0;
  for (const auto& entry : fs::directory_iterator(path(name), failed)) {
    const auto size = entry.file_size(failed);
    if (!failed) sum += size;
  }
  return sum;
}

std::uint64_t Streams::bytes() const {
  std::uint64_t sum = 0;
  for (const std::string& name : names()) sum += bytes(name);
  return sum;
}

std::uint64_t Streams::keep_below(std::uint64_t most) const {
  std::uint64_t left = bytes();
  if (left <= most) return left;
  for (const std::string& name : names()) {
    const auto all = is_open(name) ? list(name) : nullptr;
    if (!all || all->segments.size() <= kWatched) continue;
    for (std::size_t i = all->segments.size() - kWatched; i-- > 0 && left > most;) {
      const fs::path piece = path(name) / piece_name(all->segments[i].number);
      const auto here = facts(piece);
      std::error_code failed;
      if (!here || !fs::remove(piece, failed)) continue;
      left -= std::min(left, here->size);
      if (!has(name, "partial")) write_file(path(name) / "partial", "");
    }
  }
  return left;
}

std::shared_ptr<const std::string> Streams::live(std::string_view name) const {
  const auto all = is_name(name) ? list(name) : nullptr;
  if (!all) return nullptr;
  return has(name, "ended") ? all->live_over : all->live;
}

std::shared_ptr<const std::string> Streams::replay(std::string_view name) const {
  if (!is_name(name) || !has(name, "ended")) return nullptr;
  auto text = read_file(path(name) / "replay.m3u8", kMostListBytes);
  return text ? std::make_shared<const std::string>(std::move(*text)) : nullptr;
}

std::optional<fs::path> Streams::piece(std::string_view name, std::int64_t number) const {
  // A piece that the engine still writes would be kept half by whoever stores what never changes.
  const auto all = is_name(name) ? list(name) : nullptr;
  if (!all || number < 0 || number > all->segments.back().number) return std::nullopt;
  fs::path file = path(name) / piece_name(number);
  return facts(file) ? std::optional(std::move(file)) : std::nullopt;
}

std::optional<std::string> Streams::captions(std::string_view name) const {
  return is_name(name) ? read_file(path(name) / "captions.vtt", 2 * kMostCaptionBytes) : std::nullopt;
}

std::vector<Stretch> Streams::stretches(std::string_view name) const {
  std::vector<Stretch> all;
  const auto kept = is_name(name) ? list(name) : nullptr;
  if (!kept) return all;
  std::chrono::milliseconds at{};
  std::int64_t next = -1;
  for (const Segment& segment : kept->segments) {
    const auto piece = facts(path(name) / piece_name(segment.number));
    if (!piece) continue;
    if (all.empty() || segment.after_break || segment.number != next) all.push_back({piece->time() - segment.duration, at, {}});
    next = segment.number + 1;
    all.back().length += segment.duration;
    at += segment.duration;
  }
  return all;
}

std::optional<std::chrono::milliseconds> position_of(std::span<const Stretch> stretches, Timestamp moment) {
  if (stretches.empty() || moment < stretches.front().from) return std::nullopt;
  for (const Stretch& one : stretches) {
    if (moment < one.from) return one.at;
    if (moment < one.from + one.length) return one.at + (moment - one.from);
  }
  return std::nullopt;
}

std::optional<Timestamp> moment_of(std::span<const Stretch> stretches, std::chrono::milliseconds position) {
  if (stretches.empty()) return std::nullopt;
  const Stretch* found = &stretches.front();
  for (const Stretch& one : stretches) {
    if (one.at <= position) found = &one;
  }
  return found->from + (position - found->at);
}

std::vector<Cue> captions_of(std::span<const TypedLine> lines, std::span<const Stretch> stretches) {
  std::vector<Cue> cues;
  for (std::size_t i = 0; i < lines.size() && cues.size() < kMostCues; ++i) {
    const auto start = position_of(stretches, lines[i].at);
    if (!start || std::ranges::none_of(stretches, [&](const Stretch& one) { return lines[i].at >= one.from && lines[i].at < one.from + one.length; })) continue;
    std::chrono::milliseconds end = *start + kLongestLine;
    if (const auto next = i + 1 < lines.size() ? position_of(stretches, lines[i + 1].at) : std::nullopt) end = std::min(end, *next);
    if (end <= *start) continue;
    std::size_t bytes = std::min(lines[i].text.size(), kMostCueBytes);
    while (bytes > 0 && bytes < lines[i].text.size() && (lines[i].text[bytes] & 0xC0) == 0x80) --bytes;  // no half character
    cues.push_back({*start, end, lines[i].text.substr(0, bytes)});
  }
  return cues;
}

bool allowed(const config::Config& config, std::string_view address) {
  const std::string_view origin = config::origin_of(address);
  const bool plain = std::ranges::all_of(address, [](char c) { return c > ' ' && c < 0x7f && c != '"' && c != '\'' && c != '<' && c != '>' && c != '\\'; });
  return plain && address.size() <= 2000 && !origin.empty() && address.size() > origin.size() && std::ranges::find(config.video_origins, origin) != config.video_origins.end();
}

std::string encoder_address(const config::Config& config) {
  std::string host = config.video_address;
  if (host == "0.0.0.0" || host == "::") {
    const std::string_view origin = config::origin_of(config.public_url);
    const auto begin = origin.find("://");
    host = begin == origin.npos ? "localhost" : std::string(origin.substr(begin + 3));
    if (const auto port = host.rfind(':'); port != std::string::npos && host.find(']', port) == std::string::npos) host.resize(port);
  } else if (host.find(':') != std::string::npos) {
    host = "[" + host + "]";
  }
  return config.video_port == 1935 ? fmt::format("rtmp://{}/live", host) : fmt::format("rtmp://{}:{}/live", host, config.video_port);
}

}  // namespace gongshi::video
