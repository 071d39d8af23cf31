// What will be there once something has ended elsewhere: no thread waits for it (docs/adr/0040).
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <semaphore>
#include <utility>

#include "base/result.hpp"

namespace gongshi {

/// Comes once. Thread-safe.
class Moment {
 public:
  void come() {
    std::function<void()> then;
    {
      const std::lock_guard lock(mutex_);
      has_come_ = true;
      then.swap(then_);
    }
    if (then) then();
  }
  /// `f` is called when it comes, on the thread that says so, where it must be quick. False: it has come already, and f is not called.
  bool then(std::function<void()> f) {
    const std::lock_guard lock(mutex_);
    if (has_come_) return false;
    then_ = std::move(f);
    return true;
  }
  void wait() {
    std::binary_semaphore came(0);
    if (then([&] { came.release(); })) came.acquire();
  }

 private:
  std::mutex mutex_;
  bool has_come_ = false;
  std::function<void()> then_;
};

/// `take` is called once, after the moment has come; it may block and throw.
template <class T>
struct Later {
  std::shared_ptr<Moment> moment{};
  std::function<Result<T>()> take{};
};

}  // namespace gongshi
