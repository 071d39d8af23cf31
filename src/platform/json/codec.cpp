#include "platform/json/codec.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/src.hpp>

namespace gongshi::json {

void append_string(std::string& out, std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  std::size_t start = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const unsigned char c = static_cast<unsigned char>(text[i]);
    // "<" is written \u003c so that data inlined into a page can never close its script element.
    if (c >= 0x20 && c != '"' && c != '\\' && c != '<') continue;
    out.append(text, start, i - start);
    start = i + 1;
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        out += "\\u00";
        out += kHex[c >> 4];
        out += kHex[c & 15];
    }
  }
  out.append(text, start);
  out += '"';
}

void append_double(std::string& out, double value) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  out.append(buffer, end);
}

void Problems::add(std::string_view pointer, std::string_view code, std::map<std::string, std::string> args) {
  constexpr std::size_t kEnough = 100;  // a hostile body must not make a large answer
  if (fields_.size() < kEnough) fields_.push_back({std::string(pointer), std::string(code), std::move(args)});
}

Error Problems::error() && { return Error{ErrorKind::invalid, "request.invalid", {}, std::move(fields_)}; }

Result<boost::json::value> parse(std::string_view text) {
  boost::json::parse_options options;
  options.max_depth = 16;
  boost::json::error_code failed;
  boost::json::value document = boost::json::parse(boost::json::string_view(text.data(), text.size()), failed, {}, options);
  if (failed) return fail(ErrorKind::invalid, "request.not_json", {{"why", failed.message()}});
  return document;
}

void check_limit(const Limit& limit, std::int64_t measured, std::string_view pointer, std::string_view what, Problems& problems) {
  if (measured < limit.least) {
    problems.add(pointer, "request." + std::string(what) + "_too_small", {{"least", std::to_string(limit.least)}});
  } else if (measured > limit.most) {
    problems.add(pointer, "request." + std::string(what) + "_too_large",
                 {{"most", std::to_string(limit.most)}, {"given", std::to_string(measured)}});
  }
}

}  // namespace gongshi::json
