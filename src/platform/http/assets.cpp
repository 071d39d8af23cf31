#include "platform/http/assets.hpp"

#include <algorithm>
#include <optional>

#include "platform/http/ascii.hpp"
#include "platform/http/etag.hpp"

namespace gongshi::http {
namespace {

struct Form {
  Encoding encoding;
  std::string_view name;
  std::string_view tag_suffix;  // other bytes need another tag
  std::string_view Asset::*bytes;
};
constexpr Form kForms[] = {{Encoding::brotli, "br", "-br", &Asset::brotli},
                           {Encoding::gzip, "gzip", "-gz", &Asset::gzip},
                           {Encoding::identity, "identity", "", &Asset::identity}};

/// RFC 9110 §12.4.2: the weight in thousandths; nothing when malformed.
std::optional<int> weight_of(std::string_view parameter) {
  if (parameter.size() < 3 || parameter.size() > 7 || lower(parameter[0]) != 'q' || parameter[1] != '=') {
    return std::nullopt;
  }
  const std::string_view number = parameter.substr(2);
  if ((number[0] != '0' && number[0] != '1') || (number.size() > 1 && number[1] != '.')) {
    return std::nullopt;
  }
  int thousandths = (number[0] - '0') * 1000;
  int worth = 100;
  for (const char c : number.substr(std::min<std::size_t>(2, number.size()))) {
    if (!is_digit(c)) {
      return std::nullopt;
    }
    thousandths += (c - '0') * worth;
    worth /= 10;
  }
  return thousandths <= 1000 ? std::optional(thousandths) : std::nullopt;
}

/// How welcome a coding is, in thousandths; nothing when the header does not speak of it.
std::optional<int> rating(std::string_view accept_encoding, std::string_view coding) {
  std::optional<int> of_star;
  while (!accept_encoding.empty()) {
    std::string_view parameters = cut(accept_encoding, ',');
    const std::string_view name = trimmed(cut(parameters, ';'));
    const int weight = trimmed(parameters).empty() ? 1000 : weight_of(trimmed(parameters)).value_or(0);
    if (same_ignoring_case(name, coding) || (coding == "gzip" && same_ignoring_case(name, "x-gzip"))) {
      return weight;
    }
    if (name == "*") {
      of_star = weight;
    }
  }
  return of_star;
}

}  // namespace

Encoding negotiate_encoding(std::string_view accept_encoding, const Asset& asset) {
  Encoding best = Encoding::identity;
  std::size_t best_size = asset.identity.size();
  // Not mentioned, identity is acceptable, but anything asked for is liked better.
  int best_rating = rating(accept_encoding, "identity").value_or(1);
  for (const Form& form : kForms) {
    const std::string_view bytes = asset.*form.bytes;
    if (form.encoding == Encoding::identity || bytes.empty()) {
      continue;
    }
    const int rated = rating(accept_encoding, form.name).value_or(0);
    if (rated > 0 && (rated > best_rating || (rated == best_rating && bytes.size() < best_size))) {
      best = form.encoding;
      best_size = bytes.size();
      best_rating = rated;
    }
  }
  return best;
}

bool prefers_gzip(std::string_view accept_encoding) {
  const int rated = rating(accept_encoding, "gzip").value_or(0);
  return rated > 0 && rated >= rating(accept_encoding, "identity").value_or(1);
}

Response serve_asset(const Asset& asset, const Request& request) {
  const Encoding encoding = negotiate_encoding(request.header("accept-encoding"), asset);
  const Form& form = *std::ranges::find(kForms, encoding, &Form::encoding);
  std::string etag(asset.etag);
  etag.insert(etag.size() - 1, form.tag_suffix);

  Response response;
  response.set("Cache-Control", asset.immutable ? "public, max-age=31536000, immutable" : "no-cache");
  response.set("ETag", etag);
  if (!asset.gzip.empty() || !asset.brotli.empty()) {
    response.set("Vary", "Accept-Encoding");
  }
  if (etag_matches(request.header("if-none-match"), etag)) {
    response.status = 304;
    return response;
  }
  response.set("Content-Type", std::string(asset.content_type));
  if (encoding != Encoding::identity) {
    response.set("Content-Encoding", std::string(form.name));
  }
  response.static_body = asset.*form.bytes;
  return response;
}

}  // namespace gongshi::http
