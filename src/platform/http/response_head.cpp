#include "platform/http/response_head.hpp"

#include <ctime>

#include <fmt/format.h>

#include "platform/http/ascii.hpp"

namespace gongshi::http {
namespace {

/// IMF-fixdate (RFC 9110 §5.6.7) with its field name; made once a second.
std::string_view date_line() {
  thread_local std::time_t made = 0;
  thread_local char line[48];
  thread_local std::size_t size = 0;
  timespec now{};
  clock_gettime(CLOCK_REALTIME_COARSE, &now);
  if (now.tv_sec != made) {
    static constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    made = now.tv_sec;
    std::tm parts{};
    gmtime_r(&made, &parts);
    size = fmt::format_to_n(line, sizeof line, "Date: {}, {:02} {} {:04} {:02}:{:02}:{:02} GMT\r\n", kDays[parts.tm_wday], parts.tm_mday,
                            kMonths[parts.tm_mon], parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec)
               .size;
  }
  return {line, size};
}

/// Fields about the connection and the message's length are the server's alone.
bool is_the_servers(std::string_view name) {
  for (const std::string_view own : {"content-length", "connection", "date", "transfer-encoding", "keep-alive", "x-content-type-options"}) {
    if (same_ignoring_case(name, own)) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 421: return "Misdirected Request";
    case 422: return "Unprocessable Content";
    case 426: return "Upgrade Required";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 505: return "HTTP Version Not Supported";
    case 507: return "Insufficient Storage";
    default: return "";
  }
}

std::optional<std::string> response_head(const Response& response, std::optional<std::uint64_t> length, Afterwards afterwards) {
  if (response.status < 200 || response.status > 599) {
    return std::nullopt;
  }
  std::string head;
  head.reserve(320);
  head.append("HTTP/1.1 ").append(fmt::format_int(response.status).c_str()).append(" ").append(reason_phrase(response.status)).append("\r\n");
  head.append(date_line());
  head.append("X-Content-Type-Options: nosniff\r\n");  // no answer, whatever it is, is taken for something else
  for (const auto& [name, value] : response.headers) {
    if (!is_token(name) || !is_field_value(value)) {
      return std::nullopt;
    }
    if (!is_the_servers(name)) {
      head.append(name).append(": ").append(value).append("\r\n");
    }
  }
  if (response.stream) {
    head.append("Content-Type: text/event-stream\r\nCache-Control: no-store\r\nX-Accel-Buffering: no\r\n");
  }
  if (length) {
    head.append("Content-Length: ").append(fmt::format_int(*length).c_str()).append("\r\n");
  }
  switch (afterwards) {
    case Afterwards::keep_alive: break;
    case Afterwards::keep_alive_http_1_0: head.append("Connection: keep-alive\r\n"); break;
    case Afterwards::close: head.append("Connection: close\r\n"); break;
  }
  return head.append("\r\n");
}

std::string problem_json(int status, std::string_view code, std::string_view request_id) {
  // Neither code, title nor an id the server took over can hold a quote or a backslash.
  return fmt::format(R"({{"type":"about:blank","title":"{}","status":{},"code":"{}","request_id":"{}"}})", reason_phrase(status), status, code,
                     request_id);
}

}  // namespace gongshi::http
