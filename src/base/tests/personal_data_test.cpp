#include "base/personal_data.hpp"

#include <gtest/gtest.h>

#include "base/names.hpp"

namespace gongshi {
namespace {

std::vector<std::string> found_in(const std::string& text) {
  std::vector<std::string> found;
  for (const PersonalData& one : find_personal_data(text)) found.push_back(std::string(enum_name(one.kind)) + "|" + text.substr(one.begin, one.end - one.begin));
  return found;
}

TEST(PersonalData, FindsWhatSaysWhoSomebodyIsOrWhereTheyLive) {
  struct Case {
    const char* what;
    const char* text;
    std::vector<std::string> found;
  };
  // The numbers are nobody's: an identity number of a place code that is not given out, the card number that payment systems give as an example.
  const Case cases[] = {
      {"nothing", "全市六十岁以上老人占两成，床位集中在城区。", {}},
      {"empty", "", {}},
      {"a mobile number", "请联系13800138000。", {"mobile|13800138000"}},
      {"in groups", "电话 138 0013 8000，周一至周五", {"mobile|138 0013 8000"}},
      {"with hyphens and the country", "+86-138-0013-8000", {"mobile|86-138-0013-8000"}},
      {"full width", "手机：１３８００１３８０００", {"mobile|１３８００１３８０００"}},
      {"two beside each other", "13800138000 13900139000", {"mobile|13800138000", "mobile|13900139000"}},
      {"another number as long", "投资23800138000元", {}},
      {"not part of a longer number", "编号138001380001", {}},
      {"an identity number", "身份证11010519491231002X。", {"identity_number|11010519491231002X"}},
      {"with a small x", "11010519491231002x", {"identity_number|11010519491231002x"}},
      {"with a wrong check character", "110105194912310021", {}},
      {"a bank card", "卡号4111 1111 1111 1111", {"bank_card|4111 1111 1111 1111"}},
      {"a bank card that does not check", "4111 1111 1111 1112", {}},
      {"sixteen zeros", "0000000000000000", {}},
      {"a mail address", "发到li.si@example.com。", {"mail|li.si@example.com"}},
      {"at the end of a sentence", "Write to a@b.cn.", {"mail|a@b.cn"}},
      {"no mail address", "单价@3元", {}},
      {"a home", "他家住人民路12号3栋502室。", {"address|他家住人民路12号3栋502室"}},
      {"a flat", "反映人：阳光小区3栋2单元", {"address|阳光小区3栋2单元"}},
      {"where somebody lives", "住址：解放路18号", {"address|解放路18号"}},
      {"a street number alone is an office's", "人民路12号公交站没有雨棚", {}},
      {"a document's number", "国办函〔2026〕12号第3组", {}},
      {"marks of secrecy", "本件为内部资料，机密。", {"secrecy|内部资料", "secrecy|机密"}},
      {"the inside of something", "小区内部道路破损", {}},
  };
  for (const Case& one : cases) EXPECT_EQ(found_in(one.text), one.found) << one.what;
}

TEST(PersonalData, IsLeftOut) {
  EXPECT_EQ(without("电话13800138000，再打13800138000", std::vector<std::string>{"13800138000"}), "电话［略］，再打［略］");
  EXPECT_EQ(without("照旧", std::vector<std::string>{"", "没有"}), "照旧");
}

TEST(PersonalData, OfBytesThatAreNoTextIsFoundWithoutHarm) {
  for (const std::string text : {std::string("\xe5\x8f"), std::string("1\xff" "2\xc0"), std::string("@"), std::string("\xf0\x9f"), std::string("路1号2")}) (void)find_personal_data(text);
}

}  // namespace
}  // namespace gongshi
