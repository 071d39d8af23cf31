// The strict reader of HTTP/1.1 requests (RFC 9112): one reading of the bytes, no tolerance that another reader on the way might not share.
// Pure: no I/O, so that tests and the fuzzer call it directly.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "platform/http/message.hpp"
#include "platform/http/server.hpp"

namespace gongshi::http {

/// Why the server itself answers: a status and a stable code.
struct Refusal {
  int status;
  std::string_view code;
  bool operator==(const Refusal&) const = default;
};

inline constexpr Refusal kMalformed{400, "http.malformed"};
inline constexpr Refusal kTimeout{408, "http.timeout"};
inline constexpr Refusal kBodyTooLarge{413, "http.body_too_large"};
inline constexpr Refusal kUriTooLong{414, "http.uri_too_long"};
inline constexpr Refusal kExpectationUnknown{417, "http.malformed"};
inline constexpr Refusal kOverHttpOnly{421, "http.over_http_only"};
inline constexpr Refusal kUpgradeRequired{426, "http.upgrade_required"};
inline constexpr Refusal kHeadTooLarge{431, "http.head_too_large"};
inline constexpr Refusal kInternal{500, "http.internal"};
inline constexpr Refusal kMethodUnknown{501, "http.malformed"};
inline constexpr Refusal kOverloaded{503, "http.overloaded"};
inline constexpr Refusal kVersionUnknown{505, "http.malformed"};

/// Finds the end of a head that arrives in pieces; every line must end with CR LF.
class HeadScanner {
 public:
  /// `bytes` starts with the head and grows from call to call. The head's length, or 0 while it is incomplete.
  std::expected<std::size_t, Refusal> scan(std::string_view bytes, const Limits& limits);
  bool started() const { return scanned_ != 0; }

 private:
  std::size_t line_ = 0;     // where the line under way starts
  std::size_t scanned_ = 0;  // no line feed before here is left to look at
};

struct Head {
  Request request;             // without body, remote_address, secure and id
  std::string target;          // as sent, in origin form
  bool keep_alive = true;
  bool http_1_0 = false;
  bool chunked = false;
  bool expects_continue = false;
  std::uint64_t content_length = 0;
};

/// Reads a complete head as found by HeadScanner.
std::expected<Head, Refusal> read_head(std::string_view bytes, const Limits& limits);

/// Chunked transfer coding (RFC 9112 §7.1). Chunk extensions and trailer fields are refused: no browser sends them, smugglers do.
class ChunkedDecoder {
 public:
  /// Appends decoded bytes to `body`. The number of bytes taken; all of them unless done().
  std::expected<std::size_t, Refusal> feed(std::string_view bytes, std::string& body, std::size_t limit);
  bool done() const { return state_ == State::done; }

 private:
  enum class State : std::uint8_t { size, size_end, data, data_cr, data_lf, last_cr, last_lf, done };
  State state_ = State::size;
  std::uint8_t digits_ = 0;
  std::uint32_t left_ = 0;
};

}  // namespace gongshi::http
