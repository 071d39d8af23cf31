// Threads for handlers that block: lanes of different urgency, each with a share of the threads, and refusal instead of waiting too long.
#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "platform/http/server.hpp"

namespace gongshi::http {

class Connection;

class WorkerPool {
 public:
  using Task = std::shared_ptr<Connection>;

  /// In each lane `queue_limit` tasks may wait beside those that idle threads will take at once. `work` must not throw.
  WorkerPool(int workers, std::size_t queue_limit, std::function<void(Task)> work);
  ~WorkerPool() { stop(); }
  /// False when the lane's queue is full, or when one who joins it now would wait longer than the lane's patience: as its first task has, or
  /// as the pace of late says.
  bool push(Task task, Lane lane);
  /// What was begun already and goes on, before everything else; it is never refused, but forgotten after stop().
  void resume(Task task);
  std::size_t queued() const;
  /// Forgets what waits and returns when the running work has ended.
  void stop();

 private:
  using Clock = std::chrono::steady_clock;
  struct Waiting {
    Task task;
    Clock::time_point since;
  };
  struct Queue {
    std::deque<Waiting> waiting{};
    std::size_t running = 0;
    std::size_t most_running = 0;
    std::chrono::milliseconds patience{};
    Clock::time_point last_taken{};
    Clock::duration pace{};  // between two that were taken while others waited; an average over about eight
  };

  void run();
  bool wakes_another();
  /// The most urgent lane with something to do and a thread to spare; null when there is none.
  Queue* next();
  Task take(Queue& queue);

  const std::size_t limit_;
  const std::function<void(Task)> work_;
  mutable std::mutex mutex_;
  std::condition_variable ready_;
  std::array<Queue, 1 + kLanes> queues_;  // most urgent first: what goes on, then the lanes
  std::size_t idle_ = 0;
  bool waking_ = false;  // a thread was notified and has not looked yet
  bool stopped_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace gongshi::http
