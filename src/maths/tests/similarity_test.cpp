// While somebody types, what has been said before is found.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.hpp"
#include "maths/api.hpp"
#include "maths/tests/conversations.hpp"

namespace gongshi::maths {
namespace {

/// The first `share` of a text, in whole characters.
std::string beginning(std::string_view text, double share) {
  const auto wanted = static_cast<std::size_t>(static_cast<double>(code_points(text)) * share);
  std::size_t characters = 0, end = 0;
  while (end < text.size() && characters < wanted) {
    ++end;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
    ++characters;
  }
  return std::string(text.substr(0, end));
}

bool finds(const std::vector<SimilarText>& found, std::int64_t id) {
  return std::ranges::any_of(found, [&](const SimilarText& one) { return one.id == id; });
}

TEST(Similarity, a_statement_is_found_before_it_is_typed_to_the_end) {
  const auto comments = read_polis_comments(read_file(std::filesystem::path(GONGSHI_SOURCE_DIR) / "demo/vtaiwan.uberx/comments.csv")).value();
  SimilarityIndex index;
  int texts = 0, at_40 = 0, at_60 = 0;
  for (const auto& comment : comments) index.add(comment.id, comment.text);
  for (const auto& comment : comments) {
    if (code_points(comment.text) < 10) continue;
    ++texts;
    at_40 += finds(index.most_similar(beginning(comment.text, 0.4)), comment.id);
    at_60 += finds(index.most_similar(beginning(comment.text, 0.6)), comment.id);
  }
  ASSERT_GT(texts, 150);
  EXPECT_GE(at_40, texts * 85 / 100);
  EXPECT_GE(at_60, texts * 95 / 100);
}

TEST(Similarity, folds_what_a_reader_would_call_the_same_and_forgets_what_is_removed) {
  SimilarityIndex index;
  index.add(1, "應該提供司機與乘客的資訊，讓彼此知道。");
  index.add(2, "补贴应当包含一年的驻场服务");
  index.add(3, "ＵＢＥＲ should pay taxes");
  const auto same = index.most_similar("应该提供司机与乘客的资讯");
  ASSERT_FALSE(same.empty());
  EXPECT_EQ(same[0].id, 1);
  EXPECT_GT(same[0].similarity, 0.5);
  EXPECT_TRUE(finds(index.most_similar("uber SHOULD pay"), 3));
  EXPECT_TRUE(index.most_similar("天气很好").empty());
  EXPECT_TRUE(index.most_similar("").empty());
  EXPECT_TRUE(index.most_similar("，。！").empty());
  index.remove(1);
  EXPECT_FALSE(finds(index.most_similar("应该提供司机与乘客的资讯"), 1));
  index.add(2, "完全不同的内容");
  EXPECT_FALSE(finds(index.most_similar("补贴应当包含一年的驻场服务"), 2));
  EXPECT_EQ(index.size(), 2U);
}

}  // namespace
}  // namespace gongshi::maths
