#include "modules/assemblies/wrong_field.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"

namespace gongshi::assemblies {

std::unexpected<Error> wrong(std::string pointer, std::string code, std::map<std::string, std::string> args) {
  return std::unexpected(Error{ErrorKind::invalid, "request.invalid", {}, {FieldError{std::move(pointer), std::move(code), std::move(args)}}});
}

bool odd(std::string_view text) {
  return search_form(text).empty() || std::ranges::any_of(text, [](unsigned char c) { return c < ' ' || c == 0x7f; });
}

Result<void> check_names(const std::vector<std::string>& names, std::string_view field) {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string pointer = "/" + std::string(field) + "/" + std::to_string(i);
    if (odd(names[i]) || code_points(names[i]) > 50) return wrong(pointer, "assemblies.bad_name");
    if (!seen.insert(names[i]).second) return wrong(pointer, "assemblies.name_twice", {{"name", names[i]}});
  }
  return {};
}

}  // namespace gongshi::assemblies
