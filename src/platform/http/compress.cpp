#include "platform/http/compress.hpp"

#include <algorithm>
#include <stdexcept>

#include <zlib.h>

#include "platform/http/ascii.hpp"
#include "platform/http/assets.hpp"

namespace gongshi::http {
namespace {

constexpr std::size_t kWorthIt = 1024;  // bytes: less fits into the packet that goes out anyway
constexpr int kLevel = 4;               // 2 % larger than the best on our pages, in two thirds of its time
constexpr int kWindow = 14 + 16;        // 16 KiB, in a gzip wrapper
constexpr int kMemory = 7;

/// One per thread, kept: making one costs more than compressing a small page.
class Deflater {
 public:
  Deflater() {
    if (deflateInit2(&stream_, kLevel, Z_DEFLATED, kWindow, kMemory, Z_DEFAULT_STRATEGY) != Z_OK) throw std::bad_alloc();
  }
  ~Deflater() { deflateEnd(&stream_); }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;

  std::string run(std::string_view text) {
    deflateReset(&stream_);
    std::string out(deflateBound(&stream_, text.size()), '\0');
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream_.avail_in = static_cast<uInt>(text.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = static_cast<uInt>(out.size());
    if (deflate(&stream_, Z_FINISH) != Z_STREAM_END) throw std::runtime_error("an answer could not be compressed");
    out.resize(stream_.total_out);
    return out;
  }

 private:
  z_stream stream_{};
};

Header* find(Response& response, std::string_view name) {
  const auto found = std::ranges::find_if(response.headers, [&](const Header& header) { return same_ignoring_case(header.name, name); });
  return found == response.headers.end() ? nullptr : &*found;
}

/// Texts; pictures, archives and the like are compressed already.
bool gains(std::string_view content_type) {
  const std::string_view type = trimmed(cut(content_type, ';'));
  return (type.starts_with("text/") && type != "text/event-stream") || type == "application/json" || type.ends_with("+json") ||
         type == "image/svg+xml" || type == "application/vnd.apple.mpegurl";
}

}  // namespace

std::string gzip_tag(std::string_view etag) {
  std::string tag(etag);
  if (!tag.empty()) tag.insert(tag.size() - 1, "-gz");
  return tag;
}

void compress(const Request& request, Response& response, std::string_view secret) {
  const Header* const type = find(response, "Content-Type");
  if (response.stream || !response.static_body.empty() || response.body.size() < kWorthIt || type == nullptr || !gains(type->value) ||
      find(response, "Content-Encoding") != nullptr) {
    return;
  }
  if (Header* const vary = find(response, "Vary"); vary != nullptr) {
    vary->value += ", Accept-Encoding";
  } else {
    response.set("Vary", "Accept-Encoding");
  }
  if (!prefers_gzip(request.header("accept-encoding"))) return;
  if (!secret.empty() && response.body.find(secret) != std::string::npos) return;
  thread_local Deflater deflater;
  response.body = deflater.run(response.body);
  response.set("Content-Encoding", "gzip");
  if (Header* const tag = find(response, "ETag"); tag != nullptr) tag->value = gzip_tag(tag->value);
}

}  // namespace gongshi::http
