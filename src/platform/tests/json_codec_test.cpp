#include <gtest/gtest.h>

#include "platform/json/codec.hpp"
#include "platform/json/schema.hpp"

namespace gongshi::json {
namespace {

enum class Colour { red, public_ };
BOOST_DESCRIBE_ENUM(Colour, red, public_)

struct Inner {
  std::int64_t n = 0;
};
BOOST_DESCRIBE_STRUCT(Inner, (), (n))

struct Base {
  std::string title;
};
BOOST_DESCRIBE_STRUCT(Base, (), (title))

struct Sample : Base {
  Colour colour = Colour::red;
  std::optional<std::string> note;
  std::vector<Inner> items;
  Id<struct SampleTag> id;
  bool flag = false;
  double share = 0;
};
BOOST_DESCRIBE_STRUCT(Sample, (Base), (colour, note, items, id, flag, share))
constexpr auto limits(const Sample*) { return std::array{Limit{"title", 1, 5}, Limit{"items", 0, 2}}; }

TEST(JsonCodec, reads_back_what_it_wrote) {
  Sample sample;
  sample.title = "共\"识\n<";
  sample.colour = Colour::public_;
  sample.items = {{7}, {-1}};
  sample.id = {9'007'199'254'740'991};
  sample.share = 0.1;
  const std::string text = encode(sample);
  EXPECT_EQ(text, R"({"title":"共\"识\n\u003c","colour":"public","items":[{"n":7},{"n":-1}],"id":9007199254740991,"flag":false,"share":0.1})");
  const auto back = decode<Sample>(text);
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(encode(*back), text);
}

struct BadCase {
  const char* name;
  const char* text;
  const char* code;      // of the first field, or of the error when there is none
  const char* pointer;
};

const BadCase kBad[] = {
    {"not json", "{", "request.not_json", ""},
    {"broken utf-8", "{\"title\":\"\xC3\x28\"}", "request.not_json", ""},
    {"too deep", "[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]", "request.not_json", ""},
    {"not an object", "3", "request.object_expected", ""},
    {"missing", R"({"colour":"red","items":[],"id":1,"flag":true,"share":1})", "request.missing", "/title"},
    {"unknown field", R"({"title":"a","colour":"red","items":[],"id":1,"flag":true,"share":1,"x":1})", "request.unknown_field", "/x"},
    {"wrong choice", R"({"title":"a","colour":"blue","items":[],"id":1,"flag":true,"share":1})", "request.not_a_choice", "/colour"},
    {"underscore spelling", R"({"title":"a","colour":"public_","items":[],"id":1,"flag":true,"share":1})", "request.not_a_choice", "/colour"},
    {"too long", R"({"title":"一二三四五六","colour":"red","items":[],"id":1,"flag":true,"share":1})", "request.length_too_large", "/title"},
    {"too many", R"({"title":"a","colour":"red","items":[{"n":1},{"n":1},{"n":1}],"id":1,"flag":true,"share":1})", "request.items_too_large", "/items"},
    {"deep wrong type", R"({"title":"a","colour":"red","items":[{"n":"1"}],"id":1,"flag":true,"share":1})", "request.integer_expected", "/items/0/n"},
    {"fraction", R"({"title":"a","colour":"red","items":[{"n":1.5}],"id":1,"flag":true,"share":1})", "request.integer_expected", "/items/0/n"},
    {"beyond 53 bits", R"({"title":"a","colour":"red","items":[],"id":9007199254740993,"flag":true,"share":1})", "request.integer_expected", "/id"},
    {"null where none may be", R"({"title":null,"colour":"red","items":[],"id":1,"flag":true,"share":1})", "request.text_expected", "/title"},
};

TEST(JsonCodec, names_what_is_wrong_and_where) {
  for (const BadCase& bad : kBad) {
    const auto read = decode<Sample>(bad.text);
    ASSERT_FALSE(read.has_value()) << bad.name;
    if (read.error().fields.empty()) {
      EXPECT_EQ(read.error().code, bad.code) << bad.name;
    } else {
      EXPECT_EQ(read.error().fields[0].code, bad.code) << bad.name;
      EXPECT_EQ(read.error().fields[0].pointer, bad.pointer) << bad.name;
    }
  }
}

TEST(JsonCodec, reports_every_problem_at_once) {
  const auto read = decode<Sample>(R"({"title":"","colour":3,"items":{},"flag":0,"share":"x","y":null})");
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().fields.size(), 7U);  // title, colour, items, id missing, flag, share, y
}

TEST(JsonCodec, numbers_are_read_to_the_last_digit) {
  for (const double number : {0.1, 1.0 / 3, -1.7976931348623114e308, 1.7976931348623157e308, 2.2250738585072014e-308, 5e-324, 4503599627370497.5}) {
    const auto read = parse("[" + encode(number) + "]");
    ASSERT_TRUE(read.has_value()) << number;
    EXPECT_EQ(read->at(0).to_number<double>(), number) << encode(number);
  }
  EXPECT_EQ(parse("[1e-400]")->at(0).to_number<double>(), 0);
  EXPECT_EQ(parse("[12.5e1, -0.5]")->at(0).to_number<double>(), 125);
  EXPECT_EQ(parse("[-7, 18446744073709551615]")->at(1).as_uint64(), 18446744073709551615U);
  for (const char* none : {"[1e999]", "[-1.797693134862622e308]", "[1.]", "[.5]", "[1] 2", "[1", ""}) EXPECT_FALSE(parse(none).has_value()) << none;
}

TEST(JsonCodec, numbers_that_json_lacks_become_null) { EXPECT_EQ(encode(std::vector<double>{0.0 / 0.0, 1.0 / 0.0, 2}), "[null,null,2]"); }

TEST(JsonCodec, schema_says_the_same) {
  Components components;
  EXPECT_NE(schema_of<Sample>(components).find("$ref"), std::string::npos);
  bool found = false;
  for (const auto& [name, text] : components) {
    if (!name.ends_with("Sample")) continue;
    found = true;
    EXPECT_NE(text.find(R"("title":{"type":"string","minLength":1,"maxLength":5})"), std::string::npos) << text;
    EXPECT_NE(text.find(R"("enum":["red","public"])"), std::string::npos) << text;
    EXPECT_EQ(text.find(R"("note")", text.find("required")), std::string::npos) << text;
  }
  EXPECT_TRUE(found);
}

}  // namespace
}  // namespace gongshi::json
