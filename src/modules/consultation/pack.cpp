// The printed pack for a member without a smartphone: large type, one box per answer, no picture needed.
#include <openssl/evp.h>

#include "base/html.hpp"
#include "base/sha256.hpp"
#include "modules/consultation/access.hpp"
#include "modules/consultation/store.hpp"
#include "modules/consultation/use_cases.hpp"

namespace gongshi::consultation {
namespace {

constexpr std::string_view kStyle =
    "body{font:20pt/1.5 'Noto Sans CJK SC',sans-serif;color:#1b2430;max-width:190mm;margin:10mm auto}h1{font-size:26pt;line-height:1.3}"
    "table{width:100%;border-collapse:collapse}td,th{border:1pt solid #1b2430;padding:4mm;vertical-align:middle}tr{break-inside:avoid}"
    "td.n{width:12mm;text-align:center}td.b{width:24mm;text-align:center;font-size:30pt}.line{border-bottom:1pt solid;display:inline-block;min-width:60mm}";

/// The only style this page may use, by its hash (CSP level 3).
std::string content_security() {
  const auto digest = sha256(kStyle);
  unsigned char base64[45];
  EVP_EncodeBlock(base64, digest.data(), static_cast<int>(digest.size()));
  return "default-src 'none'; style-src 'sha256-" + std::string(reinterpret_cast<const char*>(base64)) + "'; frame-ancestors 'none'";
}

/// Paragraphs are divided by empty lines.
std::string paragraphs(std::string_view text) {
  std::string out = "<p>" + escape_html(text) + "</p>";
  for (auto at = out.find("\n\n"); at != std::string::npos; at = out.find("\n\n")) out.replace(at, 2, "</p><p>");
  return out;
}

}  // namespace

Result<http::Response> print_pack(Context& context, db::ReadTx& tx, const ByConsultation& request) {
  TRY_ASSIGN(const Consultation consultation, find_visible(context, tx, request.id));
  if (!context.actor.may("assisted.enter", consultation.assembly)) return fail(ErrorKind::forbidden, "request.not_permitted");
  const auto say = [&](std::string_view key) { return escape_html(context.say(key)); };
  std::string html = "<!doctype html><html lang=\"" + std::string(i18n::tag(context.language)) + "\"><meta charset=\"utf-8\"><title>" +
                     escape_html(consultation.title) + "</title><style>" + std::string(kStyle) + "</style><h1>" + escape_html(consultation.title) +
                     "</h1><p><b>" + escape_html(consultation.question) + "</b></p>";
  if (!consultation.background.empty()) html += paragraphs(consultation.background);
  html += "<p>" + say("consultation.pack_how") + "</p><p>" + say("consultation.pack_number") + " <span class=\"line\">&nbsp;</span></p><table><tr><th></th><th>" +
          say("consultation.pack_statement") + "</th><th>" + say("consultation.pack_agree") + "</th><th>" + say("consultation.pack_disagree") + "</th><th>" +
          say("consultation.pack_pass") + "</th></tr>";
  for (const Statement& statement : store::statements(tx, consultation.id)) {
    if (statement.state != StatementState::approved) continue;
    html += "<tr><td class=\"n\">" + std::to_string(statement.number) + "</td><td>" + escape_html(statement.text) +
            "</td><td class=\"b\">☐</td><td class=\"b\">☐</td><td class=\"b\">☐</td></tr>";
  }
  html += "</table><p>" + say("consultation.pack_sign") + " <span class=\"line\">&nbsp;</span></p></html>";
  http::Response response;
  response.body = std::move(html);
  response.set("Content-Type", "text/html; charset=utf-8");
  response.set("Content-Security-Policy", content_security());
  response.set("X-Content-Type-Options", "nosniff");
  return response;
}

}  // namespace gongshi::consultation
