#include "platform/http/worker_pool.hpp"

#include <algorithm>
#include <utility>

namespace gongshi::http {

WorkerPool::WorkerPool(int workers, std::size_t queue_limit, std::function<void(Task)> work)
    : limit_(queue_limit), work_(std::move(work)) {
  for (int i = 0; i < std::max(workers, 1); ++i) {
    threads_.emplace_back([this] { run(); });
  }
}

bool WorkerPool::push(Task task) {
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    if (stopped_ || queue_.size() >= limit_ + idle_) {
      return false;
    }
    queue_.push_back(std::move(task));
    wake = wakes_another();
  }
  if (wake) {
    ready_.notify_one();
  }
  return true;
}

/// One thread is on its way at a time and wakes the next when there is more to do: quick handlers are done by few threads, without a switch
/// for each request, and slow ones still get all.
bool WorkerPool::wakes_another() {
  return !queue_.empty() && idle_ > 0 && !std::exchange(waking_, true);
}

std::size_t WorkerPool::queued() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

void WorkerPool::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    ++idle_;
    while (!stopped_ && queue_.empty()) {
      ready_.wait(lock);
      waking_ = false;
    }
    --idle_;
    if (stopped_) {
      return;
    }
    Task task = std::move(queue_.front());
    queue_.pop_front();
    const bool wake = wakes_another();
    lock.unlock();
    if (wake) {
      ready_.notify_one();
    }
    work_(std::move(task));
    lock.lock();
  }
}

void WorkerPool::stop() {
  std::deque<Task> forgotten;
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    forgotten.swap(queue_);
  }
  ready_.notify_all();
  threads_.clear();
}

}  // namespace gongshi::http
