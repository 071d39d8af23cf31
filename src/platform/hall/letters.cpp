#include "platform/hall/letters.hpp"

#include <cerrno>

#include <sys/socket.h>

namespace gongshi::hall {

std::string letter_of(const Watchers& watchers) {
  const auto& registers = watchers.sketch.registers();
  Writer letter(Letter::presence);
  letter.add(std::string_view(watchers.topic)).add(watchers.audience).add(watchers.connections).add(std::string_view(reinterpret_cast<const char*>(registers.data()), registers.size()));
  return letter.text();
}

std::optional<Watchers> watchers_from(std::string_view text) {
  Reader letter(text);
  if (letter.kind() != Letter::presence) return std::nullopt;
  Watchers watchers;
  watchers.topic = letter.text();
  watchers.audience = letter.audience();
  watchers.connections = letter.number<std::uint64_t>();
  const std::string_view registers = letter.text();
  if (!letter.ok() || registers.size() != Sketch::kRegisters) return std::nullopt;
  std::memcpy(watchers.sketch.registers().data(), registers.data(), registers.size());
  return watchers;
}

Posted post(int socket, std::string_view letter, int descriptor) {
  iovec part{const_cast<char*>(letter.data()), letter.size()};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof descriptor)]{};
  if (descriptor >= 0) {
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    cmsghdr* const header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof descriptor);
    std::memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
  }
  for (;;) {
    if (::sendmsg(socket, &message, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0) return Posted::done;
    if (errno == EINTR) continue;
    return errno == EAGAIN || errno == ENOBUFS || errno == ETOOMANYREFS ? Posted::full : Posted::gone;
  }
}

Received receive(int socket, char* buffer) {
  iovec part{buffer, kMostLetter};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))]{};
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  ssize_t size = 0;
  do {
    size = ::recvmsg(socket, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  } while (size < 0 && errno == EINTR);
  if (size < 0 && errno == EAGAIN) return {Received::Outcome::nothing};
  if (size <= 0) return {};
  Received received{Received::Outcome::letter, {buffer, static_cast<std::size_t>(size)}};
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS) std::memcpy(&received.descriptor, CMSG_DATA(header), sizeof(int));
  }
  return received;
}

}  // namespace gongshi::hall
