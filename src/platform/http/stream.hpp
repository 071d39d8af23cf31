// The frames waiting for one viewer of server-sent events, between the threads that send and the viewer's I/O thread.
#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/channel.hpp"
#include "platform/http/message.hpp"
#include "platform/http/server.hpp"

namespace gongshi::http {

class Connection;

class Stream {
 public:
  Stream(const Limits& limits, std::weak_ptr<Connection> viewer)
      : max_frames_(limits.stream_frames), max_bytes_(limits.stream_bytes), viewer_(std::move(viewer)) {}

  // From any thread.
  void send(std::shared_ptr<const std::string> frame);
  void finish();
  bool open() const { return open_.load(std::memory_order_relaxed); }

  // From the viewer's I/O thread.
  enum class Flushed { all, all_and_finished, must_wait, gone };
  Flushed flush(Channel& channel);
  bool idle() const;
  /// Nothing more is taken or sent.
  void abandon();

 private:
  void wake();

  const std::size_t max_frames_;
  const std::size_t max_bytes_;
  const std::weak_ptr<Connection> viewer_;
  mutable std::mutex mutex_;
  std::deque<std::shared_ptr<const std::string>> frames_;
  std::size_t bytes_ = 0;         // in frames_
  std::size_t sent_of_front_ = 0;
  bool overflown_ = false;
  bool awake_ = false;            // the I/O thread is told already
  std::atomic<bool> open_ = true;
};

/// What a handler gets; letting go of it ends the stream.
class StreamHandle final : public EventStream {
 public:
  explicit StreamHandle(std::shared_ptr<Stream> stream) : stream_(std::move(stream)) {}
  ~StreamHandle() override { stream_->finish(); }
  StreamHandle(const StreamHandle&) = delete;
  StreamHandle& operator=(const StreamHandle&) = delete;
  void send(std::shared_ptr<const std::string> frame) override { stream_->send(std::move(frame)); }
  void close() override { stream_->finish(); }
  bool open() const override { return stream_->open(); }

 private:
  const std::shared_ptr<Stream> stream_;
};

}  // namespace gongshi::http
