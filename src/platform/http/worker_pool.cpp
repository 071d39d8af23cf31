#include "platform/http/worker_pool.hpp"

#include <algorithm>
#include <utility>

namespace gongshi::http {
namespace {

/// What a lane may use of the threads, in eighths, and how long its first task may have waited when another wants to join.
struct Share {
  std::size_t eighths;
  std::chrono::milliseconds patience;
};
// Votes are short and what people came for; reading is asked for again by itself. Tables keep a processor busy: few at once, or pages wait.
constexpr std::array<Share, kLanes> kShares{
    {{7, std::chrono::seconds(5)}, {6, std::chrono::seconds(2)}, {6, std::chrono::seconds(1)}, {1, std::chrono::seconds(5)}}};

}  // namespace

WorkerPool::WorkerPool(int workers, std::size_t queue_limit, std::function<void(Task)> work)
    : limit_(queue_limit), work_(std::move(work)) {
  const std::size_t threads = static_cast<std::size_t>(std::max(workers, 1));
  queues_.front().most_running = threads;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    queues_[1 + lane].most_running = (threads * kShares[lane].eighths + 7) / 8;
    queues_[1 + lane].patience = kShares[lane].patience;
  }
  for (std::size_t i = 0; i < threads; ++i) {
    threads_.emplace_back([this] { run(); });
  }
}

bool WorkerPool::push(Task task, Lane lane) {
  Queue& queue = queues_[1 + static_cast<std::size_t>(lane)];
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    const auto now = Clock::now();
    const bool too_slow = !queue.waiting.empty() && (now - queue.waiting.front().since > queue.patience ||
                                                     queue.pace * static_cast<Clock::rep>(queue.waiting.size()) > queue.patience);
    if (stopped_ || too_slow || queue.waiting.size() >= limit_ + idle_) {
      return false;
    }
    queue.waiting.push_back({std::move(task), now});
    wake = wakes_another();
  }
  if (wake) {
    ready_.notify_one();
  }
  return true;
}

void WorkerPool::resume(Task task) {
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    if (stopped_) return;
    queues_.front().waiting.push_back({std::move(task), Clock::now()});
    wake = wakes_another();
  }
  if (wake) ready_.notify_one();
}

WorkerPool::Queue* WorkerPool::next() {
  const auto found = std::ranges::find_if(queues_, [](const Queue& queue) { return !queue.waiting.empty() && queue.running < queue.most_running; });
  return found == queues_.end() ? nullptr : &*found;
}

/// One thread is on its way at a time and wakes the next when there is more to do: quick handlers are done by few threads, without a switch
/// for each request, and slow ones still get all.
bool WorkerPool::wakes_another() {
  return idle_ > 0 && next() != nullptr && !std::exchange(waking_, true);
}

std::size_t WorkerPool::queued() const {
  const std::lock_guard lock(mutex_);
  std::size_t sum = 0;
  for (const Queue& queue : queues_) {
    sum += queue.waiting.size();
  }
  return sum;
}

WorkerPool::Task WorkerPool::take(Queue& queue) {
  const auto now = Clock::now();
  Waiting first = std::move(queue.waiting.front());
  queue.waiting.pop_front();
  if (first.since <= queue.last_taken) queue.pace += (now - queue.last_taken - queue.pace) / 8;
  queue.last_taken = now;
  ++queue.running;
  return std::move(first.task);
}

void WorkerPool::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    ++idle_;
    Queue* queue = nullptr;
    while (!stopped_ && (queue = next()) == nullptr) {
      ready_.wait(lock);
      waking_ = false;
    }
    --idle_;
    if (stopped_) {
      return;
    }
    Task task = take(*queue);
    const bool wake = wakes_another();
    lock.unlock();
    if (wake) {
      ready_.notify_one();
    }
    work_(std::move(task));
    lock.lock();
    --queue->running;
  }
}

void WorkerPool::stop() {
  std::array<Queue, 1 + kLanes> forgotten;
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    for (std::size_t i = 0; i < queues_.size(); ++i) {
      forgotten[i].waiting.swap(queues_[i].waiting);
    }
  }
  ready_.notify_all();
  threads_.clear();
}

}  // namespace gongshi::http
