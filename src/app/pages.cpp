#include "app/pages.hpp"

#include <algorithm>

#include "app/api_page.hpp"
#include "app/web_assets.hpp"
#include "base/html.hpp"
#include "platform/operations/router.hpp"

namespace gongshi::app {
namespace {

// Nothing runs or loads that is not ours. Vue sets styles through the object model, which style-src does not concern; Element Plus and
// ECharts do the same. A string becomes markup only through a named policy: Vue's own (for its compiled templates) or ours. The player makes
// a blob: of what it has fetched; other people's streams come from the origins that the operator names.
std::string content_security(const config::Config& config) {
  std::string streams;
  for (const std::string& origin : config.video_origins) streams += " " + origin;
  // Where viewers of the hall go past this server.
  const std::string hall = config.hall_url.empty() ? "" : " " + std::string(config::origin_of(config.hall_url));
  return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'" + hall + streams + "; media-src 'self' blob:" + streams +
         "; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
         "object-src 'none'; require-trusted-types-for 'script'; trusted-types app vue";
}

void harden(http::Response& response, std::string_view policy, bool devices = false) {
  if (!policy.empty()) response.set("Content-Security-Policy", std::string(policy));
  response.set("X-Content-Type-Options", "nosniff");
  response.set("Referrer-Policy", "same-origin");
  response.set("Cross-Origin-Opener-Policy", "same-origin");
  response.set("Permissions-Policy", devices ? "camera=(self), microphone=(self), geolocation=()" : "camera=(), microphone=(), geolocation=()");
}

const http::Asset* find_asset(std::string_view path) {
  const auto assets = web_assets();
  const auto found = std::ranges::find(assets, path, &http::Asset::path);
  return found == assets.end() ? nullptr : &*found;
}

struct Found {
  const Page* page = nullptr;
  Parameters parameters;
};

Found find_page(const Application& app, std::string_view path) {
  const auto segments = path_segments(path);
  for (const Module& module : app.modules()) {
    for (const Page& page : module.pages) {
      const auto pattern = path_segments(page.path);
      if (pattern.size() != segments.size()) continue;
      Parameters parameters;
      bool fits = true;
      for (std::size_t i = 0; i < pattern.size() && fits; ++i) {
        if (pattern[i].starts_with('{')) {
          parameters.emplace_back(pattern[i].substr(1, pattern[i].size() - 2), segments[i]);
        } else {
          fits = pattern[i] == segments[i];
        }
      }
      if (fits) return {&page, std::move(parameters)};
    }
  }
  return {};
}

std::string fill(std::string text, const Parameters& parameters) {
  for (const auto& [name, value] : parameters) {
    const std::string hole = "{" + name + "}";
    for (auto at = text.find(hole); at != std::string::npos; at = text.find(hole, at + value.size())) text.replace(at, hole.size(), value);
  }
  return text;
}

void replace(std::string& html, std::string_view marker, std::string_view with) {
  if (const auto at = html.find(marker); at != std::string::npos) html.replace(at, marker.size(), with);
}

/// The text member, or nothing.
std::string_view text_in(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string_view(value->as_string()) : std::string_view();
}

/// As staff wrote it, without the marks that the page makes links and emphasis of: "[words](https://…)" and "**".
std::string plain(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto words_end = text[at] == '[' ? text.find("](http", at) : text.npos;
    const auto end = words_end == text.npos ? words_end : text.find(')', words_end);
    if (end != text.npos && text.substr(at, words_end - at).find('\n') == text.npos) {
      out += text.substr(at + 1, words_end - at - 1);
      at = end + 1;
    } else if (text.substr(at).starts_with("**")) {
      at += 2;
    } else {
      out += text[at++];
    }
  }
  return out;
}

/// What is there to read before the page's script has come, and where none runs: what the page is about, as it will stand there; `whole` with
/// the background.
std::string first_words(const boost::json::object& about, bool whole) {
  const std::string_view title = text_in(about, "title"), question = text_in(about, "question"), background = whole ? text_in(about, "background") : "";
  if (title.empty() && question.empty()) return {};
  const std::string_view language = text_in(about, "language");
  std::string html = "<div class=\"first-bar\"></div><main class=\"first-words stack\" lang=\"" + escape_html(language) + "\"><h1>" +
                     escape_html(title.empty() ? question : title) + "</h1>";
  if (!title.empty() && question != title) html += "<p><b>" + escape_html(question) + "</b></p>";
  for (std::size_t at = 0; at < background.size();) {
    const auto end = std::min(background.find("\n\n", at), background.size());
    if (end > at) html += "<p>" + escape_html(plain(background.substr(at, end - at))) + "</p>";
    at = end + 2;
  }
  return html + "</main>";
}

http::Response shell(Context& context, std::string_view name, const Found& found, int status) {
  const http::Asset* asset = find_asset("/" + std::string(name) + ".html");
  http::Response response;
  response.status = status;
  response.set("Content-Type", "text/html; charset=utf-8");
  response.set("Cache-Control", "no-store");
  response.set("Vary", "Accept-Language, Cookie");
  harden(response, content_security(context.app.config()), found.page != nullptr && found.page->devices);
  if (asset == nullptr) {
    response.body = "<!doctype html><title>Gongshi</title><p>This program was built without its pages; the API is at /api/v1.</p>";
    return response;
  }
  std::string title = context.app.config().site_name;
  std::string description, data, words;
  if (found.page != nullptr) {
    bool first = true;
    for (const std::string& target : found.page->data) {
      const std::string url = fill(target, found.parameters);
      const auto answer = context.app.answer_get(context, url);
      if (first && answer && !found.page->title_from.empty()) {
        if (const auto document = json::parse(*answer); document && document->is_object()) {
          const auto& about = document->as_object();
          if (const auto named = text_in(about, found.page->title_from); !named.empty()) title = std::string(named) + " · " + title;
          description = text_in(about, "question");
          if (name == "site") words = first_words(about, found.page->data.size() == 1);
        }
      }
      if (first && !answer && !found.page->title_from.empty()) response.status = 404;  // the page is about something that is not here
      first = false;
      if (!answer) continue;
      if (!data.empty()) data += ',';
      json::append_string(data, url);
      data += ':' + *answer;
    }
    if (!found.page->title_key.empty()) title = context.say(found.page->title_key) + " · " + title;
  }
  const auto session = context.app.answer_get(context, "/api/v1/session");
  std::string head = "<title>" + escape_html(title) + "</title>";
  if (!description.empty()) {
    head += "<meta name=\"description\" content=\"" + escape_html(description) + "\"><meta property=\"og:title\" content=\"" + escape_html(title) +
            "\"><meta property=\"og:description\" content=\"" + escape_html(description) + "\">";
  }
  const config::Config& config = context.app.config();
  std::string settings = "{\"language\":\"" + std::string(i18n::tag(context.language)) + "\"";
  for (const auto& [name, value] : {std::pair{"site_name", &config.site_name}, std::pair{"public_url", &config.public_url}, std::pair{"filing_number", &config.filing_number},
                                    std::pair{"police_filing_number", &config.police_filing_number}, std::pair{"complaint_contact", &config.complaint_contact},
                                    std::pair{"privacy_contact", &config.privacy_contact}}) {
    settings += ",\"" + std::string(name) + "\":";
    json::append_string(settings, *value);
  }
  settings += '}';
  response.body = asset->identity;
  replace(response.body, "<html lang=\"zh-CN\"", "<html lang=\"" + std::string(i18n::tag(context.language)) + "\"");
  replace(response.body, "<!--page-head-->", head);
  if (!words.empty()) replace(response.body, "<div id=\"app\"></div>", "<div id=\"app\">" + words + "</div>");
  replace(response.body, "<!--page-data-->",
          "<script type=\"application/json\" id=\"page-data\">{\"settings\":" + settings + ",\"session\":" + session.value_or("null") +
              ",\"data\":{" + data + "}}</script>");
  for (auto& [header, value] : context.response_headers) response.set(header, std::move(value));
  return response;
}

}  // namespace

http::Response answer_page(Context& context, const http::Request& request) {
  if (request.method != http::Method::get && request.method != http::Method::head) {
    return problem(context, Error{ErrorKind::not_found, "request.no_such_address"});
  }
  if (const http::Asset* asset = find_asset(request.path); asset != nullptr && !request.path.ends_with(".html")) {
    http::Response response = http::serve_asset(*asset, request);
    harden(response, content_security(context.app.config()));
    return response;
  }
  if (request.path == "/api" || request.path == "/openapi.json") {
    http::Response response = request.path == "/api" ? api_page(context) : openapi_document(context);
    harden(response, request.path == "/api" ? std::string() : content_security(context.app.config()));
    return response;
  }
  const bool console = request.path == "/console" || request.path.starts_with("/console/");
  if (console) return shell(context, "console", find_page(context.app, request.path), 200);
  const Found found = find_page(context.app, request.path);
  return shell(context, found.page == nullptr ? "site" : found.page->shell, found, found.page == nullptr ? 404 : 200);
}

}  // namespace gongshi::app
