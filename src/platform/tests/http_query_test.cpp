#include <gtest/gtest.h>

#include "platform/http/query.hpp"

namespace gongshi::http {
namespace {

using Parameters = std::vector<std::pair<std::string, std::string>>;

TEST(HttpQuery, DecodesWhatFormsSend) {
  const struct {
    std::string_view raw;
    Parameters expected;
  } kCases[] = {
      {"", {}},
      {"a=1&b=2", {{"a", "1"}, {"b", "2"}}},
      {"a", {{"a", ""}}},
      {"a=&b==", {{"a", ""}, {"b", "="}}},
      {"&&a=1&", {{"a", "1"}}},
      {"q=%E5%85%B1+%e8%af%86%2B", {{"q", "共 识+"}}},
      {"line=a%0D%0Ab%09c", {{"line", "a\r\nb\tc"}}},
      {"a%26b=c%3Dd", {{"a&b", "c=d"}}},
  };
  for (const auto& one : kCases) {
    const auto parsed = parse_query(one.raw);
    ASSERT_TRUE(parsed) << one.raw;
    EXPECT_EQ(*parsed, one.expected) << one.raw;
  }
}

TEST(HttpQuery, NamesWhatIsWrong) {
  const struct {
    std::string raw;
    std::vector<FieldError> fields;
  } kCases[] = {
      {"a=%", {{"?a", "http.encoding_malformed"}}},
      {"a=%G0&b=%1", {{"?a", "http.encoding_malformed"}, {"?b", "http.encoding_malformed"}}},
      {"a=%00", {{"?a", "http.encoding_malformed"}}},
      {"a=%FF", {{"?a", "http.encoding_malformed"}}},
      {"a=%ED%A0%80", {{"?a", "http.encoding_malformed"}}},
      {"a=%C0%80", {{"?a", "http.encoding_malformed"}}},
      {"%FF=a", {{"?", "http.encoding_malformed"}}},
      {"a=1&b=2&a=1", {{"?a", "http.parameter_repeated"}}},
      {"a=123456", {{"?a", "http.value_too_long"}}},
      {"a&b&c&d", {{"?", "http.too_many_parameters"}}},
  };
  for (const auto& one : kCases) {
    const auto parsed = parse_query(one.raw, {.parameters = 3, .value_bytes = 5});
    ASSERT_FALSE(parsed) << one.raw;
    EXPECT_EQ(parsed.error().code, "http.query_malformed");
    EXPECT_EQ(parsed.error().fields, one.fields) << one.raw;
  }
  EXPECT_EQ(parse_query("a=1&a=2", {.repetition = Repetition::allowed}), (Parameters{{"a", "1"}, {"a", "2"}}));
}

}  // namespace
}  // namespace gongshi::http
