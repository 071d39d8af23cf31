// An operation is a row: method, path, permission, function, summary. Request and response types come from the function's signature:
//   Result<View> f(Context&, db::ReadTx&, const Request&)   runs in one snapshot
//   Result<View> f(Context&, db::WriteTx&, const Request&)  runs in one transaction, with the Idempotency-Key stored in it
//   Result<View> f(Context&, const Request&)                arranges its own storage
// Members of Request named in the path are taken from there; the rest from the query string (GET) or the JSON body. A member of type
// RawBody takes the body as it came; then the other members come from the query string.
#pragma once

#include <charconv>
#include <functional>
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

template <class T>
constexpr bool has_raw_body() {
  bool found = false;
  boost::mp11::mp_for_each<Members<T>>([&](auto member) {
    using Item = std::remove_cvref_t<decltype(std::declval<T&>().*member.pointer)>;
    if (std::same_as<Item, RawBody>) found = true;
  });
  return found;
}

template <class T>
Result<T> read_request(const Inputs& inputs) {
  T target{};
  json::Problems problems;
  const bool body_is_json =
      !has_raw_body<T>() && inputs.request.method != http::Method::get && inputs.request.method != http::Method::delete_;
  Parameters query;
  if (!body_is_json) {
    TRY_ASSIGN(query, query_parameters(inputs.request));
  }
  std::size_t used = 0;
  std::vector<std::string> elsewhere;
  boost::mp11::mp_for_each<Members<T>>([&](auto member) {
    const std::string_view name = without_trailing_underscore(member.name);
    auto& item = target.*member.pointer;
    using Item = std::remove_cvref_t<decltype(item)>;
    if constexpr (std::same_as<Item, RawBody>) {
      item.content_type = std::string(inputs.request.header("content-type"));
      item.bytes = inputs.request.body;
    } else if constexpr (Scalar<Item>) {
      for (const auto& [key, value] : inputs.path) {
        if (key != name) continue;
        read_text(value, item, "/" + key, problems);
        elsewhere.push_back(key);
        return;
      }
      if (body_is_json) return;
      bool given = false;
      for (const auto& [key, value] : query) {
        if (key != name) continue;
        given = true;
        ++used;
        read_text(value, item, "?" + key, problems);
        for (const json::Limit& limit : json::limits_of<T>()) {
          if (limit.member == name && (std::same_as<Item, std::string> || std::same_as<Item, std::optional<std::string>>)) {
            json::check_limit(limit, static_cast<std::int64_t>(code_points(value)), "?" + key, "length", problems);
          }
        }
      }
      if (!given && !json::is_optional<Item>) problems.add("?" + std::string(name), "request.missing");
    }
  });
  if (body_is_json) {
    if constexpr (!has_raw_body<T>()) {
      TRY_ASSIGN(const auto document, json::parse(inputs.request.body.empty() ? std::string_view("{}") : std::string_view(inputs.request.body)));
      json::read_object(document, target, "", problems, elsewhere);
    }
  } else if (used != query.size()) {
    for (const auto& [key, value] : query) {
      bool known = false;
      boost::mp11::mp_for_each<Members<T>>(
          [&](auto member) { known = known || without_trailing_underscore(member.name) == key; });
      if (!known) problems.add("?" + key, "request.unknown_field");
    }
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

template <class T>
OperationSchema describe_request(json::Components& components, const std::vector<std::string>& path_parameters, http::Method method) {
  OperationSchema schema;
  schema.raw_body = has_raw_body<T>();
  const bool in_query = schema.raw_body || method == http::Method::get || method == http::Method::delete_;
  boost::mp11::mp_for_each<Members<T>>([&](auto member) {
    using Item = std::remove_cvref_t<decltype(std::declval<T&>().*member.pointer)>;
    if constexpr (Scalar<Item>) {
      const std::string name(without_trailing_underscore(member.name));
      const bool in_path = std::ranges::find(path_parameters, name) != path_parameters.end();
      if (in_path || in_query) (in_path ? schema.path : schema.query).emplace_back(name, json::schema_of<Item>(components));
    }
  });
  if constexpr (!std::same_as<T, Nothing> && !has_raw_body<T>()) {
    if (!in_query) schema.body = json::object_schema<T>(components, path_parameters);
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
