#include <gtest/gtest.h>

#include <zlib.h>

#include "platform/http/compress.hpp"

namespace gongshi::http {
namespace {

const std::string kPage = [] {
  std::string page = "<!doctype html>";
  for (int i = 0; i < 400; ++i) page += "<p>第" + std::to_string(i) + "条</p>";
  return page;
}();

std::string header_of(const Response& response, std::string_view name) {
  for (const Header& header : response.headers) {
    if (header.name == name) return header.value;
  }
  return {};
}

std::string unpacked(const std::string& bytes) {
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  std::string text(64 * 1024, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  text.resize(stream.total_out);
  inflateEnd(&stream);
  return text;
}

struct Case {
  std::string name;
  std::string accept = "gzip, deflate, br";
  std::string content_type = "text/html; charset=utf-8";
  std::string body = kPage;
  std::vector<Header> headers{};
  std::string secret{};
  bool compressed = true;
  std::string vary = "Accept-Encoding";
};

Response answer(const Case& one) {
  Request request;
  if (!one.accept.empty()) request.headers.push_back({"accept-encoding", one.accept});
  Response response;
  response.headers = one.headers;
  if (!one.content_type.empty()) response.set("Content-Type", one.content_type);
  response.body = one.body;
  compress(request, response, one.secret);
  return response;
}

TEST(HttpCompress, CompressesWhatGainsByItForThoseWhoTakeIt) {
  const Case kCases[] = {
      {.name = "a page"},
      {.name = "JSON", .content_type = "application/json"},
      {.name = "a problem", .content_type = "application/problem+json"},
      {.name = "CSV", .content_type = "text/csv; charset=utf-8"},
      {.name = "nobody asked", .accept = "", .compressed = false},
      {.name = "gzip is not welcome", .accept = "br, gzip;q=0", .compressed = false},
      {.name = "identity is liked better", .accept = "identity, gzip;q=0.5", .compressed = false},
      {.name = "a small answer", .body = "{\"id\":1}", .compressed = false, .vary = ""},
      {.name = "a picture", .content_type = "image/png", .compressed = false, .vary = ""},
      {.name = "a document", .content_type = "application/pdf", .compressed = false, .vary = ""},
      {.name = "no type", .content_type = "", .compressed = false, .vary = ""},
      {.name = "a page that varies already", .headers = {{"Vary", "Accept-Language, Cookie"}}, .vary = "Accept-Language, Cookie, Accept-Encoding"},
      {.name = "a secret that is not in it", .secret = "f00dfeed"},
      {.name = "a secret in it", .body = kPage + "f00dfeed", .secret = "f00dfeed", .compressed = false},
  };
  for (const Case& one : kCases) {
    SCOPED_TRACE(one.name);
    const Response response = answer(one);
    EXPECT_EQ(header_of(response, "Vary"), one.vary);
    EXPECT_EQ(header_of(response, "Content-Encoding"), one.compressed ? "gzip" : "");
    EXPECT_EQ(one.compressed ? unpacked(response.body) : response.body, one.body);
    if (one.compressed) EXPECT_LT(response.body.size(), one.body.size());
  }
}

TEST(HttpCompress, IsNotDoneTwiceNorToStreams) {
  const Response encoded = answer({.name = "", .headers = {{"Content-Encoding", "br"}}});
  EXPECT_EQ(encoded.body, kPage);
  Request request;
  request.headers = {{"Accept-Encoding", "gzip"}};
  Response stream;
  stream.stream = [](std::shared_ptr<EventStream>) {};
  stream.body = kPage;
  stream.set("Content-Type", "text/html");
  compress(request, stream, "");
  EXPECT_EQ(stream.body, kPage);
  Response asset;
  asset.static_body = kPage;
  asset.set("Content-Type", "text/html");
  compress(request, asset, "");
  EXPECT_EQ(header_of(asset, "Content-Encoding"), "");
}

TEST(HttpCompress, OtherBytesHaveAnotherTag) {
  EXPECT_EQ(header_of(answer({.name = "", .headers = {{"ETag", "\"abc\""}}}), "ETag"), "\"abc-gz\"");
  EXPECT_EQ(header_of(answer({.name = "", .accept = "", .headers = {{"ETag", "\"abc\""}}}), "ETag"), "\"abc\"");
}

TEST(HttpCompress, OneAnswerDoesNotLeakIntoTheNext) {
  const std::string first = answer({.name = ""}).body;
  answer({.name = "", .body = std::string(5000, 'x')});
  EXPECT_EQ(answer({.name = ""}).body, first);
}

}  // namespace
}  // namespace gongshi::http
