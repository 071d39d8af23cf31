// An operation is a row: method, path, permission, function, summary. Request and response types come from the function's signature:
//   Result<View> f(Context&, db::ReadTx&, const Request&)   runs in one snapshot
//   Result<View> f(Context&, db::WriteTx&, const Request&)  runs in one transaction, with the Idempotency-Key stored in it
//   Result<View> f(Context&, const Request&)                arranges its own storage
// Members of Request named in the path are taken from there; the rest from the query string (GET) or the JSON body. A member of type
// RawBody takes the body as it came; then the other members come from the query string.
#pragma once

#include <algorithm>
#include <array>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/db/database.hpp"
#include "platform/http/message.hpp"
#include "platform/json/codec.hpp"
#include "platform/json/schema.hpp"
#include "platform/operations/context.hpp"
#include "platform/operations/pace.hpp"

namespace gongshi {

/// A request without members.
struct Nothing {};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())

/// The request body as it came.
struct RawBody {
  std::string content_type;
  std::string bytes;
};

/// Permissions that are no role's: anyone at all, or anyone signed in.
inline constexpr std::string_view kAnyone = "anyone";
inline constexpr std::string_view kSignedIn = "signed_in";

using Parameters = std::vector<std::pair<std::string, std::string>>;

struct Inputs {
  const http::Request& request;
  const Parameters& path;
};

/// What the API description says of one operation's types.
struct OperationSchema {
  std::string body;      // JSON Schema, empty when there is none
  std::string response;  // JSON Schema, empty when the answer is not JSON
  std::vector<std::pair<std::string, std::string>> path;   // name, schema
  std::vector<std::pair<std::string, std::string>> query;  // name, schema
  bool raw_body = false;
};

struct Operation {
  http::Method method;
  std::string path;  // "/api/v1/consultations/{id}"
  std::string permission;
  std::string summary;
  int success = 200;
  bool writes = false;       // the framework opened a WriteTx
  std::size_t body_limit = 256 * 1024;
  const Pace* pace = nullptr;  // how often it may be called; null: as often as one likes
  std::function<Result<http::Response>(Context&, const Inputs&)> invoke;
  std::function<OperationSchema(json::Components&, const std::vector<std::string>& path_parameters)> describe;

  Operation&& answers(int status) && {
    success = status;
    return std::move(*this);
  }
  Operation&& accepts(std::size_t bytes) && {
    body_limit = bytes;
    return std::move(*this);
  }
  /// One of the constants of pace.hpp.
  Operation&& paced(const Pace& how_often) && {
    pace = &how_often;
    return std::move(*this);
  }
  /// For a function that writes its answer itself: the JSON it writes is a View.
  template <class View>
  Operation&& answers_as() &&;
};

namespace detail {

inline bool body_is_json(http::Method method) { return method != http::Method::get && method != http::Method::delete_; }
Result<Parameters> query_parameters(const http::Request& request);
void parse_text(std::string_view text, std::int64_t& target, const std::string& pointer, json::Problems& problems);
http::Response json_response(std::string body);
/// Runs `body` in one write transaction together with the idempotency record of this request; a replay gets the stored answer.
Result<http::Response> write_once(Context& context, const Inputs& inputs, db::FunctionRef<Result<std::string>(db::WriteTx&)> body);

template <class T>
void read_text(std::string_view text, T& target, const std::string& pointer, json::Problems& problems) {
  if constexpr (json::is_optional<T>) {
    read_text(text, target.emplace(), pointer, problems);
  } else if constexpr (std::same_as<T, std::string>) {
    target = text;
    if (text.find('\0') != text.npos) problems.add(pointer, "request.unprintable_text");
  } else if constexpr (DescribedEnum<T>) {
    if (const auto found = enum_from_name<T>(text)) {
      target = *found;
    } else {
      problems.add(pointer, "request.not_a_choice");
    }
  } else if constexpr (std::same_as<T, bool>) {
    if (text == "true" || text == "false") {
      target = text == "true";
    } else {
      problems.add(pointer, "request.boolean_expected");
    }
  } else {
    std::int64_t number = 0;
    parse_text(text, number, pointer, problems);
    if constexpr (is_id<T>) {
      target.value = number;
    } else if constexpr (std::same_as<T, Timestamp>) {
      target.milliseconds = number;
    } else {
      static_assert(std::integral<T>, "only scalars can stand in a path or a query string");
      if (std::in_range<T>(number)) {
        target = static_cast<T>(number);
      } else {
        problems.add(pointer, "request.integer_expected");
      }
    }
  }
}

/// What can stand in a path or a query string.
template <class T>
concept Scalar = std::same_as<T, std::string> || DescribedEnum<T> || std::integral<T> || is_id<T> || std::same_as<T, Timestamp> ||
                 (json::is_optional<T> && (std::same_as<T, std::optional<std::string>> || std::integral<typename T::value_type> ||
                                           DescribedEnum<typename T::value_type> || is_id<typename T::value_type> ||
                                           std::same_as<T, std::optional<Timestamp>>));

/// One member of a request as it is read from the path or the query string.
struct MemberText {
  std::string_view name;
  bool optional;
  bool is_text;
  bool is_raw_body;
  void (*read)(std::string_view text, void* item, const std::string& pointer, json::Problems& problems);  // null: no scalar
  std::string (*schema)(json::Components& components, const json::Limit* limit);                           // null: no scalar
};

template <class Item>
constexpr MemberText member_text(std::string_view name) {
  MemberText member{without_trailing_underscore(name), json::is_optional<Item>, std::same_as<Item, std::string> || std::same_as<Item, std::optional<std::string>>,
                    std::same_as<Item, RawBody>, nullptr, nullptr};
  if constexpr (Scalar<Item>) {
    member.read = [](std::string_view text, void* item, const std::string& pointer, json::Problems& problems) { read_text(text, *static_cast<Item*>(item), pointer, problems); };
    member.schema = &json::schema_of<Item>;
  }
  return member;
}

template <class List>
inline constexpr std::array<MemberText, 0> kTexts;
template <template <class...> class List, class... Member>
inline constexpr std::array<MemberText, sizeof...(Member)> kTexts<List<Member...>>{member_text<MemberType<Member>>(Member::name)...};

template <class T>
constexpr bool has_raw_body() {
  return std::ranges::any_of(kTexts<Members<T>>, &MemberText::is_raw_body);
}

/// Reads what stands in the path, in the query string or as a raw body. Returns the body's document where the rest stands there, and the members that it must not have.
struct Remainder {
  bool in_body = false;
  boost::json::value document;
  std::vector<std::string> elsewhere;
};
Result<Remainder> read_texts(const Inputs& inputs, std::span<const MemberText> members, void* const* items, std::span<const json::Limit> limits, json::Problems& problems);

template <class T>
Result<T> read_request(const Inputs& inputs) {
  T target{};
  json::Problems problems;
  const auto texts = [&]<template <class...> class List, class... Member>(List<Member...>) {
    const std::array<void*, sizeof...(Member)> items{static_cast<void*>(&(target.*Member::pointer))...};
    return read_texts(inputs, kTexts<Members<T>>, items.data(), json::limits_of<T>(), problems);
  };
  TRY_ASSIGN(const Remainder remainder, texts(Members<T>()));
  if constexpr (!has_raw_body<T>()) {
    if (remainder.in_body) json::read_object(remainder.document, target, "", problems, remainder.elsewhere);
  }
  if (!problems.empty()) return std::unexpected(std::move(problems).error());
  return target;
}

template <class View>
Result<http::Response> respond(Result<View>&& result) {
  if (!result) return std::unexpected(std::move(result).error());
  if constexpr (std::same_as<View, http::Response>) {
    return std::move(*result);
  } else {
    return json_response(json::encode(*result));
  }
}

OperationSchema describe_texts(json::Components& components, std::span<const MemberText> members, const std::vector<std::string>& path_parameters, http::Method method);

template <class T>
OperationSchema describe_request(json::Components& components, const std::vector<std::string>& path_parameters, http::Method method) {
  OperationSchema schema = describe_texts(components, kTexts<Members<T>>, path_parameters, method);
  if constexpr (!std::same_as<T, Nothing> && !has_raw_body<T>()) {
    if (body_is_json(method)) schema.body = json::object_schema<T>(components, path_parameters);
  }
  return schema;
}

template <class T, class View>
auto describe_both(http::Method method) {
  return [method](json::Components& components, const std::vector<std::string>& path_parameters) {
    OperationSchema schema = describe_request<T>(components, path_parameters, method);
    if constexpr (!std::same_as<View, http::Response>) schema.response = json::schema_of<View>(components);
    return schema;
  };
}

template <class View, class Request>
Operation make(http::Method method, std::string path, std::string_view permission, Result<View> (*f)(Context&, db::ReadTx&, const Request&),
               std::string summary) {
  Operation row{method, std::move(path), std::string(permission), std::move(summary)};
  row.invoke = [f](Context& context, const Inputs& inputs) -> Result<http::Response> {
    TRY_ASSIGN(const Request request, read_request<Request>(inputs));
    return respond(context.db.read([&](db::ReadTx& tx) { return f(context, tx, request); }));
  };
  row.describe = describe_both<Request, View>(method);
  return row;
}

template <class View, class Request>
Operation make(http::Method method, std::string path, std::string_view permission, Result<View> (*f)(Context&, db::WriteTx&, const Request&),
               std::string summary) {
  Operation row{method, std::move(path), std::string(permission), std::move(summary)};
  row.writes = true;
  row.invoke = [f](Context& context, const Inputs& inputs) -> Result<http::Response> {
    TRY_ASSIGN(const Request request, read_request<Request>(inputs));
    return write_once(context, inputs, [&](db::WriteTx& tx) -> Result<std::string> {
      TRY_ASSIGN(const View view, f(context, tx, request));
      return json::encode(view);
    });
  };
  row.describe = describe_both<Request, View>(method);
  return row;
}

/// A function whose view is there once its write is: no thread waits for it. What it keeps of the context stays; the request does not.
template <class View, class Request>
Operation make(http::Method method, std::string path, std::string_view permission, Result<Later<View>> (*f)(Context&, const Request&),
               std::string summary) {
  Operation row{method, std::move(path), std::string(permission), std::move(summary)};
  row.invoke = [f](Context& context, const Inputs& inputs) -> Result<http::Response> {
    TRY_ASSIGN(const Request request, read_request<Request>(inputs));
    TRY_ASSIGN(Later<View> later, f(context, request));
    context.later = {std::move(later.moment), [take = std::move(later.take)] { return respond(take()); }};
    return http::Response{};
  };
  row.describe = describe_both<Request, View>(method);
  return row;
}

template <class View, class Request>
Operation make(http::Method method, std::string path, std::string_view permission, Result<View> (*f)(Context&, const Request&),
               std::string summary) {
  Operation row{method, std::move(path), std::string(permission), std::move(summary)};
  row.invoke = [f](Context& context, const Inputs& inputs) -> Result<http::Response> {
    TRY_ASSIGN(const Request request, read_request<Request>(inputs));
    return respond(f(context, request));
  };
  row.describe = describe_both<Request, View>(method);
  return row;
}

}  // namespace detail

template <class View>
Operation&& Operation::answers_as() && {
  describe = [request = std::move(describe)](json::Components& components, const std::vector<std::string>& path_parameters) {
    OperationSchema schema = request(components, path_parameters);
    schema.response = json::schema_of<View>(components);
    return schema;
  };
  return std::move(*this);
}

template <class F>
Operation get(std::string path, std::string_view permission, F* f, std::string summary) {
  return detail::make(http::Method::get, std::move(path), permission, f, std::move(summary));
}
template <class F>
Operation post(std::string path, std::string_view permission, F* f, std::string summary) {
  return detail::make(http::Method::post, std::move(path), permission, f, std::move(summary));
}
template <class F>
Operation put(std::string path, std::string_view permission, F* f, std::string summary) {
  return detail::make(http::Method::put, std::move(path), permission, f, std::move(summary));
}
template <class F>
Operation delete_(std::string path, std::string_view permission, F* f, std::string summary) {
  return detail::make(http::Method::delete_, std::move(path), permission, f, std::move(summary));
}

}  // namespace gongshi
