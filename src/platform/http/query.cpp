#include "platform/http/query.hpp"

#include <algorithm>

#include "platform/http/ascii.hpp"
#include "platform/http/percent.hpp"

namespace gongshi::http {

Result<std::vector<std::pair<std::string, std::string>>> parse_query(std::string_view raw, const QueryLimits& limits) {
  std::vector<std::pair<std::string, std::string>> parameters;
  Error error{ErrorKind::invalid, "http.query_malformed"};
  while (!raw.empty()) {
    std::string_view value = cut(raw, '&');
    if (value.empty()) {
      continue;
    }
    if (parameters.size() + error.fields.size() == limits.parameters) {
      error.fields.push_back({"?", "http.too_many_parameters"});
      break;
    }
    const auto name = percent_decode(cut(value, '='), PlusSign::is_space);
    auto decoded = percent_decode(value, PlusSign::is_space);
    if (!name || !decoded) {
      error.fields.push_back({"?" + name.value_or(""), "http.encoding_malformed"});
    } else if (decoded->size() > limits.value_bytes) {
      error.fields.push_back({"?" + *name, "http.value_too_long"});
    } else if (limits.repetition == Repetition::refused && std::ranges::count(parameters, *name, [](const auto& p) { return p.first; })) {
      error.fields.push_back({"?" + *name, "http.parameter_repeated"});
    } else {
      parameters.emplace_back(*name, std::move(*decoded));
    }
  }
  if (!error.fields.empty()) {
    return std::unexpected(std::move(error));
  }
  return parameters;
}

}  // namespace gongshi::http
