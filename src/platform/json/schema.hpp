// JSON Schema (2020-12, as OpenAPI 3.1 uses it) from the same description that encodes and decodes.
#pragma once

#include <array>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "platform/json/codec.hpp"

namespace gongshi::json {

/// Component schemas by name ("consultation.PutVote"), collected while schema_of() walks a type.
using Components = std::map<std::string, std::string>;

/// "consultation.PutVote" of what a compiler calls a function that is made for that type.
std::string name_in(std::string_view function);

template <class T>
std::string type_name() {
  return name_in(__PRETTY_FUNCTION__);
}

/// One member of a struct as it is described.
struct MemberSchema {
  std::string_view name;
  bool required;
  std::string (*schema)(Components& components, const Limit* limit);
};
std::string schema_of_members(Components& components, std::span<const MemberSchema> members, std::span<const Limit> limits, std::span<const std::string> elsewhere);
std::string bounded(std::string_view schema, const Limit* limit, std::string_view least, std::string_view most);
std::string choice_schema(std::span<const std::string_view> names);
std::string list_schema(std::string items, const Limit* limit);
std::string reference(Components& components, const std::string& name, std::string (*schema)(Components&));

template <DescribedStruct T>
std::string object_schema(Components& components, std::span<const std::string> elsewhere);

template <class T>
std::string schema_of(Components& components, const Limit* limit = nullptr) {
  if constexpr (is_optional<T>) {
    return schema_of<typename T::value_type>(components, limit);
  } else if constexpr (std::same_as<T, bool>) {
    return R"({"type":"boolean"})";
  } else if constexpr (std::same_as<T, Timestamp>) {
    return R"({"type":"integer","description":"UTC milliseconds since 1970"})";
  } else if constexpr (std::integral<T>) {
    return bounded(R"("type":"integer")", limit, "minimum", "maximum");
  } else if constexpr (is_id<T>) {
    return R"({"type":"integer"})";
  } else if constexpr (std::floating_point<T>) {
    return R"({"type":"number"})";
  } else if constexpr (std::convertible_to<T, std::string_view>) {
    return bounded(R"("type":"string")", limit, "minLength", "maxLength");
  } else if constexpr (DescribedEnum<T>) {
    static constexpr auto kNames = enum_names<T>();
    return choice_schema(kNames);
  } else if constexpr (std::same_as<T, Raw>) {
    return "{}";
  } else if constexpr (is_vector<T>) {
    return list_schema(schema_of<typename T::value_type>(components), limit);
  } else if constexpr (is_array<T>) {
    constexpr std::int64_t kItems = std::tuple_size_v<T>;
    constexpr Limit kExactly{"", kItems, kItems};
    return list_schema(schema_of<typename T::value_type>(components), &kExactly);
  } else if constexpr (requires { typename T::mapped_type; }) {
    return R"({"type":"object","additionalProperties":)" + schema_of<typename T::mapped_type>(components) + "}";
  } else {
    return reference(components, type_name<T>(), [](Components& inside) { return object_schema<T>(inside, {}); });
  }
}

/// The object itself, without the members that stand elsewhere (path parameters).
template <DescribedStruct T>
std::string object_schema(Components& components, std::span<const std::string> elsewhere) {
  return [&]<template <class...> class List, class... Member>(List<Member...>) {
    static constexpr std::array<MemberSchema, sizeof...(Member)> kMembers{
        MemberSchema{without_trailing_underscore(Member::name), !is_optional<MemberType<Member>>,
                     &schema_of<MemberType<Member>>}...};
    return schema_of_members(components, kMembers, limits_of<T>(), elsewhere);
  }(Members<T>());
}

}  // namespace gongshi::json
