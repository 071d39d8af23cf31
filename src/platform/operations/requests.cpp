// What of a request stands in its path, its query string or its body as it came.
#include <charconv>

#include "platform/http/query.hpp"
#include "platform/operations/operation.hpp"

namespace gongshi::detail {

Result<Parameters> query_parameters(const http::Request& request) {
  auto parsed = http::parse_query(request.query);
  if (!parsed) return std::unexpected(Error{ErrorKind::invalid, "request.bad_query", {}, std::move(parsed.error().fields)});
  return std::move(*parsed);
}

void parse_text(std::string_view text, std::int64_t& target, const std::string& pointer, json::Problems& problems) {
  const auto end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, target);
  if (read.ec != std::errc() || read.ptr != end || target > json::kGreatestExactInteger || target < -json::kGreatestExactInteger) {
    target = 0;
    problems.add(pointer, "request.integer_expected");
  }
}

Result<Remainder> read_texts(const Inputs& inputs, std::span<const MemberText> members, void* const* items, std::span<const json::Limit> limits, json::Problems& problems) {
  Remainder remainder{.in_body = body_is_json(inputs.request.method) && std::ranges::none_of(members, &MemberText::is_raw_body)};
  Parameters query;
  if (!remainder.in_body) {
    TRY_ASSIGN(query, query_parameters(inputs.request));
  }
  std::size_t used = 0;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const MemberText& member = members[i];
    if (member.is_raw_body) {
      auto& body = *static_cast<RawBody*>(items[i]);
      body.content_type = std::string(inputs.request.header("content-type"));
      body.bytes = inputs.request.body;
    }
    if (member.read == nullptr) continue;
    if (const auto given = std::ranges::find(inputs.path, member.name, &Parameters::value_type::first); given != inputs.path.end()) {
      member.read(given->second, items[i], "/" + given->first, problems);
      remainder.elsewhere.push_back(given->first);
      continue;
    }
    if (remainder.in_body) continue;
    const std::string pointer = "?" + std::string(member.name);
    bool given = false;
    for (const auto& [key, value] : query) {
      if (key != member.name) continue;
      given = true;
      ++used;
      member.read(value, items[i], pointer, problems);
      const json::Limit* limit = json::limit_of(limits, member.name);
      if (limit != nullptr && member.is_text) json::check_limit(*limit, static_cast<std::int64_t>(code_points(value)), pointer, "length", problems);
    }
    if (!given && !member.optional) problems.add(pointer, "request.missing");
  }
  if (remainder.in_body) {
    TRY_ASSIGN(remainder.document, json::parse(inputs.request.body.empty() ? std::string_view("{}") : std::string_view(inputs.request.body)));
  } else if (used != query.size()) {
    for (const auto& [key, value] : query) {
      if (std::ranges::find(members, key, &MemberText::name) == members.end()) problems.add("?" + key, "request.unknown_field");
    }
  }
  return remainder;
}

OperationSchema describe_texts(json::Components& components, std::span<const MemberText> members, const std::vector<std::string>& path_parameters, http::Method method) {
  OperationSchema schema;
  schema.raw_body = std::ranges::any_of(members, &MemberText::is_raw_body);
  for (const MemberText& member : members) {
    if (member.schema == nullptr) continue;
    const std::string name(member.name);
    const bool in_path = std::ranges::find(path_parameters, name) != path_parameters.end();
    if (in_path || schema.raw_body || !body_is_json(method)) (in_path ? schema.path : schema.query).emplace_back(name, member.schema(components, nullptr));
  }
  return schema;
}

}  // namespace gongshi::detail
