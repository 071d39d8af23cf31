#include "platform/http/percent.hpp"

#include <fmt/format.h>
#include <unicode/utf8.h>

#include "platform/http/ascii.hpp"

namespace gongshi::http {

bool is_utf8(std::string_view text) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int64_t>(text.size());
  for (std::int64_t at = 0; at < size;) {
    UChar32 character = 0;
    U8_NEXT(bytes, at, size, character);
    if (character < 0) {
      return false;
    }
  }
  return true;
}

std::optional<std::string> percent_decode(std::string_view text, PlusSign plus) {
  std::string decoded;
  decoded.reserve(text.size());
  bool all_ascii = true;
  for (std::size_t at = 0; at < text.size(); ++at) {
    char c = text[at];
    if (c == '%') {
      if (text.size() - at < 3) {
        return std::nullopt;
      }
      const int high = hex_value(text[at + 1]);
      const int low = hex_value(text[at + 2]);
      if (high < 0 || low < 0) {
        return std::nullopt;
      }
      c = static_cast<char>(high * 16 + low);
      at += 2;
    } else if (c == '+' && plus == PlusSign::is_space) {
      c = ' ';
    }
    const auto byte = static_cast<unsigned char>(c);
    const bool line_of_a_form = plus == PlusSign::is_space && (c == '\n' || c == '\r' || c == '\t');
    if ((byte < 0x20 && !line_of_a_form) || byte == 0x7F) {
      return std::nullopt;
    }
    all_ascii = all_ascii && byte < 0x80;
    decoded.push_back(c);
  }
  if (!all_ascii && !is_utf8(decoded)) {
    return std::nullopt;
  }
  return decoded;
}

std::string percent_encode(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == '_';
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

}  // namespace gongshi::http
