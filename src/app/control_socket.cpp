#include "app/control_socket.hpp"

#include <cerrno>
#include <cstring>
#include <stdexcept>

#include <boost/describe.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "platform/json/codec.hpp"
#include "platform/log/log.hpp"

namespace gongshi::app {
namespace {

constexpr std::size_t kMostBytes = 256 * 1024;
constexpr timeval kPatience{10, 0};
constexpr const char* kName = "control.sock";

struct Question {
  std::string language;
  std::vector<std::string> arguments;
};
BOOST_DESCRIBE_STRUCT(Question, (), (language, arguments))

struct Reply {
  std::int64_t status = 0;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(Reply, (), (status, text))

/// The address is limited to 107 bytes, whatever the folder is called: so by way of its descriptor.
sockaddr_un address_in(int folder) {
  sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
  fmt::format_to_n(address.sun_path, sizeof address.sun_path - 1, "/proc/self/fd/{}/{}", folder, kName);
  return address;
}

bool send_all(int socket, std::string_view text) {
  while (!text.empty()) {
    const auto sent = ::send(socket, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
  return ::shutdown(socket, SHUT_WR) == 0;
}

/// Until the other side has said all; empty when it takes too long or says too much.
std::string receive_all(int socket) {
  std::string text;
  char bytes[4096];
  for (;;) {
    const auto got = ::recv(socket, bytes, sizeof bytes, 0);
    if (got == 0) return text;
    if (got < 0 || text.size() > kMostBytes) return {};
    text.append(bytes, static_cast<std::size_t>(got));
  }
}

/// A connection to the server that listens in this folder; -1 and errno where none does.
int connect_to(const std::string& folder) {
  const int place = ::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (place < 0) return -1;
  const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_un address = address_in(place);
  const int error = ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 ? 0 : errno;
  ::close(place);
  if (error == 0) return socket;
  ::close(socket);
  errno = error;
  return -1;
}

}  // namespace

ControlSocket::ControlSocket(const std::string& folder, Handler handler) : path_(folder + "/" + kName), handler_(std::move(handler)) {
  folder_ = ::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  socket_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  stop_ = ::eventfd(0, EFD_CLOEXEC);
  const sockaddr_un address = address_in(folder_);
  ::unlink(path_.c_str());
  // The folder is private already.
  const bool listening = ::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 && ::chmod(path_.c_str(), 0600) == 0 && ::listen(socket_, 8) == 0;
  if (!listening) throw std::runtime_error(fmt::format("cannot listen on {}: {}", path_, std::strerror(errno)));
  thread_ = std::thread([this] { listen(); });
}

ControlSocket::~ControlSocket() {
  const std::uint64_t one = 1;
  static_cast<void>(!::write(stop_, &one, sizeof one));
  if (thread_.joinable()) thread_.join();
  ::unlink(path_.c_str());
  for (const int file : {socket_, stop_, folder_}) ::close(file);
}

void ControlSocket::listen() {
  for (;;) {
    pollfd waits[]{{socket_, POLLIN, 0}, {stop_, POLLIN, 0}};
    if (::poll(waits, 2, -1) < 0 && errno != EINTR) return;
    if (waits[1].revents != 0) return;
    const int connection = ::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) continue;
    answer(connection);
    ::close(connection);
  }
}

void ControlSocket::answer(int connection) const {
  ::setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
  ::setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience);
  ucred peer{};
  socklen_t size = sizeof peer;
  ::getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size);
  if (peer.uid != 0 && peer.uid != ::geteuid()) return;
  const auto question = json::decode<Question>(receive_all(connection));
  if (!question) return;
  Spoken spoken;
  try {
    spoken = handler_(question->arguments, i18n::negotiate(question->language));
  } catch (const std::exception& error) {
    log::error("a command failed", {{"why", error.what()}});
    spoken = {2, error.what()};
  }
  send_all(connection, json::encode(Reply{spoken.status, spoken.text}));
}

bool server_runs(const std::string& folder) {
  const int socket = connect_to(folder);
  if (socket >= 0) ::close(socket);
  return socket >= 0;
}

std::optional<Spoken> ask_running_server(const std::string& folder, const std::vector<std::string>& arguments, i18n::Language language) {
  const int socket = connect_to(folder);
  if (socket < 0 && errno == EACCES) throw std::runtime_error(fmt::format("{}/{}: {}", folder, kName, std::strerror(errno)));
  if (socket < 0) return std::nullopt;
  send_all(socket, json::encode(Question{std::string(i18n::tag(language)), arguments}));
  const auto reply = json::decode<Reply>(receive_all(socket));
  ::close(socket);
  if (!reply) throw std::runtime_error("the running server gave no answer; its log says why");
  return Spoken{static_cast<int>(reply->status), reply->text};
}

}  // namespace gongshi::app
