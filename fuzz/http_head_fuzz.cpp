// The head of a request: found and read alike however it arrives, and never two readings of one request.
#include <algorithm>

#include "platform/http/framing.hpp"
#include "target.hpp"

void gongshi::fuzz::run(std::string_view input) {
  using namespace gongshi::http;
  const Limits limits{.head_bytes = 4096, .uri_bytes = 1024};
  const Pieces pieces = in_two(input);
  HeadScanner whole;
  const auto length = whole.scan(pieces.all, limits);
  HeadScanner twice;
  const auto early = twice.scan(pieces.first, limits);
  // A complete or refused beginning stays so; otherwise the rest decides.
  const auto late = early && *early == 0 ? twice.scan(pieces.all, limits) : early;
  require(late == length, "a head that comes in two pieces is the same head");
  if (!length || *length == 0) return;
  const std::string_view bytes = pieces.all.substr(0, *length);
  require(bytes.ends_with("\r\n\r\n"), "a head ends with an empty line");
  const auto head = read_head(bytes, limits);
  if (!head) return;
  require(!(head->chunked && head->content_length != 0), "a body has one length");
  require(!(head->chunked && head->http_1_0), "HTTP/1.0 has no chunks");
  const auto hosts = std::ranges::count_if(head->request.headers, [](const Header& h) { return h.name.size() == 4 && (h.name[0] | 32) == 'h' && (h.name[1] | 32) == 'o' && (h.name[2] | 32) == 's' && (h.name[3] | 32) == 't'; });
  require(hosts == 1 || (head->http_1_0 && hosts == 0), "there is one Host, which HTTP/1.0 may leave out");
  const std::string& path = head->request.path;
  require(path == "*" || path.starts_with('/'), "a path begins with a slash");
  require((path + '/').find("/../") == path.npos && path.find("//") == path.npos && path.find('\0') == path.npos, "a path is in its normal form");
  for (const Header& header : head->request.headers) {
    require(header.value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos, "no line ends inside a field");
    (void)head->request.cookie(header.value);
  }
  (void)head->request.cookie("session");
}
