#include <gtest/gtest.h>

#include "platform/i18n/messages.hpp"

namespace gongshi::i18n {
namespace {

TEST(Messages, negotiates_the_language) {
  struct Case {
    const char* header;
    Language expected;
  };
  for (const auto& [header, expected] : {Case{"", Language::zh_cn}, Case{"en", Language::en}, Case{"zh-CN", Language::zh_cn},
                                         Case{"en-GB,en;q=0.9,zh;q=0.1", Language::en}, Case{"fr, zh-TW;q=0.4, en;q=0.2", Language::zh_cn},
                                         Case{"fr", Language::zh_cn}, Case{"en;q=0", Language::zh_cn}, Case{"en;q=x,zh;q=0.1", Language::zh_cn},
                                         Case{",,,;q=1,en", Language::en}}) {
    EXPECT_EQ(negotiate(header), expected) << header;
  }
}

TEST(Messages, fills_arguments_and_plurals) {
  Messages messages;
  messages.add(R"({"a.left":"还需要 {missing} 位","a.plain":"好"})", R"({"a.left":"{missing, plural, one {one more} other {# more}}","a.plain":"fine"})");
  EXPECT_EQ(messages.text(Language::zh_cn, "a.left", {{"missing", "2"}}), "还需要 2 位");
  EXPECT_EQ(messages.text(Language::en, "a.left", {{"missing", "1"}}), "one more");
  EXPECT_EQ(messages.text(Language::en, "a.left", {{"missing", "3170"}}), "3,170 more");
  EXPECT_EQ(messages.text(Language::en, "a.plain"), "fine");
  EXPECT_EQ(messages.text(Language::en, "a.unknown"), "a.unknown");
  EXPECT_EQ(messages.text(Language::zh_cn, "a.left", {{"missing", "{0} <b>"}}), "还需要 {0} <b> 位");
}

TEST(Messages, refuses_a_bad_catalogue) {
  Messages messages;
  EXPECT_THROW(messages.add("{", "{}"), std::runtime_error);
  EXPECT_THROW(messages.add(R"({"a":"{"})", "{}"), std::runtime_error);
  messages.add(R"({"b":"1"})", "{}");
  EXPECT_THROW(messages.add(R"({"b":"2"})", "{}"), std::runtime_error);
}

}  // namespace
}  // namespace gongshi::i18n
