#include "platform/hall/batch.hpp"

#include <cerrno>

#include <sys/socket.h>

namespace gongshi::hall {
namespace {

constexpr int kFlags = MSG_DONTWAIT | MSG_NOSIGNAL;

}  // namespace

Batch::Batch() {
  // A kernel before 6.0 knows no single issuer.
  for (const unsigned flags : {static_cast<unsigned>(IORING_SETUP_SINGLE_ISSUER), 0U}) {
    if (available_ = ::io_uring_queue_init(kMost, &ring_, flags) == 0; available_) break;
  }
  waiting_.reserve(kMost);
}

Batch::~Batch() {
  if (available_) ::io_uring_queue_exit(&ring_);
}

void Batch::add(int descriptor, const void* bytes, std::size_t size) { waiting_.push_back({descriptor, bytes, size}); }

void Batch::send(const std::function<void(int, std::size_t, ssize_t)>& tell) {
  if (waiting_.empty()) return;
  sent_.assign(waiting_.size(), -EIO);  // of whom nothing is heard: closed, and back with the last it had
  for (std::size_t i = 0; i < waiting_.size(); ++i) {
    io_uring_sqe* const entry = ::io_uring_get_sqe(&ring_);
    ::io_uring_prep_send(entry, waiting_[i].descriptor, waiting_[i].bytes, waiting_[i].size, kFlags);
    ::io_uring_sqe_set_data64(entry, i);
  }
  // None of them waits (MSG_DONTWAIT).
  for (std::size_t ended = 0; ended < waiting_.size();) {
    const int submitted = ::io_uring_submit_and_wait(&ring_, 1);
    if (submitted < 0 && submitted != -EINTR && submitted != -EAGAIN && submitted != -EBUSY) {
      ::io_uring_queue_exit(&ring_);
      available_ = false;
      break;
    }
    unsigned head = 0, seen = 0;
    io_uring_cqe* result = nullptr;
    io_uring_for_each_cqe(&ring_, head, result) {
      sent_[result->user_data] = result->res;
      ++seen;
    }
    ::io_uring_cq_advance(&ring_, seen);
    ended += seen;
  }
  for (std::size_t i = 0; i < waiting_.size(); ++i) tell(waiting_[i].descriptor, waiting_[i].size, sent_[i]);
  waiting_.clear();
}

}  // namespace gongshi::hall
