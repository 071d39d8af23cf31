// The query string of a request, and a form's body: application/x-www-form-urlencoded.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace gongshi::http {

enum class Repetition { refused, allowed };

struct QueryLimits {
  std::size_t parameters = 64;
  std::size_t value_bytes = 4096;  // of one decoded value
  Repetition repetition = Repetition::refused;
};

/// Names and values in their order, percent-decoded, '+' as space, valid UTF-8; a name without '=' has an empty value. An error names every
/// parameter that is wrong, a repeated one among them: which of two values counts must not be a matter of taste.
Result<std::vector<std::pair<std::string, std::string>>> parse_query(std::string_view raw, const QueryLimits& limits = {});

}  // namespace gongshi::http
