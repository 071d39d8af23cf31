#include "platform/db/values.hpp"

#include <cmath>

#include <fmt/format.h>

namespace gongshi::db {

void check_values(const Query& query, std::span<const Value> values) {
  if (values.size() != static_cast<std::size_t>(query.parameters)) {
    throw Failure(fmt::format("{}: takes {} parameters, not {}", query.name, query.parameters, values.size()));
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (const auto* text = std::get_if<std::string_view>(&values[i]); text != nullptr && text->contains('\0')) {
      throw Failure(fmt::format("{}: the text for ${} holds a NUL byte", query.name, i + 1));
    }
    if (const auto* real = std::get_if<double>(&values[i]); real != nullptr && std::isnan(*real)) {
      throw Failure(fmt::format("{}: the number for ${} is not a number", query.name, i + 1));
    }
  }
}

}  // namespace gongshi::db
