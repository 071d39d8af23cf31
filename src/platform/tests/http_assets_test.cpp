#include <gtest/gtest.h>

#include "platform/http/assets.hpp"
#include "platform/http/etag.hpp"

namespace gongshi::http {
namespace {

constexpr Asset kScript{"/assets/a1b2.js", "text/javascript; charset=utf-8", true, "identity bytes", "gzip bytes", "brotli", "\"tag\""};
constexpr Asset kPicture{"/logo.png", "image/png", false, "png bytes", {}, {}, "\"png\""};

Request request_with(std::vector<Header> headers) {
  Request request;
  request.headers = std::move(headers);
  return request;
}

TEST(HttpAssets, NegotiatesTheEncoding) {
  const struct {
    std::string_view accept;
    Encoding expected;
  } kCases[] = {
      {"", Encoding::identity},
      {"gzip, deflate, br", Encoding::brotli},
      {"gzip, deflate", Encoding::gzip},
      {"GZIP", Encoding::gzip},
      {"x-gzip", Encoding::gzip},
      {"deflate", Encoding::identity},
      {"br;q=0.5, gzip;q=0.8", Encoding::gzip},
      {"br;q=0, gzip", Encoding::gzip},
      {"br;q=0.000, gzip;q=0", Encoding::identity},
      {"*", Encoding::brotli},
      {"*;q=0.1, gzip;q=0", Encoding::brotli},
      {"*;q=0", Encoding::identity},
      {"identity;q=0, br;q=0.1", Encoding::brotli},
      {"identity;q=0", Encoding::identity},
      {"identity, gzip;q=0.5", Encoding::identity},
      {"identity;q=0.5, gzip;q=0.5", Encoding::gzip},
      {"br ; q=1.000 ,gzip;q=1.0", Encoding::brotli},
      {"br;q=2, gzip;q=0.1", Encoding::gzip},
      {"br;q=, gzip;q=abc", Encoding::identity},
      {",,;,", Encoding::identity},
  };
  for (const auto& one : kCases) {
    EXPECT_EQ(negotiate_encoding(one.accept, kScript), one.expected) << one.accept;
    EXPECT_EQ(negotiate_encoding(one.accept, kPicture), Encoding::identity);
  }
}

std::string header_of(const Response& response, std::string_view name) {
  for (const Header& header : response.headers) {
    if (header.name == name) {
      return header.value;
    }
  }
  return {};
}

TEST(HttpAssets, SendsBytesWithWhatCachesNeed) {
  const Response brotli = serve_asset(kScript, request_with({{"Accept-Encoding", "br, gzip"}}));
  EXPECT_EQ(brotli.status, 200);
  EXPECT_EQ(brotli.static_body.data(), kScript.brotli.data()) << "not copied";
  EXPECT_EQ(header_of(brotli, "Content-Encoding"), "br");
  EXPECT_EQ(header_of(brotli, "Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(header_of(brotli, "Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(header_of(brotli, "Vary"), "Accept-Encoding");
  EXPECT_EQ(header_of(brotli, "ETag"), "\"tag-br\"");

  const Response picture = serve_asset(kPicture, request_with({{"Accept-Encoding", "br, gzip"}}));
  EXPECT_EQ(picture.static_body, "png bytes");
  EXPECT_EQ(header_of(picture, "Cache-Control"), "no-cache");
  EXPECT_EQ(header_of(picture, "ETag"), "\"png\"");
  EXPECT_EQ(header_of(picture, "Vary"), "");
  EXPECT_EQ(header_of(picture, "Content-Encoding"), "");
}

TEST(HttpAssets, DoesNotSendWhatTheReaderHas) {
  const Response held = serve_asset(kScript, request_with({{"Accept-Encoding", "br"}, {"If-None-Match", "\"tag-br\""}}));
  EXPECT_EQ(held.status, 304);
  EXPECT_EQ(held.static_body, "");
  EXPECT_EQ(header_of(held, "ETag"), "\"tag-br\"");
  const Response other_bytes = serve_asset(kScript, request_with({{"Accept-Encoding", "gzip"}, {"If-None-Match", "\"tag-br\""}}));
  EXPECT_EQ(other_bytes.status, 200);
}

TEST(HttpEtag, MatchesByTheWeakComparison) {
  const struct {
    std::string_view if_none_match;
    bool matches;
  } kCases[] = {
      {"\"a\"", true},   {"W/\"a\"", true},    {"\"x\", \"a\"", true}, {"*", true},          {" * ", true},
      {"", false},       {"\"ab\"", false},    {"a", false},           {"\"x\"", false},     {"\"x,\"a", false},
  };
  for (const auto& one : kCases) {
    EXPECT_EQ(etag_matches(one.if_none_match, "\"a\""), one.matches) << one.if_none_match;
  }
  EXPECT_TRUE(etag_matches("\"a\"", "W/\"a\""));
  EXPECT_EQ(etag_of("abc"), "\"ba7816bf8f01cfea4141\"");
}

}  // namespace
}  // namespace gongshi::http
