// Query strings, forms, percent-encoding and cookies: decoded text is UTF-8 without control characters (but line ends in forms), or refused.
#include "platform/http/message.hpp"
#include "platform/http/percent.hpp"
#include "platform/http/query.hpp"
#include "target.hpp"

void gongshi::fuzz::run(std::string_view input) {
  using namespace gongshi::http;
  // A form may hold what somebody wrote on several lines.
  const auto clean = [](std::string_view text, std::string_view but = {}) {
    require(is_utf8(text), "decoded text is UTF-8");
    for (const char c : text) require((static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) || but.contains(c), "and has no control characters");
  };
  if (const auto decoded = percent_decode(input)) clean(*decoded);
  if (const auto query = parse_query(input)) {
    require(query->size() <= QueryLimits{}.parameters, "not more parameters than the limit");
    for (const auto& [name, value] : *query) {
      clean(name, "\n\r\t");
      clean(value, "\n\r\t");
      require(value.size() <= QueryLimits{}.value_bytes, "a value stays within its limit");
    }
  }
  Request request;
  request.headers = {{"Cookie", std::string(input)}, {"cookie", "session=known"}};
  for (const std::string_view name : {"session", "__Host-session", ""}) {
    require(request.cookie(name).find(';') == std::string_view::npos, "a cookie's value ends before the next");
  }
}
