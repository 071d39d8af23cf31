#include <set>

#include "platform/operations/application.hpp"

namespace gongshi {
namespace {

std::string text(std::string_view value) {
  std::string out;
  json::append_string(out, value);
  return out;
}

std::string_view verb(http::Method method) {
  static constexpr std::string_view kNames[] = {"get", "head", "post", "put", "patch", "delete", "options"};
  return kNames[static_cast<int>(method)];
}

/// "get_consultations_id_votes": the method and the path, which no two rows share.
std::string name_of(const Operation& row) {
  std::string name(verb(row.method));
  std::string_view path = row.path;
  if (constexpr std::string_view kBase = "/api/v1"; path.starts_with(kBase)) path.remove_prefix(kBase.size());
  for (const char c : path) {
    if (c == '{' || c == '}') continue;
    name += c == '/' || c == '-' || c == '.' ? '_' : c;
  }
  return name;
}

std::string describe(const Operation& row, std::string_view module, json::Components& components) {
  std::vector<std::string> path_parameters;
  for (const auto segment : path_segments(row.path)) {
    if (segment.starts_with('{')) path_parameters.emplace_back(segment.substr(1, segment.size() - 2));
  }
  const OperationSchema schema = row.describe(components, path_parameters);
  std::string out = "{\"operationId\":" + text(name_of(row)) + ",\"tags\":[" + text(module) + "],\"summary\":" + text(row.summary) + ",\"x-permission\":" + text(row.permission);
  if (row.pace != nullptr) out += ",\"x-pace\":" + text(row.pace->name);
  std::string parameters;
  for (const auto& [name, type] : schema.path) {
    parameters += std::string(parameters.empty() ? "" : ",") + "{\"name\":" + text(name) + ",\"in\":\"path\",\"required\":true,\"schema\":" + type + "}";
  }
  for (const auto& [name, type] : schema.query) {
    parameters += std::string(parameters.empty() ? "" : ",") + "{\"name\":" + text(name) + ",\"in\":\"query\",\"schema\":" + type + "}";
  }
  if (row.writes && row.method == http::Method::post) {
    parameters += std::string(parameters.empty() ? "" : ",") +
                  R"({"name":"Idempotency-Key","in":"header","required":true,"schema":{"type":"string","minLength":8,"maxLength":128}})";
  }
  if (!parameters.empty()) out += ",\"parameters\":[" + parameters + "]";
  if (schema.raw_body) out += R"(,"requestBody":{"required":true,"content":{"*/*":{}}})";
  if (!schema.body.empty()) out += ",\"requestBody\":{\"required\":true,\"content\":{\"application/json\":{\"schema\":" + schema.body + "}}}";
  out += ",\"responses\":{\"" + std::to_string(row.success) + "\":{\"description\":\"done\"";
  if (!schema.response.empty()) out += ",\"content\":{\"application/json\":{\"schema\":" + schema.response + "}}";
  return out + R"(},"default":{"$ref":"#/components/responses/Problem"}}})";
}

}  // namespace

std::string Application::openapi() const {
  json::Components components;
  std::map<std::string, std::string> paths;  // sorted, so that the document is the same whatever the order of modules
  for (const Module& module : modules_) {
    for (const Operation& row : module.operations) {
      std::string& path = paths[row.path];
      path += std::string(path.empty() ? "" : ",") + "\"" + std::string(verb(row.method)) + "\":" + describe(row, module.name, components);
    }
  }
  std::string out = R"({"openapi":"3.1.0","info":{"title":"Gongshi","version":"1","license":{"name":"Apache-2.0","identifier":"Apache-2.0"}},"paths":{)";
  bool first = true;
  for (const auto& [path, methods] : paths) {
    out += std::string(first ? "" : ",") + "\n" + text(path) + ":{" + methods + "}";
    first = false;
  }
  out += "},\"components\":{\"schemas\":{";
  first = true;
  for (const auto& [name, schema] : components) {
    out += std::string(first ? "" : ",") + "\n" + text(name) + ":" + schema;
    first = false;
  }
  return out + R"(},
"responses":{"Problem":{"description":"RFC 9457","content":{"application/problem+json":{"schema":{"type":"object","properties":{"type":{"type":"string"},"title":{"type":"string"},"status":{"type":"integer"},"code":{"type":"string"},"request_id":{"type":"string"},"fields":{"type":"array","items":{"type":"object","properties":{"pointer":{"type":"string"},"code":{"type":"string"},"message":{"type":"string"}}}}}}}}}}}}
)";
}

}  // namespace gongshi
