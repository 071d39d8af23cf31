#include "platform/json/schema.hpp"

#include <algorithm>

namespace gongshi::json {

std::string name_in(std::string_view function) {
  // "… [with T = gongshi::consultation::PutVote; …]" (g++) or "… [T = gongshi::consultation::PutVote]" (clang)
  std::string_view text = function;
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

std::string bounded(std::string_view schema, const Limit* limit, std::string_view least, std::string_view most) {
  std::string out = "{" + std::string(schema);
  if (limit != nullptr) {
    for (const auto& [bound, value] : {std::pair(least, limit->least), std::pair(most, limit->most)}) out += ",\"" + std::string(bound) + "\":" + std::to_string(value);
  }
  return out + "}";
}

std::string choice_schema(std::span<const std::string_view> names) {
  std::string list;
  for (const auto name : names) list += (list.empty() ? "\"" : ",\"") + std::string(name) + "\"";
  return R"({"type":"string","enum":[)" + list + "]}";
}

std::string list_schema(std::string items, const Limit* limit) { return bounded(R"("type":"array","items":)" + std::move(items), limit, "minItems", "maxItems"); }

std::string reference(Components& components, const std::string& name, std::string (*schema)(Components&)) {
  // Named before it is described, so that a type that holds itself ends.
  if (components.emplace(name, "").second) components[name] = schema(components);
  return R"({"$ref":"#/components/schemas/)" + name + "\"}";
}

std::string schema_of_members(Components& components, std::span<const MemberSchema> members, std::span<const Limit> limits, std::span<const std::string> elsewhere) {
  std::string properties, required;
  for (const MemberSchema& member : members) {
    const std::string name(member.name);
    if (std::ranges::find(elsewhere, name) != elsewhere.end()) continue;
    properties += (properties.empty() ? "\"" : ",\"") + name + "\":" + member.schema(components, limit_of(limits, name));
    if (member.required) required += (required.empty() ? "\"" : ",\"") + name + "\"";
  }
  return R"({"type":"object","additionalProperties":false,"properties":{)" + properties + "}" + (required.empty() ? "" : ",\"required\":[" + required + "]") + "}";
}

}  // namespace gongshi::json
