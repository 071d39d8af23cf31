// JSON for described wire structs: encode, decode with every problem at once (JSON Pointer + code, unknown fields refused), JSON Schema.
// Written here because boost::json::value_to (1.81) refuses a missing optional and never names the field (docs/adr/0004).
#pragma once

#include <array>
#include <charconv>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <boost/json/value.hpp>

#include "base/id.hpp"
#include "base/names.hpp"
#include "base/result.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

namespace gongshi::json {

/// Text that is JSON already; encode only.
struct Raw {
  std::string text;
};

/// A bound on one member: code points of a string, items of a list, or the value of a number.
struct Limit {
  std::string_view member;
  std::int64_t least;
  std::int64_t most;
};

/// Found by argument-dependent look-up beside the struct: `constexpr auto limits(const SubmitX*) { return std::array{json::Limit{"title", 1, 50}}; }`
template <class T>
constexpr std::span<const Limit> limits_of() {
  if constexpr (requires { limits(static_cast<const T*>(nullptr)); }) {
    static constexpr auto kLimits = limits(static_cast<const T*>(nullptr));
    return kLimits;
  } else {
    return {};
  }
}

inline constexpr std::int64_t kGreatestExactInteger = (1LL << 53) - 1;

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <class T>
inline constexpr bool is_array = false;
template <class T, std::size_t N>
inline constexpr bool is_array<std::array<T, N>> = true;

// ---- encode

void append_string(std::string& out, std::string_view text);
void append_double(std::string& out, double value);  // shortest text that reads back the same; NaN and infinity become null

inline void append_integer(std::string& out, std::int64_t value) {
  char buffer[24];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  out.append(buffer, end);
}

/// One member of a struct as it is written. The tables of members and the loops over them that are no templates halve what the compiler has to do.
struct MemberWriter {
  std::string_view name;
  void (*encode)(std::string& out, const void* item);
  bool (*present)(const void* item);  // null: always
};
void encode_members(std::string& out, std::span<const MemberWriter> members, const void* const* items);

template <class T>
void encode(std::string& out, const T& value);

template <class Item>
constexpr MemberWriter member_writer(std::string_view name) {
  MemberWriter writer{without_trailing_underscore(name), [](std::string& out, const void* item) { encode(out, *static_cast<const Item*>(item)); }, nullptr};
  if constexpr (is_optional<Item>) writer.present = [](const void* item) { return static_cast<const Item*>(item)->has_value(); };
  return writer;
}

template <class T>
void encode(std::string& out, const T& value) {
  if constexpr (is_optional<T>) {
    if (value) {
      encode(out, *value);
    } else {
      out += "null";
    }
  } else if constexpr (std::same_as<T, bool>) {
    out += value ? "true" : "false";
  } else if constexpr (std::integral<T>) {
    append_integer(out, static_cast<std::int64_t>(value));
  } else if constexpr (std::floating_point<T>) {
    append_double(out, value);
  } else if constexpr (std::convertible_to<T, std::string_view>) {
    append_string(out, value);
  } else if constexpr (DescribedEnum<T>) {
    append_string(out, enum_name(value));
  } else if constexpr (is_id<T>) {
    append_integer(out, value.value);
  } else if constexpr (std::same_as<T, Timestamp>) {
    append_integer(out, value.milliseconds);
  } else if constexpr (std::same_as<T, Raw>) {
    out += value.text;
  } else if constexpr (is_vector<T> || is_array<T>) {
    out += '[';
    bool first = true;
    for (const auto& item : value) {
      if (!first) out += ',';
      first = false;
      encode(out, item);
    }
    out += ']';
  } else if constexpr (requires { typename T::mapped_type; }) {
    out += '{';
    bool first = true;
    for (const auto& [key, item] : value) {
      if (!first) out += ',';
      first = false;
      append_string(out, key);
      out += ':';
      encode(out, item);
    }
    out += '}';
  } else {
    static_assert(DescribedStruct<T>, "describe the wire struct");
    [&]<template <class...> class List, class... Member>(List<Member...>) {
      static constexpr std::array<MemberWriter, sizeof...(Member)> kMembers{member_writer<MemberType<Member>>(Member::name)...};
      const std::array<const void*, sizeof...(Member)> items{static_cast<const void*>(&(value.*Member::pointer))...};
      encode_members(out, kMembers, items.data());
    }(Members<T>());
  }
}

template <class T>
std::string encode(const T& value) {
  std::string out;
  encode(out, value);
  return out;
}

// ---- decode

/// Collects field errors while reading; `pointer` is where the reader stands.
class Problems {
 public:
  void add(std::string_view pointer, std::string_view code, std::map<std::string, std::string> args = {});
  bool empty() const { return fields_.empty(); }
  std::size_t size() const { return fields_.size(); }
  /// The error to return: kind invalid, code "request.invalid".
  Error error() &&;

 private:
  std::vector<FieldError> fields_;
};

/// Refuses syntax errors, nesting deeper than 16 and broken UTF-8 with code "request.not_json".
Result<boost::json::value> parse(std::string_view text);

void check_limit(const Limit& limit, std::int64_t measured, std::string_view pointer, std::string_view what, Problems& problems);

template <class T>
void read(const boost::json::value& value, T& target, const std::string& pointer, Problems& problems);

/// One member of a struct as it is read: `read` also measures it against the limit, where there is one.
struct MemberReader {
  std::string_view name;
  bool optional;
  void (*read)(const boost::json::value& value, void* item, const Limit* limit, const std::string& pointer, Problems& problems);
};
void read_members(const boost::json::value& value, std::span<const MemberReader> members, void* const* items, std::span<const Limit> limits, const std::string& pointer,
                  Problems& problems, std::span<const std::string> elsewhere);
const Limit* limit_of(std::span<const Limit> limits, std::string_view member);

template <class Item>
void read_within(const boost::json::value& value, void* target, const Limit* limit, const std::string& where, Problems& problems) {
  Item& item = *static_cast<Item*>(target);
  const std::size_t before = problems.size();
  read(value, item, where, problems);
  if (limit == nullptr || problems.size() != before) return;  // what is no text is not also too short
  if constexpr (std::same_as<Item, std::string>) {
    check_limit(*limit, static_cast<std::int64_t>(code_points(item)), where, "length", problems);
  } else if constexpr (std::same_as<Item, std::optional<std::string>>) {
    if (item) check_limit(*limit, static_cast<std::int64_t>(code_points(*item)), where, "length", problems);
  } else if constexpr (is_vector<Item>) {
    check_limit(*limit, static_cast<std::int64_t>(item.size()), where, "items", problems);
  } else if constexpr (std::integral<Item> && !std::same_as<Item, bool>) {
    check_limit(*limit, static_cast<std::int64_t>(item), where, "value", problems);
  }
}

/// Reads the members that `object` names into `target`. Members in `elsewhere` (path parameters) must not appear.
template <DescribedStruct T>
void read_object(const boost::json::value& value, T& target, const std::string& pointer, Problems& problems,
                 std::span<const std::string> elsewhere = {}) {
  [&]<template <class...> class List, class... Member>(List<Member...>) {
    static constexpr std::array<MemberReader, sizeof...(Member)> kMembers{MemberReader{
        without_trailing_underscore(Member::name), is_optional<MemberType<Member>>,
        &read_within<MemberType<Member>>}...};
    const std::array<void*, sizeof...(Member)> items{static_cast<void*>(&(target.*Member::pointer))...};
    read_members(value, kMembers, items.data(), limits_of<T>(), pointer, problems, elsewhere);
  }(Members<T>());
}

template <class T>
void read(const boost::json::value& value, T& target, const std::string& pointer, Problems& problems) {
  if constexpr (is_optional<T>) {
    if (value.is_null()) {
      target.reset();
    } else {
      read(value, target.emplace(), pointer, problems);
    }
  } else if constexpr (std::same_as<T, bool>) {
    if (const bool* b = value.if_bool()) {
      target = *b;
    } else {
      problems.add(pointer, "request.boolean_expected");
    }
  } else if constexpr (std::integral<T> || is_id<T> || std::same_as<T, Timestamp>) {
    const std::int64_t* number = value.if_int64();
    if (number == nullptr || *number > kGreatestExactInteger || *number < -kGreatestExactInteger) {
      problems.add(pointer, "request.integer_expected");
    } else if constexpr (is_id<T>) {
      target.value = *number;
    } else if constexpr (std::same_as<T, Timestamp>) {
      target.milliseconds = *number;
    } else if (!std::in_range<T>(*number)) {
      problems.add(pointer, "request.integer_expected");
    } else {
      target = static_cast<T>(*number);
    }
  } else if constexpr (std::floating_point<T>) {
    if (value.is_number()) {
      target = value.to_number<T>();
    } else {
      problems.add(pointer, "request.number_expected");
    }
  } else if constexpr (std::same_as<T, std::string>) {
    if (const auto* text = value.if_string(); text != nullptr && text->find('\0') != text->npos) {
      problems.add(pointer, "request.unprintable_text");
    } else if (text != nullptr) {
      target.assign(text->data(), text->size());
    } else {
      problems.add(pointer, "request.text_expected");
    }
  } else if constexpr (DescribedEnum<T>) {
    const auto* text = value.if_string();
    const auto found = text == nullptr ? std::nullopt : enum_from_name<T>(std::string_view(text->data(), text->size()));
    if (found) {
      target = *found;
    } else {
      problems.add(pointer, "request.not_a_choice");
    }
  } else if constexpr (is_vector<T>) {
    const auto* list = value.if_array();
    if (list == nullptr) return problems.add(pointer, "request.list_expected");
    target.resize(list->size());
    for (std::size_t i = 0; i < list->size(); ++i) read((*list)[i], target[i], pointer + "/" + std::to_string(i), problems);
  } else if constexpr (is_array<T>) {
    const auto* list = value.if_array();
    if (list == nullptr || list->size() != target.size()) return problems.add(pointer, "request.list_expected");
    for (std::size_t i = 0; i < list->size(); ++i) read((*list)[i], target[i], pointer + "/" + std::to_string(i), problems);
  } else {
    read_object(value, target, pointer, problems);
  }
}

/// A whole document as T, or every problem in it.
template <class T>
Result<T> decode(std::string_view text) {
  TRY_ASSIGN(const auto document, parse(text));
  T target{};
  Problems problems;
  read(document, target, "", problems);
  if (!problems.empty()) return std::unexpected(std::move(problems).error());
  return target;
}

}  // namespace gongshi::json
