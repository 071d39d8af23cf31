#include "app/api_page.hpp"

#include <openssl/evp.h>

#include "base/html.hpp"
#include "base/sha256.hpp"
#include "platform/operations/router.hpp"

namespace gongshi::app {
namespace {

constexpr std::string_view kStyle =
    "body{margin:0 auto;max-width:60rem;padding:1.5rem 1rem 4rem;font:16px/1.6 system-ui,'PingFang SC','Noto Sans CJK SC',sans-serif;color:#1b2430;"
    "background:#f7f5f0}h1,h2{line-height:1.4}table{width:100%;border-collapse:collapse;background:#fff;border:1px solid #e4dfd4}"
    "th,td{text-align:left;vertical-align:top;padding:.5rem .75rem;border-top:1px solid #e4dfd4}code{word-break:break-word}"
    ".verb{font-weight:700;white-space:nowrap}.who{color:#4a5565}a{color:#a8271f}a:focus-visible{outline:3px solid #1d4ed8}"
    "@media(max-width:48rem){table,tbody,tr,td{display:block}thead{display:none}td{border:0;padding:.15rem .75rem}tr{border-top:1px solid #e4dfd4;padding:.5rem 0;"
    "display:block}}";

/// What the policy allows this page besides nothing: its one style, by its hash (CSP Level 3, §2.3.1).
std::string policy() {
  const auto digest = sha256(kStyle);
  std::string base64(45, '\0');
  base64.resize(static_cast<std::size_t>(EVP_EncodeBlock(reinterpret_cast<unsigned char*>(base64.data()), digest.data(), static_cast<int>(digest.size()))));
  return "default-src 'none'; style-src 'sha256-" + base64 + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}

std::string who(const Context& context, const std::string& permission) {
  if (permission == kAnyone) return escape_html(context.say("api.anyone"));
  if (permission == kSignedIn) return escape_html(context.say("api.signed_in"));
  return "<code>" + escape_html(permission) + "</code>";
}

std::string_view verb(http::Method method) {
  switch (method) {
    case http::Method::post: return "POST";
    case http::Method::put: return "PUT";
    case http::Method::patch: return "PATCH";
    case http::Method::delete_: return "DELETE";
    default: return "GET";
  }
}

}  // namespace

http::Response openapi_document(const Context& context) {
  http::Response response;
  response.body = context.app.openapi();
  response.set("Content-Type", "application/json");
  response.set("Cache-Control", "no-cache");
  return response;
}

http::Response api_page(const Context& context) {
  const auto words = [&](std::string_view key) { return escape_html(context.say(key)); };
  std::string html = "<!doctype html><html lang=\"" + std::string(i18n::tag(context.language)) +
                     "\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>" + words("api.title") +
                     "</title><style>" + std::string(kStyle) + "</style><main><h1>" + words("api.title") + "</h1><p>" + words("api.intro") +
                     "</p><p><a href=\"/openapi.json\">" + words("api.document") + "</a> · <a href=\"/\">" + words("api.back") + "</a></p>";
  for (const Module& module : context.app.modules()) {
    if (module.operations.empty()) continue;
    const std::string name = escape_html(module.name);
    html += "<h2 id=\"" + name + "\" lang=\"en\">" + name + "</h2><table><thead><tr><th scope=\"col\">" + words("api.operation") + "</th><th scope=\"col\">" +
            words("api.meaning") + "</th><th scope=\"col\">" + words("api.who") + "</th></tr></thead><tbody>";
    for (const Operation& row : module.operations) {
      html += "<tr><td><span class=\"verb\">" + std::string(verb(row.method)) + "</span> <code>" + escape_html(row.path) + "</code></td><td lang=\"en\">" +
              escape_html(row.summary) + "</td><td class=\"who\">" + who(context, row.permission) + "</td></tr>";
    }
    html += "</tbody></table>";
  }
  http::Response response;
  response.body = html + "</main></html>";
  response.set("Content-Type", "text/html; charset=utf-8");
  response.set("Cache-Control", "no-cache");
  response.set("Vary", "Accept-Language, Cookie");
  static const std::string kPolicy = policy();
  response.set("Content-Security-Policy", kPolicy);
  return response;
}

}  // namespace gongshi::app
