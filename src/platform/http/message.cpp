#include "platform/http/message.hpp"

#include "platform/http/ascii.hpp"

namespace gongshi::http {

std::string_view Request::header(std::string_view name) const {
  for (const Header& header : headers) {
    if (same_ignoring_case(header.name, name)) {
      return header.value;
    }
  }
  return {};
}

std::string_view Request::cookie(std::string_view name) const {
  for (const Header& header : headers) {
    if (!same_ignoring_case(header.name, "cookie")) {
      continue;
    }
    for (std::string_view rest = header.value; !rest.empty();) {
      std::string_view value = cut(rest, ';');
      if (trimmed(cut(value, '=')) == name) {
        return trimmed(value);
      }
    }
  }
  return {};
}

}  // namespace gongshi::http
