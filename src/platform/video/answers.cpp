#include "platform/video/answers.hpp"

#include <charconv>
#include <fstream>

#include <fmt/format.h>

#include "platform/http/compress.hpp"
#include "platform/http/response_head.hpp"
#include "platform/json/codec.hpp"

namespace gongshi::video {
namespace {

// A second: a crowd behind a store of answers is one reader to us.
constexpr std::string_view kOneSecond = "public, max-age=1";
constexpr std::string_view kOneMinute = "public, max-age=60";
constexpr std::string_view kForEver = "public, max-age=31536000, immutable";

http::Response ready(std::string_view type, std::string_view kept) {
  http::Response response;
  response.set("Content-Type", std::string(type));
  response.set("Cache-Control", std::string(kept));
  response.set("X-Content-Type-Options", "nosniff");
  response.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  return response;
}

http::Response problem(int status, const http::Request& request) {
  http::Response response = ready("application/problem+json", "no-store");
  response.status = status;
  response.body = http::problem_json(status, status == 405 ? "request.method_not_allowed" : "request.no_such_address", request.id);
  return response;
}

std::optional<std::uint64_t> number_in(std::string_view text) {
  std::uint64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || text.size() > 12 || read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

struct Range {
  std::uint64_t first, last;
};

/// One range of bytes (RFC 9110 §14.1.2); what is not understood is passed over, as the standard allows. `satisfiable` false: 416.
std::optional<Range> range_of(std::string_view header, std::uint64_t size, bool& satisfiable) {
  satisfiable = true;
  if (!header.starts_with("bytes=") || header.find(',') != header.npos) return std::nullopt;
  header.remove_prefix(6);
  const auto dash = header.find('-');
  if (dash == header.npos) return std::nullopt;
  const auto first = number_in(header.substr(0, dash)), last = number_in(header.substr(dash + 1));
  if (!first && !last) return std::nullopt;
  if (!first) {
    satisfiable = *last > 0 && size > 0;
    return satisfiable ? std::optional(Range{size - std::min(size, *last), size - 1}) : std::nullopt;
  }
  if (dash + 1 < header.size() && (!last || *last < *first)) return std::nullopt;
  satisfiable = *first < size;
  if (!satisfiable) return std::nullopt;
  return Range{*first, last ? std::min(*last, size - 1) : size - 1};
}

http::Response piece(const std::filesystem::path& file, const http::Request& request) {
  std::ifstream in(file, std::ios::binary | std::ios::ate);
  if (!in) return problem(404, request);
  const auto size = static_cast<std::uint64_t>(in.tellg());
  bool satisfiable = true;
  const auto range = range_of(request.header("range"), size, satisfiable);
  http::Response response = ready("video/mp2t", satisfiable ? kForEver : "no-store");
  response.set("Accept-Ranges", "bytes");
  if (!satisfiable) {
    response.status = 416;
    response.set("Content-Range", fmt::format("bytes */{}", size));
    return response;
  }
  if (range) {
    response.status = 206;
    response.set("Content-Range", fmt::format("bytes {}-{}/{}", range->first, range->last, size));
  }
  response.body.resize(range ? range->last - range->first + 1 : size);
  in.seekg(static_cast<std::streamoff>(range ? range->first : 0));
  if (!in.read(response.body.data(), static_cast<std::streamsize>(response.body.size()))) return problem(404, request);
  return response;
}

http::Response state(const Status& status) {
  http::Response response = ready("application/json", kOneSecond);
  std::string& out = response.body;
  out = fmt::format(R"({{"state":"{}","since":{},"duration":{},"replay":{},"whole":{},"captions":{},"address":)", name_of(status.state), status.since.milliseconds, status.duration.count(),
                    status.replay, status.whole, status.captions);
  json::append_string(out, status.address);
  out += '}';
  return response;
}

http::Response list(const std::shared_ptr<const std::string>& text, std::string_view kept, const http::Request& request) {
  if (!text) return problem(404, request);
  http::Response response = ready("application/vnd.apple.mpegurl", kept);
  response.body = *text;
  http::compress(request, response, "");
  return response;
}

}  // namespace

http::Response answer(const Streams& streams, const Clock& clock, const http::Request& request) {
  if (request.method != http::Method::get && request.method != http::Method::head) return problem(405, request);
  std::string_view rest = request.path;
  rest.remove_prefix(std::min(rest.size(), kPath.size()));
  const auto slash = rest.find('/');
  const std::string_view name = rest.substr(0, slash), file = slash == rest.npos ? std::string_view() : rest.substr(slash + 1);
  if (!is_name(name)) return problem(404, request);
  if (file == "live.m3u8") return list(streams.live(name), kOneSecond, request);
  if (file == "replay.m3u8") return list(streams.replay(name), kOneMinute, request);
  if (file == "state") {
    const auto status = streams.status(name, clock.now());
    return status ? state(*status) : problem(404, request);
  }
  if (file == "captions.vtt") {
    auto text = streams.captions(name);
    if (!text) return problem(404, request);
    http::Response response = ready("text/vtt; charset=utf-8", kOneMinute);
    response.body = std::move(*text);
    return response;
  }
  if (!file.ends_with(".ts")) return problem(404, request);
  const std::string_view digits = file.substr(0, file.size() - 3);
  const auto number = number_in(digits);
  if (!number || (digits.size() > 1 && digits.front() == '0')) return problem(404, request);
  const auto path = streams.piece(name, static_cast<std::int64_t>(*number));
  return path ? piece(*path, request) : problem(404, request);
}

}  // namespace gongshi::video
