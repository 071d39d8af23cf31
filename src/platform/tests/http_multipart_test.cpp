#include <gtest/gtest.h>

#include "platform/http/multipart.hpp"

namespace gongshi::http {
namespace {

constexpr std::string_view kType = "multipart/form-data; boundary=XyZ";

std::string part(std::string_view disposition, std::string_view body, std::string_view more = "") {
  return "--XyZ\r\nContent-Disposition: " + std::string(disposition) + "\r\n" + std::string(more) + "\r\n" + std::string(body) + "\r\n";
}

TEST(HttpMultipart, ReadsFieldsAndFiles) {
  const std::string body = part("form-data; name=\"title\"", "安静的街道") +
                           part("form-data; name=\"file\"; filename=\"报告.pdf\"", std::string("%PDF\r\n--Xy\r\n\0\xFF", 14),
                                "Content-Type: application/pdf\r\n") +
                           part("form-data; name=empty", "") + "--XyZ--\r\n";
  const auto parts = read_multipart(kType, body);
  ASSERT_TRUE(parts);
  ASSERT_EQ(parts->size(), 3u);
  EXPECT_EQ((*parts)[0].name, "title");
  EXPECT_EQ((*parts)[0].body, "安静的街道");
  EXPECT_EQ((*parts)[0].filename, std::nullopt);
  EXPECT_EQ((*parts)[0].content_type, "text/plain");
  EXPECT_EQ((*parts)[1].filename, "报告.pdf");
  EXPECT_EQ((*parts)[1].content_type, "application/pdf");
  EXPECT_EQ((*parts)[1].body, std::string_view("%PDF\r\n--Xy\r\n\0\xFF", 14));
  EXPECT_GE((*parts)[1].body.data(), body.data()) << "a view into the body, not a copy";
  EXPECT_LE((*parts)[1].body.data(), body.data() + body.size());
  EXPECT_EQ((*parts)[2].name, "empty");
  EXPECT_EQ((*parts)[2].body, "");
}

TEST(HttpMultipart, UnderstandsHowProgramsWriteFileNames) {
  const struct {
    std::string_view written, meant;
  } kCases[] = {
      {R"("a.txt")", "a.txt"},
      {"a.txt", "a.txt"},
      {R"("with space; and=signs.txt")", "with space; and=signs.txt"},
      {R"("say %22hi%22.txt")", R"(say "hi".txt)"},
      {R"("say \"hi\".txt")", R"(say "hi".txt)"},
      {R"("C:\fake\dir\a.txt")", "a.txt"},
      {R"("../../etc/passwd")", "passwd"},
      {R"("")", ""},
  };
  for (const auto& one : kCases) {
    const std::string body = part("form-data; name=\"f\"; filename=" + std::string(one.written), "x") + "--XyZ--";
    const auto parts = read_multipart(kType, body);
    ASSERT_TRUE(parts) << one.written;
    EXPECT_EQ(parts->front().filename, one.meant);
  }
}

TEST(HttpMultipart, ReadsBoundaries) {
  const struct {
    std::string type, boundary;
    bool accepted;
  } kCases[] = {
      {"multipart/form-data; boundary=a", "a", true},
      {"Multipart/Form-Data;Boundary=\"a b:c\"; charset=utf-8", "a b:c", true},
      {"multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxk", "----WebKitFormBoundary7MA4YWxk", true},
      {"multipart/form-data; boundary=" + std::string(70, 'b'), std::string(70, 'b'), true},
      {"multipart/form-data; boundary=" + std::string(71, 'b'), std::string(71, 'b'), false},
      {"multipart/form-data; boundary=\"\"", "", false},
      {"multipart/form-data; boundary=\"a \"", "a ", false},
      {"multipart/form-data; boundary=\"a", "a", false},
      {"multipart/form-data; boundary=a; boundary=a", "a", false},
      {"multipart/form-data; boundary=\"a&b\"", "a&b", false},
      {"multipart/form-data", "", false},
      {"multipart/mixed; boundary=a", "a", false},
      {"", "", false},
  };
  for (const auto& one : kCases) {
    const std::string body =
        "--" + one.boundary + "\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--" + one.boundary + "--\r\n";
    EXPECT_EQ(read_multipart(one.type, body).has_value(), one.accepted) << one.type;
  }
}

TEST(HttpMultipart, RefusesWhatIsMalformed) {
  const std::string good = part("form-data; name=\"a\"", "b");
  const std::string kCases[] = {
      "",
      "--XyZ--\r\n",
      "preamble\r\n" + good + "--XyZ--",
      good,
      good + "--XyZ-",
      good + "--XyZ\r\n",
      good + "--XyZ--\r\nepilogue",
      good + "--XyZ--x",
      "--XyZx\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--XyZ--",
      "--XyZ\nContent-Disposition: form-data; name=\"a\"\n\nb\n--XyZ--",
      "--XyZ\r\n\r\nb\r\n--XyZ--",
      "--XyZ\r\nContent-Type: text/plain\r\n\r\nb\r\n--XyZ--",
      part("form-data", "b") + "--XyZ--",
      part("form-data; name=\"\"", "b") + "--XyZ--",
      part("form-data; name=\"a\"; name=\"b\"", "b") + "--XyZ--",
      part("form-data; name=\"a", "b") + "--XyZ--",
      part("form-data; name=\"a\" filename=\"b\"", "b") + "--XyZ--",
      part("attachment; name=\"a\"", "b") + "--XyZ--",
      part("form-data; name=\"\xFF\"", "b") + "--XyZ--",
      part(std::string_view("form-data; name=\"a\0\"", 20), "b") + "--XyZ--",
      part("form-data; name=\"a\"; filename*=UTF-8''b", "b") + "--XyZ--",
      part("form-data; name=\"a\"", "b", "Content-Disposition: form-data; name=\"c\"\r\n") + "--XyZ--",
      part("form-data; name=\"a\"", "b", "Content-Transfer-Encoding: base64\r\n") + "--XyZ--",
      part("form-data; name=\"a\"", "b", "no colon\r\n") + "--XyZ--",
      part("form-data; name=\"a\"", "b", " folded: line\r\n") + "--XyZ--",
      part("form-data; name=\"a\"", "b", "X: " + std::string(5000, 'x') + "\r\n") + "--XyZ--",
  };
  for (const std::string& body : kCases) {
    const auto parts = read_multipart(kType, body);
    ASSERT_FALSE(parts) << body;
    EXPECT_EQ(parts.error().code, "http.multipart_malformed") << body;
  }
}

TEST(HttpMultipart, PartsAreLimitedInNumber) {
  std::string body;
  for (int i = 0; i < 4; ++i) {
    body += part("form-data; name=\"a\"", "b");
  }
  body += "--XyZ--";
  EXPECT_TRUE(read_multipart(kType, body, {.parts = 4}));
  EXPECT_EQ(read_multipart(kType, body, {.parts = 3}).error().kind, ErrorKind::too_large);
}

}  // namespace
}  // namespace gongshi::http
