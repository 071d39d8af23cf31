#include <array>

#include "platform/operations/application.hpp"

namespace gongshi {
namespace {

struct Kind {
  ErrorKind kind;
  int status;
};
constexpr auto kStatus = std::to_array<Kind>({
    {ErrorKind::invalid, 400},
    {ErrorKind::unauthenticated, 401},
    {ErrorKind::forbidden, 403},
    {ErrorKind::not_found, 404},
    {ErrorKind::conflict, 409},
    {ErrorKind::gone, 410},
    {ErrorKind::too_large, 413},
    {ErrorKind::unprocessable, 422},
    {ErrorKind::too_many, 429},
    {ErrorKind::unavailable, 503},
});

int status_of(ErrorKind kind) {
  for (const auto& row : kStatus) {
    if (row.kind == kind) return row.status;
  }
  return 500;
}

}  // namespace

http::Response problem(const Context& context, const Error& error) {
  http::Response response;
  response.status = error.code == "storage.full" ? 507 : status_of(error.kind);
  std::string& out = response.body;
  out = "{\"type\":\"about:blank\",\"title\":";
  json::append_string(out, context.say(error.code, error.args));
  out += ",\"status\":" + std::to_string(response.status) + ",\"code\":";
  json::append_string(out, error.code);
  out += ",\"request_id\":";
  json::append_string(out, context.request_id);
  if (!error.fields.empty()) {
    out += ",\"fields\":[";
    for (std::size_t i = 0; i < error.fields.size(); ++i) {
      const FieldError& field = error.fields[i];
      out += i == 0 ? "{\"pointer\":" : ",{\"pointer\":";
      json::append_string(out, field.pointer);
      out += ",\"code\":";
      json::append_string(out, field.code);
      out += ",\"message\":";
      json::append_string(out, context.say(field.code, field.args));
      out += '}';
    }
    out += ']';
  }
  out += '}';
  response.set("Content-Type", "application/problem+json");
  response.set("Content-Language", std::string(i18n::tag(context.language)));
  response.set("Cache-Control", "no-store");
  if (response.status == 503 || response.status == 429) {
    const auto wait = error.args.find("seconds");
    response.set("Retry-After", wait == error.args.end() ? "1" : wait->second);
  }
  return response;
}

}  // namespace gongshi
