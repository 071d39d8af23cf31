// Several ids as one parameter, so that a page of rows is one question and not one for each row.
#pragma once

#include <ranges>
#include <string>

#include "base/id.hpp"

namespace gongshi::db {

/// "[3,5]", for `IN (SELECT value FROM json_each($1))`, in PostgreSQL's text `IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST($1 AS JSON)))`.
template <std::ranges::input_range R>
std::string id_list(R&& ids) {
  std::string text = "[";
  for (const auto id : ids) {
    if (text.size() > 1) text += ',';
    if constexpr (is_id<std::remove_cvref_t<decltype(id)>>) text += std::to_string(id.value);
    else text += std::to_string(id);
  }
  return text + "]";
}

}  // namespace gongshi::db
