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
  {
    const std::lock_guard lock(mutex_);
    if (stopped_ || queue_.size() >= limit_ + idle_) {
      return false;
    }
    queue_.push_back(std::move(task));
  }
  ready_.notify_one();
  return true;
}

std::size_t WorkerPool::queued() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

void WorkerPool::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    ++idle_;
    ready_.wait(lock, [this] { return stopped_ || !queue_.empty(); });
    --idle_;
    if (stopped_) {
      return;
    }
    Task task = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
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
