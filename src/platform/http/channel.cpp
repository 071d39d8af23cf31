#include "platform/http/channel.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <openssl/err.h>
#include <sys/socket.h>

namespace gongshi::http {
namespace {

constexpr std::size_t kTlsRecord = 16 * 1024;

Transfer plain_outcome(ssize_t result, Transfer::Outcome wait) {
  if (result > 0) {
    return {Transfer::Outcome::moved, static_cast<std::size_t>(result)};
  }
  return {result < 0 && (errno == EAGAIN || errno == EINTR) ? wait : Transfer::Outcome::closed};
}

}  // namespace

bool Channel::start_tls(SSL_CTX* context) {
  ssl_.reset(SSL_new(context));
  return ssl_ != nullptr && SSL_set_fd(ssl_.get(), descriptor_) == 1;
}

Transfer Channel::outcome_of(int result) {
  if (result > 0) {
    return {Transfer::Outcome::moved, static_cast<std::size_t>(result)};
  }
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ: return {Transfer::Outcome::wait_readable};
    case SSL_ERROR_WANT_WRITE: return {Transfer::Outcome::wait_writable};
    default: return {Transfer::Outcome::closed};
  }
}

Transfer Channel::handshake() {
  ERR_clear_error();
  return outcome_of(SSL_accept(ssl_.get()));
}

Transfer Channel::read(char* to, std::size_t size) {
  if (ssl_) {
    ERR_clear_error();
    return outcome_of(SSL_read(ssl_.get(), to, static_cast<int>(size)));
  }
  return plain_outcome(::recv(descriptor_, to, size, 0), Transfer::Outcome::wait_readable);
}

Transfer Channel::write(std::span<const std::string_view> parts) {
  parts = parts.first(std::min(parts.size(), kParts));
  if (ssl_) {
    return write_record(parts);
  }
  iovec vectors[kParts];
  for (std::size_t i = 0; i < parts.size(); ++i) {
    vectors[i] = {const_cast<char*>(parts[i].data()), parts[i].size()};
  }
  msghdr message{};
  message.msg_iov = vectors;
  message.msg_iovlen = parts.size();
  return plain_outcome(::sendmsg(descriptor_, &message, MSG_NOSIGNAL), Transfer::Outcome::wait_writable);
}

/// One TLS record for several small parts; a repeated call builds the same bytes again, as OpenSSL asks.
Transfer Channel::write_record(std::span<const std::string_view> parts) {
  thread_local char record[kTlsRecord];
  std::string_view bytes = parts[0].substr(0, kTlsRecord);
  if (parts.size() > 1) {
    std::size_t size = 0;
    for (const std::string_view part : parts) {
      const std::size_t taken = std::min(part.size(), kTlsRecord - size);
      std::memcpy(record + size, part.data(), taken);
      size += taken;
    }
    bytes = {record, size};
  }
  ERR_clear_error();
  return outcome_of(SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())));
}

void Channel::shut_down() {
  if (ssl_ && SSL_is_init_finished(ssl_.get())) {
    ERR_clear_error();
    SSL_shutdown(ssl_.get());
  }
  ::shutdown(descriptor_, SHUT_WR);
}

}  // namespace gongshi::http
