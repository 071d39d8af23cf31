// What a new password must not be.
#include <algorithm>

#include <gtest/gtest.h>

#include "embedded/identity.hpp"
#include "modules/identity/passwords.hpp"

namespace gongshi::identity {
namespace {

const std::vector<std::string> kKnown{"Li Xiaoming", "示例市政协", "gongshi", "共识", "Lee"};

TEST(Passwords, TheRules) {
  const struct {
    const char* password;
    std::string_view problem;
  } rows[] = {
      {"correct horse battery", ""},
      {"horse shoe", ""},
      {"短一点也行的中文口令", ""},
      {"nine char", "identity.password_too_short"},
      {"my li.person 1", "identity.password_is_login"},
      {"aaaaaaaaaabb", "identity.password_common"},
      {"1234567890", "identity.password_common"},
      {"qwertyuiop", "identity.password_common"},
      {"Christopher", "identity.password_common"},
      {"dragon20261126", "identity.password_common"},
      {"2026!!Sunshine", "identity.password_common"},
      {"P@ssw0rd2026!", "identity.password_common"},
      {"ｐａｓｓｗｏｒｄ１２３", "identity.password_common"},
      {"woaini5201314", "identity.password_common"},
      {"sunshine-kettle-42", ""},
      {"gongshi-2026", "identity.password_common"},
      {"gongshi, 共识 1", "identity.password_known_words"},
      {"GongshiGongshi2026", "identity.password_known_words"},
      {"Li Xiaoming 42", "identity.password_known_words"},
      {"共识共识共识共识共识共识", "identity.password_known_words"},
      {"示例市政协二零二六年届", "identity.password_known_words"},
      {"gongshi kettle pear 42", ""},
      {"sleepless moon", ""},
  };
  for (const auto& row : rows) EXPECT_EQ(password_problem("li.person", row.password, kKnown), row.problem) << row.password;
}

TEST(Passwords, EveryCommonOneOfTheListIsRefused) {
  std::vector<std::string_view> lines;
  for (std::size_t at = 0; at < kCommonPasswords.size(); at = kCommonPasswords.find('\n', at) + 1) lines.push_back(kCommonPasswords.substr(at, kCommonPasswords.find('\n', at) - at));
  EXPECT_TRUE(std::ranges::is_sorted(lines)) << "they are looked up by halves";
  int long_enough = 0, with_digits = 0;
  for (const std::string_view line : lines) {
    ASSERT_FALSE(line.empty());
    if (line.size() >= 10) {
      ++long_enough;
      EXPECT_EQ(password_problem("", line, {}), "identity.password_common") << line;
    }
    if (static_cast<unsigned char>(line.front() - 'a') < 26 && static_cast<unsigned char>(line.back() - 'a') < 26) {
      ++with_digits;
      EXPECT_EQ(password_problem("", std::string(line) + "123456", {}), "identity.password_common") << line;
    }
  }
  EXPECT_GT(long_enough, 1500);
  EXPECT_GT(long_enough + with_digits, 3000 + 10'000);
}

}  // namespace
}  // namespace gongshi::identity
