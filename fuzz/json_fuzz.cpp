// JSON into wire structs: what is accepted can be written and is read back as the same; what is refused names its fields.
#include <boost/describe.hpp>

#include "platform/json/codec.hpp"
#include "target.hpp"

namespace {

enum class Colour { red, blue };
BOOST_DESCRIBE_ENUM(Colour, red, blue)

struct Inner {
  std::string text;
  std::optional<std::int64_t> number;
  Colour colour = Colour::red;
};
BOOST_DESCRIBE_STRUCT(Inner, (), (text, number, colour))
constexpr auto limits(const Inner*) { return std::array{gongshi::json::Limit{"text", 1, 20}}; }

struct Outer {
  std::vector<Inner> items;
  std::optional<Inner> one;
  bool flag = false;
  double ratio = 0;
  std::vector<std::int64_t> numbers;
};
BOOST_DESCRIBE_STRUCT(Outer, (), (items, one, flag, ratio, numbers))

}  // namespace

void gongshi::fuzz::run(std::string_view input) {
  const auto read = json::decode<Outer>(input);
  if (!read) {
    require(read.error().code == "request.not_json" || !read.error().fields.empty(), "a refusal says what is wrong");
    return;
  }
  for (const auto& item : read->items) require(valid_utf8(item.text) && code_points(item.text) <= 20, "limits hold");
  const std::string written = json::encode(*read);
  const auto again = json::decode<Outer>(written);
  require(again.has_value(), "what was written can be read");
  require(json::encode(*again) == written, "and is the same");
}
