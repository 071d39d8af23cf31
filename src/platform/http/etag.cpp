#include "platform/http/etag.hpp"

#include "base/sha256.hpp"
#include "platform/http/ascii.hpp"

namespace gongshi::http {
namespace {

constexpr std::size_t kTagDigits = 20;

std::string_view without_weakness(std::string_view tag) {
  return tag.starts_with("W/") ? tag.substr(2) : tag;
}

}  // namespace

std::string etag_of(std::string_view bytes) {
  return '"' + to_hex(sha256(bytes)).substr(0, kTagDigits) + '"';
}

bool etag_matches(std::string_view if_none_match, std::string_view etag) {
  if (trimmed(if_none_match) == "*") {
    return true;
  }
  // A comma may stand inside a tag, but never in one of ours: a piece of a foreign tag matches nothing.
  while (!if_none_match.empty()) {
    if (without_weakness(trimmed(cut(if_none_match, ','))) == without_weakness(etag)) {
      return true;
    }
  }
  return false;
}

}  // namespace gongshi::http
