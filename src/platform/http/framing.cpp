#include "platform/http/framing.hpp"

#include <optional>

#include "platform/http/ascii.hpp"
#include "platform/http/percent.hpp"

namespace gongshi::http {
namespace {

constexpr std::size_t kMaxHeaders = 100;
constexpr std::size_t kRestOfRequestLine = 32;  // method, version and two spaces beside the target
constexpr int kMaxLengthDigits = 18;            // always below 2^63

std::optional<Method> method_of(std::string_view name) {
  constexpr std::pair<std::string_view, Method> kMethods[] = {
      {"GET", Method::get}, {"HEAD", Method::head},      {"POST", Method::post},      {"PUT", Method::put},
      {"PATCH", Method::patch}, {"DELETE", Method::delete_}, {"OPTIONS", Method::options}};
  for (const auto& [known, method] : kMethods) {
    if (name == known) {
      return method;
    }
  }
  return std::nullopt;
}

/// RFC 9110 §7.2, narrowed to registered names, IPv4 and bracketed IPv6 with an optional port.
bool is_host(std::string_view text) {
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == text.npos || end < 3) {
      return false;
    }
    for (const char c : text.substr(1, end - 1)) {
      if (hex_value(c) < 0 && c != ':' && c != '.') {
        return false;
      }
    }
    text.remove_prefix(end + 1);
  } else {
    const auto end = std::min(text.find(':'), text.size());
    if (end == 0) {
      return false;
    }
    for (const char c : text.substr(0, end)) {
      if (!is_letter(c) && !is_digit(c) && c != '-' && c != '.' && c != '_') {
        return false;
      }
    }
    text.remove_prefix(end);
  }
  return text.empty() || (text.size() >= 2 && text.size() <= 6 && std::ranges::all_of(text.substr(1), is_digit));
}

/// The decoded path with single slashes; nothing when it could mean another path to another reader.
std::optional<std::string> normal_path(std::string_view raw) {
  std::optional<std::string> decoded = percent_decode(raw);
  if (!decoded || decoded->find('\\') != std::string::npos) {
    return std::nullopt;
  }
  // An encoded slash would become a separator that a proxy's rules did not see.
  if (std::ranges::count(*decoded, '/') != std::ranges::count(raw, '/')) {
    return std::nullopt;
  }
  std::string path;
  path.reserve(decoded->size());
  for (std::string_view rest = *decoded; !rest.empty();) {
    rest.remove_prefix(1);
    const std::string_view segment = rest.substr(0, rest.find('/'));
    if (segment == "." || segment == "..") {
      return std::nullopt;
    }
    if (!segment.empty() || segment.size() == rest.size()) {
      path.append("/").append(segment);
    }
    rest.remove_prefix(segment.size());
  }
  return path;
}

/// RFC 9112 §3.2: origin form, absolute form, or '*' with OPTIONS. `host` is empty when no Host came (HTTP/1.0).
bool read_target(std::string_view target, std::string_view host, Head& head) {
  for (const char c : target) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte >= 0x7F || c == '#') {
      return false;
    }
  }
  if (target == "*") {
    head.request.path = head.target = "*";
    return head.request.method == Method::options;
  }
  if (!target.starts_with('/')) {
    const auto scheme_end = target.find("://");
    const std::string_view scheme = target.substr(0, scheme_end);
    if (scheme_end == target.npos || !(same_ignoring_case(scheme, "http") || same_ignoring_case(scheme, "https"))) {
      return false;
    }
    target.remove_prefix(scheme_end + 3);
    const std::string_view authority = target.substr(0, target.find_first_of("/?"));
    if (!is_host(authority) || (!host.empty() && !same_ignoring_case(authority, host))) {
      return false;
    }
    target.remove_prefix(authority.size());
  }
  head.target.assign(target.starts_with('/') ? "" : "/").append(target);
  const auto question = head.target.find('?');
  if (question != std::string::npos) {
    head.request.query = head.target.substr(question + 1);
  }
  std::optional<std::string> path = normal_path(std::string_view(head.target).substr(0, question));
  if (!path) {
    return false;
  }
  head.request.path = std::move(*path);
  return true;
}

struct FramingFields {
  int hosts = 0, lengths = 0, codings = 0;
  std::string_view host, length, coding;
};

/// Message length (RFC 9112 §6.3), where the RFC leaves a choice the one that refuses.
bool read_length(const FramingFields& fields, Head& head) {
  if (fields.codings > 0) {
    head.chunked = true;
    return fields.codings == 1 && fields.lengths == 0 && !head.http_1_0 && same_ignoring_case(fields.coding, "chunked");
  }
  if (fields.lengths == 0) {
    return true;
  }
  if (fields.lengths > 1 || fields.length.empty() || fields.length.size() > kMaxLengthDigits) {
    return false;
  }
  for (const char c : fields.length) {
    if (!is_digit(c)) {
      return false;
    }
    head.content_length = head.content_length * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return true;
}

void read_connection(std::string_view value, bool& close, bool& keep) {
  while (!value.empty()) {
    const std::string_view option = trimmed(cut(value, ','));
    close = close || same_ignoring_case(option, "close");
    keep = keep || same_ignoring_case(option, "keep-alive");
  }
}

}  // namespace

std::expected<std::size_t, Refusal> HeadScanner::scan(std::string_view bytes, const Limits& limits) {
  if (scanned_ == 0 && !bytes.empty() && bytes[0] != '\r' && !kTokenCharacters[static_cast<unsigned char>(bytes[0])]) {
    return std::unexpected(kMalformed);
  }
  for (std::size_t feed; (feed = bytes.find('\n', scanned_)) != bytes.npos;) {
    // Too long is asked first, as below: what is refused must not depend on how it arrived.
    if (line_ <= 2 && feed + 1 > limits.uri_bytes + kRestOfRequestLine) {
      return std::unexpected(kUriTooLong);
    }
    if (feed + 1 > limits.head_bytes) {
      return std::unexpected(kHeadTooLarge);
    }
    if (feed == line_ || bytes[feed - 1] != '\r') {
      return std::unexpected(kMalformed);
    }
    const bool blank = feed == line_ + 1;
    const bool leading = line_ == 0;
    line_ = scanned_ = feed + 1;
    // RFC 9112 §2.2: one empty line before a request is forgiven.
    if (blank && !leading) {
      return line_;
    }
  }
  scanned_ = bytes.size();
  if (line_ <= 2 && bytes.size() > limits.uri_bytes + kRestOfRequestLine) {
    return std::unexpected(kUriTooLong);
  }
  if (bytes.size() > limits.head_bytes) {
    return std::unexpected(kHeadTooLarge);
  }
  return 0;
}

std::expected<Head, Refusal> read_head(std::string_view bytes, const Limits& limits) {
  const auto refuse = [](Refusal refusal) { return std::unexpected(refusal); };
  if (bytes.starts_with("\r\n")) {
    bytes.remove_prefix(2);
  }
  const auto next_line = [&bytes] {
    std::string_view line = cut(bytes, '\n');
    line.remove_suffix(1);
    return line;
  };

  std::string_view version = next_line();
  const std::string_view method = cut(version, ' ');
  const std::string_view target = cut(version, ' ');
  if (!is_token(method) || target.empty()) {
    return refuse(kMalformed);
  }
  if (target.size() > limits.uri_bytes) {
    return refuse(kUriTooLong);
  }
  if (version.size() != 8 || !version.starts_with("HTTP/") || !is_digit(version[5]) || version[6] != '.' || !is_digit(version[7])) {
    return refuse(kMalformed);
  }
  if (version != "HTTP/1.1" && version != "HTTP/1.0") {
    return refuse(kVersionUnknown);
  }
  Head head;
  head.http_1_0 = version == "HTTP/1.0";

  FramingFields framing;
  bool close = false;
  bool keep = false;
  std::string_view expect;
  head.request.headers.reserve(12);
  for (std::string_view line = next_line(); !line.empty(); line = next_line()) {
    if (head.request.headers.size() == kMaxHeaders) {
      return refuse(kHeadTooLarge);
    }
    const auto colon = line.find(':');
    if (colon == line.npos) {
      return refuse(kMalformed);
    }
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (!is_token(name) || !is_field_value(value)) {
      return refuse(kMalformed);
    }
    if (same_ignoring_case(name, "host")) {
      ++framing.hosts;
      framing.host = value;
    } else if (same_ignoring_case(name, "content-length")) {
      ++framing.lengths;
      framing.length = value;
    } else if (same_ignoring_case(name, "transfer-encoding")) {
      ++framing.codings;
      framing.coding = value;
    } else if (same_ignoring_case(name, "connection")) {
      read_connection(value, close, keep);
    } else if (same_ignoring_case(name, "expect")) {
      expect = value;
    }
    head.request.headers.push_back({std::string(name), std::string(value)});
  }

  const bool host_right = framing.hosts == 1 ? is_host(framing.host) : framing.hosts == 0 && head.http_1_0;
  if (!host_right || !read_length(framing, head)) {
    return refuse(kMalformed);
  }
  // Only now: a request that is wrong in its framing is called that, whatever its method.
  const std::optional<Method> known = method_of(method);
  if (!known) {
    return refuse(kMethodUnknown);
  }
  head.request.method = *known;
  if (!read_target(target, framing.host, head)) {
    return refuse(kMalformed);
  }
  head.keep_alive = head.http_1_0 ? keep && !close : !close;
  if (!expect.empty() && !head.http_1_0) {
    if (!same_ignoring_case(expect, "100-continue")) {
      return refuse(kExpectationUnknown);
    }
    head.expects_continue = true;
  }
  return head;
}

std::expected<std::size_t, Refusal> ChunkedDecoder::feed(std::string_view bytes, std::string& body, std::size_t limit) {
  std::size_t at = 0;
  while (at < bytes.size() && state_ != State::done) {
    if (state_ == State::data) {
      const std::size_t part = std::min<std::size_t>(left_, bytes.size() - at);
      body.append(bytes.substr(at, part));
      at += part;
      left_ -= static_cast<std::uint32_t>(part);
      if (left_ == 0) {
        state_ = State::data_cr;
      }
      continue;
    }
    const char c = bytes[at++];
    const auto expect = [&](char wanted, State next) {
      state_ = next;
      return c == wanted;
    };
    bool right = true;
    switch (state_) {
      case State::size:
        if (const int digit = hex_value(c); digit >= 0) {
          left_ = left_ * 16 + static_cast<std::uint32_t>(digit);
          right = ++digits_ <= 8;
        } else {
          right = digits_ > 0 && expect('\r', State::size_end);
        }
        break;
      case State::size_end:
        right = expect('\n', left_ == 0 ? State::last_cr : State::data);
        digits_ = 0;
        if (right && left_ > limit - std::min(limit, body.size())) {
          return std::unexpected(kBodyTooLarge);
        }
        break;
      case State::data_cr: right = expect('\r', State::data_lf); break;
      case State::data_lf: right = expect('\n', State::size); break;
      case State::last_cr: right = expect('\r', State::last_lf); break;
      case State::last_lf: right = expect('\n', State::done); break;
      case State::data:
      case State::done: break;
    }
    if (!right) {
      return std::unexpected(kMalformed);
    }
  }
  return at;
}

}  // namespace gongshi::http
