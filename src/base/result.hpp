// Two channels of failure: an expected outcome is an Error value; broken machinery throws to one boundary.
#pragma once

#include <expected>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace gongshi {

/// Decides the HTTP status, in one table (platform/http/problem.cpp).
enum class ErrorKind {
  invalid,          // 400: the request cannot be understood or a field is wrong
  unauthenticated,  // 401
  forbidden,        // 403
  not_found,        // 404: absent, or hidden from this reader
  conflict,         // 409: moved meanwhile, or the procedure does not allow it now
  gone,             // 410
  too_large,        // 413
  unprocessable,    // 422: well-formed, but a rule refuses it
  too_many,         // 429
  unavailable,      // 503
};

/// One wrong field. `pointer` is a JSON Pointer (RFC 6901) into the request, or "?name" for a query parameter.
struct FieldError {
  std::string pointer;
  std::string code;
  std::map<std::string, std::string> args{};
  bool operator==(const FieldError&) const = default;
};

/// `code` is stable, documented and the message key at once ("consultation.closed"); once released it is never renamed.
struct Error {
  ErrorKind kind;
  std::string code;
  std::map<std::string, std::string> args{};
  std::vector<FieldError> fields{};
  bool operator==(const Error&) const = default;
};

template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(ErrorKind kind, std::string code, std::map<std::string, std::string> args = {}) {
  return std::unexpected(Error{kind, std::move(code), std::move(args), {}});
}

}  // namespace gongshi

#define GONGSHI_CONCAT_(a, b) a##b
#define GONGSHI_CONCAT(a, b) GONGSHI_CONCAT_(a, b)

/// Return the error of `expression`, or go on.
#define TRY(expression)                                                           \
  do {                                                                            \
    if (auto try_result_ = (expression); !try_result_) [[unlikely]]               \
      return std::unexpected(std::move(try_result_).error());                     \
  } while (false)

/// `TRY_ASSIGN(auto x, find(id));` declares x, or returns the error.
#define TRY_ASSIGN(declaration, expression) \
  GONGSHI_TRY_ASSIGN_(GONGSHI_CONCAT(try_result_, __COUNTER__), declaration, expression)
#define GONGSHI_TRY_ASSIGN_(name, declaration, expression)                 \
  auto name = (expression);                                                \
  if (!name) [[unlikely]]                                                  \
    return std::unexpected(std::move(name).error());                       \
  declaration = std::move(*name)
