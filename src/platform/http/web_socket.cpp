#include "platform/http/web_socket.hpp"

#include <algorithm>
#include <array>
#include <new>
#include <utility>

#include <openssl/evp.h>
#include <wslay/wslay.h>

#include "platform/http/ascii.hpp"

namespace gongshi::http {
namespace {

// What a message may say for itself. A cookie, an origin or an address on the way are the opening's.
constexpr std::array<std::string_view, 6> kOwnFields{"accept", "accept-language", "content-length", "content-type", "idempotency-key", "x-csrf-token"};
// What concerned the opening alone. Answers are not compressed: they are short.
constexpr std::array<std::string_view, 7> kOpeningFields{"accept-encoding", "connection", "content-length", "if-none-match", "range", "transfer-encoding", "upgrade"};
constexpr std::string_view kHandshake = "sec-websocket-";

template <std::size_t size>
bool is_among(const std::array<std::string_view, size>& names, std::string_view name) {
  return std::ranges::any_of(names, [name](std::string_view other) { return same_ignoring_case(name, other); });
}

bool has_option(std::string_view list, std::string_view option) {
  while (!list.empty()) {
    if (same_ignoring_case(trimmed(cut(list, ',')), option)) return true;
  }
  return false;
}

}  // namespace

std::optional<std::string> web_socket_accept(const Request& request) {
  constexpr std::string_view kSuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  const std::string_view key = request.header("sec-websocket-key");
  // Sixteen bytes in base64.
  if (request.method != Method::get || key.size() != 24 || !key.ends_with("==") || request.header("sec-websocket-version") != "13") return std::nullopt;
  if (!same_ignoring_case(request.header("upgrade"), "websocket") || !has_option(request.header("connection"), "upgrade")) return std::nullopt;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned size = 0;
  const std::string text = std::string(key).append(kSuffix);
  if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr) != 1) return std::nullopt;
  std::string accept(32, '\0');
  accept.resize(static_cast<std::size_t>(EVP_EncodeBlock(reinterpret_cast<unsigned char*>(accept.data()), digest.data(), static_cast<int>(size))));
  return accept;
}

void WebSocket::Free::operator()(wslay_event_context* context) const { ::wslay_event_context_free(context); }

WebSocket::WebSocket(Request opened) : opened_(std::move(opened)) {
  opened_.body = {};  // it stays for as long as this does
  std::erase_if(opened_.headers, [](const Header& header) {
    const bool of_handshake = same_ignoring_case(std::string_view(header.name).substr(0, kHandshake.size()), kHandshake);
    return of_handshake || is_among(kOpeningFields, header.name) || is_among(kOwnFields, header.name);
  });
  wslay_event_callbacks calls{};
  calls.recv_callback = [](wslay_event_context_ptr context, std::uint8_t* to, std::size_t size, int, void* self) -> ssize_t {
    std::string_view& in = static_cast<WebSocket*>(self)->in_;
    if (in.empty()) {
      ::wslay_event_set_error(context, WSLAY_ERR_WOULDBLOCK);
      return -1;
    }
    const std::size_t taken = in.copy(reinterpret_cast<char*>(to), size);
    in.remove_prefix(taken);
    return static_cast<ssize_t>(taken);
  };
  calls.send_callback = [](wslay_event_context_ptr, const std::uint8_t* from, std::size_t size, int, void* self) -> ssize_t {
    static_cast<WebSocket*>(self)->out_.append(reinterpret_cast<const char*>(from), size);
    return static_cast<ssize_t>(size);
  };
  calls.on_msg_recv_callback = [](wslay_event_context_ptr, const wslay_event_on_msg_recv_arg* message, void* self) {
    if (!wslay_is_ctrl_frame(message->opcode)) static_cast<WebSocket*>(self)->messages_->append(reinterpret_cast<const char*>(message->msg), message->msg_length);
  };
  wslay_event_context* context = nullptr;
  if (::wslay_event_context_server_init(&context, &calls, this) != 0) throw std::bad_alloc();
  context_.reset(context);
  ::wslay_event_config_set_max_recv_msg_length(context, kMostMessage);
}

WebSocket::~WebSocket() = default;

bool WebSocket::receive(std::string_view bytes, std::string& messages) {
  in_ = bytes;
  messages_ = &messages;
  const bool heard = ::wslay_event_recv(context_.get()) == 0;
  in_ = {};
  messages_ = nullptr;
  // A peer that broke the rules is told so by a frame of wslay's.
  return heard && ::wslay_event_get_read_enabled(context_.get()) != 0 && ::wslay_event_get_close_received(context_.get()) == 0;
}

void WebSocket::say(std::string_view message) {
  const wslay_event_msg frame{WSLAY_TEXT_FRAME, reinterpret_cast<const std::uint8_t*>(message.data()), message.size()};
  ::wslay_event_queue_msg(context_.get(), &frame);
}

void WebSocket::close() {
  ::wslay_event_send(context_.get());  // a farewell would overtake what waits
  ::wslay_event_queue_close(context_.get(), WSLAY_CODE_GOING_AWAY, nullptr, 0);
}

std::string WebSocket::take() {
  ::wslay_event_send(context_.get());
  return std::exchange(out_, {});
}

void WebSocket::complete(Request& request) const {
  std::erase_if(request.headers, [](const Header& header) { return !is_among(kOwnFields, header.name); });
  request.headers.insert(request.headers.end(), opened_.headers.begin(), opened_.headers.end());
  request.remote_address = opened_.remote_address;
  request.secure = opened_.secure;
}

}  // namespace gongshi::http
