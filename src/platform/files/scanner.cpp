#include "platform/files/scanner.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <memory>

#include <netdb.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "platform/log/log.hpp"

namespace gongshi::files {
namespace {

constexpr timeval kPatience{.tv_sec = 30, .tv_usec = 0};

class Connection {
 public:
  explicit Connection(const std::string& clamd) {
    if (clamd.starts_with('/')) {
      sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
      if (clamd.size() >= sizeof address.sun_path) return;
      std::ranges::copy(clamd, address.sun_path);
      open(AF_UNIX, reinterpret_cast<const sockaddr*>(&address), sizeof address);
      return;
    }
    const auto colon = clamd.rfind(':');
    if (colon == std::string::npos) return;
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(clamd.substr(0, colon).c_str(), clamd.substr(colon + 1).c_str(), &wanted, &found) != 0) return;
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, ::freeaddrinfo);
    for (; found != nullptr && descriptor_ < 0; found = found->ai_next) open(found->ai_family, found->ai_addr, found->ai_addrlen);
  }
  ~Connection() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  bool send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  /// Up to the end of the connection, at most a line's worth.
  std::string answer() const {
    std::string text;
    std::array<char, 512> buffer;
    for (ssize_t got; text.size() < 4096 && (got = ::recv(descriptor_, buffer.data(), buffer.size(), 0)) > 0;) {
      text.append(buffer.data(), static_cast<std::size_t>(got));
      if (text.ends_with('\0')) break;
    }
    return text.substr(0, text.find('\0'));
  }

 private:
  void open(int family, const sockaddr* address, socklen_t size) {
    descriptor_ = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ::setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience);
    ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
    if (::connect(descriptor_, address, size) == 0) return;
    ::close(descriptor_);
    descriptor_ = -1;
  }

  int descriptor_ = -1;
};

std::string length_of(std::size_t size) {
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8) text += static_cast<char>(size >> shift & 0xFF);
  return text;
}

}  // namespace

Result<void> scan(const std::string& clamd, std::string_view bytes) {
  constexpr std::size_t kChunk = 256 * 1024;
  const Connection connection(clamd);
  bool sent = connection.send(std::string_view("zINSTREAM\0", 10));
  for (std::size_t at = 0; sent && at < bytes.size(); at += kChunk) {
    const std::string_view chunk = bytes.substr(at, kChunk);
    sent = connection.send(length_of(chunk.size())) && connection.send(chunk);
  }
  (void)(sent && connection.send(length_of(0)));
  // Also when not everything could be sent: clamd says why it stopped listening.
  const std::string answer = connection.answer();
  constexpr std::string_view kBefore = "stream: ", kFound = " FOUND";
  if (answer == "stream: OK") return {};
  if (answer.starts_with(kBefore) && answer.ends_with(kFound)) {
    return fail(ErrorKind::unprocessable, "files.infected", {{"name", answer.substr(kBefore.size(), answer.size() - kBefore.size() - kFound.size())}});
  }
  log::error("files.scanner", {{"answer", answer.empty() ? std::string("none") : answer}});
  return fail(ErrorKind::unavailable, "files.scanner_unavailable");
}

}  // namespace gongshi::files
