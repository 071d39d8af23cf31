// JSON Schema (2020-12, as OpenAPI 3.1 uses it) from the same description that encodes and decodes.
#pragma once

#include <map>
#include <string>

#include "platform/json/codec.hpp"

namespace gongshi::json {

/// Component schemas by name ("consultation.PutVote"), collected while schema_of() walks a type.
using Components = std::map<std::string, std::string>;

template <class T>
std::string type_name() {
  // "… [with T = gongshi::consultation::PutVote; …]" (g++) or "… [T = gongshi::consultation::PutVote]" (clang)
  std::string_view text = __PRETTY_FUNCTION__;
  text.remove_prefix(text.find("T = ") + 4);
  text = text.substr(0, text.find_first_of(";]"));
  if (text.starts_with("gongshi::")) text.remove_prefix(9);
  std::string name;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, 2) == "::") {
      name += '.';
      ++i;
    } else {
      name += text[i];
    }
  }
  return name;
}

template <DescribedStruct T>
std::string object_schema(Components& components, std::span<const std::string> elsewhere);

template <class T>
std::string schema_of(Components& components, const Limit* limit = nullptr) {
  const auto bounded = [&](std::string_view least, std::string_view most) {
    if (limit == nullptr) return std::string();
    return ",\"" + std::string(least) + "\":" + std::to_string(limit->least) + ",\"" + std::string(most) + "\":" + std::to_string(limit->most);
  };
  if constexpr (is_optional<T>) {
    return schema_of<typename T::value_type>(components, limit);
  } else if constexpr (std::same_as<T, bool>) {
    return R"({"type":"boolean"})";
  } else if constexpr (std::same_as<T, Timestamp>) {
    return R"({"type":"integer","description":"UTC milliseconds since 1970"})";
  } else if constexpr (std::integral<T>) {
    return R"({"type":"integer")" + bounded("minimum", "maximum") + "}";
  } else if constexpr (is_id<T>) {
    return R"({"type":"integer"})";
  } else if constexpr (std::floating_point<T>) {
    return R"({"type":"number"})";
  } else if constexpr (std::convertible_to<T, std::string_view>) {
    return R"({"type":"string")" + bounded("minLength", "maxLength") + "}";
  } else if constexpr (DescribedEnum<T>) {
    std::string names;
    for (const auto name : enum_names<T>()) names += (names.empty() ? "\"" : ",\"") + std::string(name) + "\"";
    return R"({"type":"string","enum":[)" + names + "]}";
  } else if constexpr (std::same_as<T, Raw>) {
    return "{}";
  } else if constexpr (is_vector<T>) {
    return R"({"type":"array","items":)" + schema_of<typename T::value_type>(components) + bounded("minItems", "maxItems") + "}";
  } else if constexpr (is_array<T>) {
    const std::string n = std::to_string(std::tuple_size_v<T>);
    return R"({"type":"array","items":)" + schema_of<typename T::value_type>(components) + ",\"minItems\":" + n + ",\"maxItems\":" + n + "}";
  } else if constexpr (requires { typename T::mapped_type; }) {
    return R"({"type":"object","additionalProperties":)" + schema_of<typename T::mapped_type>(components) + "}";
  } else {
    const std::string name = type_name<T>();
    if (components.emplace(name, "").second) components[name] = object_schema<T>(components, {});
    return R"({"$ref":"#/components/schemas/)" + name + "\"}";
  }
}

/// The object itself, without the members that stand elsewhere (path parameters).
template <DescribedStruct T>
std::string object_schema(Components& components, std::span<const std::string> elsewhere) {
  std::string properties, required;
  boost::mp11::mp_for_each<Members<T>>([&](auto member) {
    const std::string name(without_trailing_underscore(member.name));
    for (const auto& other : elsewhere) {
      if (other == name) return;
    }
    using Item = std::remove_cvref_t<decltype(std::declval<T&>().*member.pointer)>;
    const Limit* limit = nullptr;
    for (const Limit& candidate : limits_of<T>()) {
      if (candidate.member == name) limit = &candidate;
    }
    properties += (properties.empty() ? "\"" : ",\"") + name + "\":" + schema_of<Item>(components, limit);
    if constexpr (!is_optional<Item>) required += (required.empty() ? "\"" : ",\"") + name + "\"";
  });
  return R"({"type":"object","additionalProperties":false,"properties":{)" + properties + "}" +
         (required.empty() ? "" : ",\"required\":[" + required + "]") + "}";
}

}  // namespace gongshi::json
