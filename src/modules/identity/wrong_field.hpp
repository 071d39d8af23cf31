#pragma once

#include <map>
#include <string>
#include <utility>

#include "base/result.hpp"

namespace gongshi::identity {

/// 422 that names its one field; the code says why at both places.
inline std::unexpected<Error> wrong_field(std::string pointer, std::string code, std::map<std::string, std::string> args = {}) {
  FieldError field{std::move(pointer), code, args};
  return std::unexpected(Error{ErrorKind::unprocessable, std::move(code), std::move(args), {std::move(field)}});
}

}  // namespace gongshi::identity
