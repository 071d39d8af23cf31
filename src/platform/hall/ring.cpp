#include "platform/hall/ring.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>
#include <new>
#include <system_error>

#include <sys/mman.h>
#include <unistd.h>

namespace gongshi::hall {
namespace {

constexpr std::uint64_t kNothing = std::numeric_limits<std::uint64_t>::max();

}  // namespace

struct Ring::Shared {
  std::atomic<std::uint64_t> head = 0;
  std::atomic<std::uint64_t> tail = 0;   // the oldest frame that is intact
  std::uint64_t written = 0;             // bytes ever; the writer's own
  std::atomic<std::uint64_t> crowd = 0;
  std::atomic<std::int64_t> quiet_until = 0;
  std::atomic<std::uint64_t> held[kReaders];
  Shard shards[kReaders];
  Frame frames[kFrames];
  char bytes[kBytes];
};

Ring::Ring() {
  const int file = ::memfd_create("gongshi-hall", MFD_CLOEXEC);
  if (file < 0 || ::ftruncate(file, sizeof(Shared)) != 0) throw std::system_error(errno, std::generic_category(), "memory for the hall");
  void* const memory = ::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  ::close(file);
  if (memory == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "memory for the hall");
  shared_ = new (memory) Shared;
  for (auto& held : shared_->held) held = kNothing;
}

Ring::~Ring() { ::munmap(shared_, sizeof(Shared)); }

bool Ring::write(std::uint64_t channel, std::uint64_t number, std::string_view bytes) {
  const std::uint64_t head = shared_->head.load(std::memory_order_relaxed);
  // In one piece: what is left at the end is skipped.
  std::uint64_t begin = shared_->written;
  if (begin % kBytes + bytes.size() > kBytes) begin += kBytes - begin % kBytes;
  const std::uint64_t end = begin + bytes.size();
  std::uint64_t tail = shared_->tail.load(std::memory_order_relaxed);
  while (tail < head && (head - tail >= kFrames || end - shared_->frames[tail % kFrames].begin > kBytes)) ++tail;
  shared_->tail = tail;  // before the readers are looked at: who begins to hold from now on holds no less
  if (std::ranges::any_of(shared_->held, [&](const auto& held) { return held.load() < tail; })) return false;
  std::memcpy(shared_->bytes + begin % kBytes, bytes.data(), bytes.size());
  shared_->frames[head % kFrames] = {channel, number, begin, static_cast<std::uint32_t>(bytes.size())};
  shared_->written = end;
  shared_->head.store(head + 1, std::memory_order_release);
  return true;
}

std::size_t Ring::slowest_reader() const {
  return static_cast<std::size_t>(std::ranges::min_element(shared_->held, {}, [](const auto& held) { return held.load(); }) - shared_->held);
}

void Ring::release(std::size_t reader) { shared_->held[reader] = kNothing; }

std::uint64_t Ring::hold(std::size_t reader) {
  for (;;) {
    const std::uint64_t head = shared_->head;
    const std::uint64_t first = std::max(shared_->tail.load(), head > kReadable ? head - kReadable : 0);
    shared_->held[reader] = first;
    if (shared_->tail.load() <= first) return first;
  }
}

std::uint64_t Ring::head() const { return shared_->head.load(std::memory_order_acquire); }
const Ring::Frame& Ring::frame(std::uint64_t place) const { return shared_->frames[place % kFrames]; }
const char* Ring::bytes(const Frame& frame) const { return shared_->bytes + frame.begin % kBytes; }
Ring::Shard& Ring::shard(std::size_t reader) { return shared_->shards[reader]; }
std::atomic<std::uint64_t>& Ring::crowd() { return shared_->crowd; }
std::atomic<std::int64_t>& Ring::quiet_until() { return shared_->quiet_until; }

}  // namespace gongshi::hall
