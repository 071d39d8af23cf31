// The bytes of one connection, plain or TLS, on a non-blocking socket owned elsewhere. OpenSSL sits on the descriptor itself: asio::ssl would
// keep 34 KB of buffers for every idle connection.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include <openssl/ssl.h>

namespace gongshi::http {

struct SslFree {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
};

/// What became of an attempt: bytes moved, wait until the socket can be read or written, or the peer is gone.
struct Transfer {
  enum class Outcome { moved, wait_readable, wait_writable, closed };
  Outcome outcome;
  std::size_t bytes = 0;
};

class Channel {
 public:
  explicit Channel(int descriptor) : descriptor_(descriptor) {}

  /// From here on the bytes are TLS. False when memory is short.
  bool start_tls(SSL_CTX* context);
  bool secure() const { return ssl_ != nullptr; }
  /// `moved` once the handshake is complete.
  Transfer handshake();
  Transfer read(char* to, std::size_t size);
  /// At most this many parts go out together.
  static constexpr std::size_t kParts = 16;
  /// Writes as much of the first kParts `parts` as fits, in one go. A call after `wait_…` must start with the same bytes.
  Transfer write(std::span<const std::string_view> parts);
  /// Says goodbye (TLS close_notify, FIN); the peer may still send.
  void shut_down();

 private:
  Transfer outcome_of(int result);
  Transfer write_record(std::span<const std::string_view> parts);

  int descriptor_;
  std::unique_ptr<SSL, SslFree> ssl_;
};

}  // namespace gongshi::http
