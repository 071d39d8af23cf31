// Threads for handlers that block, with a queue that refuses rather than grows.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace gongshi::http {

class Connection;

class WorkerPool {
 public:
  using Task = std::shared_ptr<Connection>;

  /// `queue_limit` tasks may wait while all `workers` are busy. `work` must not throw.
  WorkerPool(int workers, std::size_t queue_limit, std::function<void(Task)> work);
  ~WorkerPool() { stop(); }
  /// False when the queue is full.
  bool push(Task task);
  std::size_t queued() const;
  /// Forgets what waits and returns when the running work has ended.
  void stop();

 private:
  void run();
  bool wakes_another();

  const std::size_t limit_;
  const std::function<void(Task)> work_;
  mutable std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<Task> queue_;
  std::size_t idle_ = 0;
  bool waking_ = false;  // a thread was notified and has not looked yet
  bool stopped_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace gongshi::http
