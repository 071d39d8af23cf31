// What is wrong with what the operator typed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace gongshi::assemblies {

/// 400 with this field.
std::unexpected<Error> wrong(std::string pointer, std::string code, std::map<std::string, std::string> args = {});
/// Nothing to read, or something nobody can see.
bool odd(std::string_view text);
/// A name of the list that cannot be used, as an error of its field.
Result<void> check_names(const std::vector<std::string>& names, std::string_view field);

}  // namespace gongshi::assemblies
