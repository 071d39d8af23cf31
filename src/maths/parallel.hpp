// Work in fixed pieces: which thread takes a piece never changes what comes out of it.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace gongshi::maths {

/// `threads` ≤ 0 asks for the machine's number.
inline int thread_count(int threads) {
  return threads > 0 ? threads : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

/// Calls `work(piece, worker)` once for each piece in [0, pieces), worker in [0, threads). The first exception is thrown on after all have ended.
template <class Work>
void for_each_piece(int threads, std::size_t pieces, Work&& work) {
  const int workers = static_cast<int>(std::min<std::size_t>(pieces, static_cast<std::size_t>(thread_count(threads))));
  if (workers <= 1) {
    for (std::size_t piece = 0; piece < pieces; ++piece) {
      work(piece, 0);
    }
    return;
  }
  std::atomic<std::size_t> next = 0;
  std::exception_ptr failure;
  std::mutex mutex;
  const auto run = [&](int worker) {
    try {
      for (std::size_t piece = next++; piece < pieces; piece = next++) {
        work(piece, worker);
      }
    } catch (...) {
      const std::lock_guard lock(mutex);
      failure = failure ? failure : std::current_exception();
      next = pieces;
    }
  };
  {
    std::vector<std::jthread> others;
    for (int worker = 1; worker < workers; ++worker) {
      others.emplace_back(run, worker);
    }
    run(0);
  }
  if (failure) {
    std::rethrow_exception(failure);
  }
}

/// Large memory in pages of 2 MiB where the kernel has them: millions of votes lie all over it, and each page of 4 KiB costs a fault of its own.
void* allocate_large(std::size_t bytes);
void free_large(void* memory);
inline constexpr std::size_t kLarge = 4 << 20;  // bytes

/// For vectors that threads fill at once: elements start uninitialised, so that nobody touches their pages before.
template <class T>
struct Uninitialised : std::allocator<T> {
  T* allocate(std::size_t count) {
    return count * sizeof(T) < kLarge ? std::allocator<T>::allocate(count) : static_cast<T*>(allocate_large(count * sizeof(T)));
  }
  void deallocate(T* memory, std::size_t count) {
    count * sizeof(T) < kLarge ? std::allocator<T>::deallocate(memory, count) : free_large(memory);
  }
  template <class U>
  struct rebind {
    using other = Uninitialised<U>;
  };
  template <class U>
  void construct(U* place) noexcept {
    ::new (static_cast<void*>(place)) U;
  }
  template <class U, class... Arguments>
  void construct(U* place, Arguments&&... arguments) {
    ::new (static_cast<void*>(place)) U(std::forward<Arguments>(arguments)...);
  }
};
template <class T>
using BareVector = std::vector<T, Uninitialised<T>>;

/// Rows cut into pieces whose number depends on the size of the data alone, so that sums of doubles are reduced in one order on any machine.
struct Pieces {
  std::size_t rows;
  std::size_t count;
  std::size_t begin(std::size_t piece) const { return rows * piece / count; }
  std::size_t end(std::size_t piece) const { return rows * (piece + 1) / count; }
};

/// `bytes_each` is what one piece's partial sums take; together they stay under 64 MB.
inline Pieces cut(std::size_t rows, std::size_t bytes_each = 0) {
  constexpr std::size_t kRowsEach = 4096;
  constexpr std::size_t kMost = 64;
  const std::size_t by_memory = bytes_each == 0 ? kMost : std::max<std::size_t>(1, (std::size_t{64} << 20) / bytes_each);
  return {rows, std::clamp<std::size_t>(rows / kRowsEach, 1, std::min(kMost, by_memory))};
}

}  // namespace gongshi::maths
