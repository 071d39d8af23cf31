// Sends to many sockets at one call of the kernel (io_uring). Where a call costs a microsecond that is a tenth of a send.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include <liburing.h>
#include <sys/types.h>

namespace gongshi::hall {

class Batch {
 public:
  static constexpr unsigned kMost = 512;

  /// Of one thread. Not `available` where the kernel, or who runs it, allows no io_uring.
  Batch();
  ~Batch();
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;

  bool available() const { return available_; }
  bool full() const { return waiting_.size() == kMost; }
  /// The bytes stay where they are until send() has returned. Not when full.
  void add(int descriptor, const void* bytes, std::size_t size);
  /// Tells of each what send(2) would have returned, or -errno; a socket that takes nothing now is -EAGAIN.
  void send(const std::function<void(int descriptor, std::size_t size, ssize_t sent)>& tell);

 private:
  struct Waiting {
    int descriptor;
    const void* bytes;
    std::size_t size;
  };
  io_uring ring_{};
  bool available_ = false;
  std::vector<Waiting> waiting_;
  std::vector<ssize_t> sent_;
};

}  // namespace gongshi::hall
