#include "platform/http/multipart.hpp"

#include <algorithm>
#include <utility>

#include "platform/http/ascii.hpp"
#include "platform/http/percent.hpp"

namespace gongshi::http {
namespace {

std::unexpected<Error> malformed(std::string reason) {
  return fail(ErrorKind::invalid, "http.multipart_malformed", {{"reason", std::move(reason)}});
}

struct Parameter {
  std::string_view name;
  std::string value;
};

/// Cuts `; name=value` off the front; the value is a token or a quoted string. Browsers escape a quotation mark in a file's name as %22, older
/// programs as \"; a lone backslash is itself (a Windows path).
std::optional<Parameter> next_parameter(std::string_view& rest) {
  if (!rest.starts_with(';')) {
    return std::nullopt;
  }
  rest = trimmed(rest.substr(1));
  const auto equals = rest.find('=');
  if (equals == rest.npos || !is_token(rest.substr(0, equals))) {
    return std::nullopt;
  }
  Parameter parameter{rest.substr(0, equals), {}};
  rest.remove_prefix(equals + 1);
  if (!rest.starts_with('"')) {
    const std::string_view value = rest.substr(0, rest.find_first_of("; \t"));
    if (!is_token(value)) {
      return std::nullopt;
    }
    parameter.value = value;
    rest = trimmed(rest.substr(value.size()));
    return parameter;
  }
  for (std::size_t at = 1; at < rest.size(); ++at) {
    if (rest[at] == '"') {
      rest = trimmed(rest.substr(at + 1));
      return parameter;
    }
    if (rest[at] == '\\' && at + 1 < rest.size() && rest[at + 1] == '"') {
      ++at;
    }
    parameter.value += rest[at];
  }
  return std::nullopt;
}

/// RFC 2046 §5.1.1.
bool is_boundary(std::string_view text) {
  return !text.empty() && text.size() <= 70 && !text.ends_with(' ') &&
         std::ranges::all_of(text, [](char c) { return is_letter(c) || is_digit(c) || std::string_view("'()+_,-./:=? ").contains(c); });
}

std::optional<std::string> boundary_of(std::string_view content_type) {
  std::string_view rest = content_type;
  if (!same_ignoring_case(trimmed(cut(rest, ';')), "multipart/form-data")) {
    return std::nullopt;
  }
  rest = content_type.substr(std::min(content_type.find(';'), content_type.size()));
  std::optional<std::string> boundary;
  while (!rest.empty()) {
    std::optional<Parameter> parameter = next_parameter(rest);
    if (!parameter) {
      return std::nullopt;
    }
    if (same_ignoring_case(parameter->name, "boundary")) {
      if (boundary || !is_boundary(parameter->value)) {
        return std::nullopt;
      }
      boundary = std::move(parameter->value);
    }
  }
  return boundary;
}

bool is_plain_text(std::string_view text) {
  return is_utf8(text) && std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

/// Content-Disposition: form-data; name="…"; filename="…"
bool read_disposition(std::string_view value, Part& part) {
  std::string_view rest = value;
  if (!same_ignoring_case(trimmed(cut(rest, ';')), "form-data")) {
    return false;
  }
  rest = value.substr(std::min(value.find(';'), value.size()));
  bool named = false;
  while (!rest.empty()) {
    std::optional<Parameter> parameter = next_parameter(rest);
    if (!parameter || !is_plain_text(parameter->value)) {
      return false;
    }
    replace_all(parameter->value, "%22", "\"");
    if (same_ignoring_case(parameter->name, "name")) {
      if (std::exchange(named, true) || parameter->value.empty()) {
        return false;
      }
      part.name = std::move(parameter->value);
    } else if (same_ignoring_case(parameter->name, "filename")) {
      if (part.filename) {
        return false;
      }
      part.filename = parameter->value.substr(parameter->value.find_last_of("/\\") + 1);
    } else {
      return false;
    }
  }
  return named;
}

/// The head of one part: header lines, without the empty one.
bool read_part_head(std::string_view head, Part& part) {
  bool disposed = false;
  bool typed = false;
  while (!head.empty()) {
    const auto end = std::min(head.find("\r\n"), head.size());
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(std::min(end + 2, head.size()));
    const auto colon = line.find(':');
    if (colon == line.npos || !is_token(line.substr(0, colon))) {
      return false;
    }
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (!is_field_value(value)) {
      return false;
    }
    if (same_ignoring_case(name, "content-disposition")) {
      if (std::exchange(disposed, true) || !read_disposition(value, part)) {
        return false;
      }
    } else if (same_ignoring_case(name, "content-type")) {
      if (std::exchange(typed, true) || value.empty()) {
        return false;
      }
      part.content_type = value;
    } else if (same_ignoring_case(name, "content-transfer-encoding")) {
      return false;
    }
  }
  return disposed;
}

}  // namespace

Result<std::vector<Part>> read_multipart(std::string_view content_type, std::string_view body, const MultipartLimits& limits) {
  const std::optional<std::string> boundary = boundary_of(content_type);
  if (!boundary) {
    return malformed("boundary");
  }
  const std::string delimiter = "\r\n--" + *boundary;
  if (!body.starts_with(std::string_view(delimiter).substr(2))) {
    return malformed("start");
  }
  body.remove_prefix(delimiter.size() - 2);
  std::vector<Part> parts;
  // Here `body` stands right behind a delimiter.
  while (!body.starts_with("--")) {
    body.remove_prefix(std::min(body.find_first_not_of(" \t"), body.size()));
    if (!body.starts_with("\r\n")) {
      return malformed("delimiter");
    }
    if (parts.size() == limits.parts) {
      return fail(ErrorKind::too_large, "http.multipart_too_many_parts");
    }
    // The empty line may follow at once, hence the search starts at the delimiter's own line end.
    const auto head_end = body.substr(0, limits.head_bytes + 4).find("\r\n\r\n");
    if (head_end == body.npos || head_end == 0) {
      return malformed("part head");
    }
    Part part{.content_type = "text/plain"};
    if (!read_part_head(body.substr(2, head_end - 2), part)) {
      return malformed("part head");
    }
    // The delimiter's CR LF may be the one that ends the head: an empty part.
    body.remove_prefix(head_end + 2);
    const auto end = body.find(delimiter);
    if (end == body.npos) {
      return malformed("end");
    }
    part.body = body.substr(std::min<std::size_t>(2, end), end - std::min<std::size_t>(2, end));
    parts.push_back(std::move(part));
    body.remove_prefix(end + delimiter.size());
  }
  const std::string_view after = trimmed(body.substr(2));
  if (!after.empty() && after != "\r\n") {
    return malformed("after the end");
  }
  if (parts.empty()) {
    return malformed("start");
  }
  return parts;
}

}  // namespace gongshi::http
