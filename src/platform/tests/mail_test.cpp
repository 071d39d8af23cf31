// Mail against a real server: what arrives, whose matter a failure is, what a hostile title cannot do.
#include <gtest/gtest.h>

#include "platform/mail/mail.hpp"
#include "platform/tests/certificate.hpp"
#include "platform/tests/smtp_server.hpp"

namespace gongshi::mail {
namespace {

using test::SmtpServer;

Letter letter_to(const std::string& to) {
  return {.id = "notice-7", .from = "notices@zx.example.cn", .from_name = "滨江市政协", .to = to, .subject = "关于开会的通知", .text = "请于周五到会。\n", .at = {1'795'507'200'000}};
}

Server plain(const SmtpServer& server) { return {.url = "smtp://127.0.0.1:" + std::to_string(server.port()), .plain = true}; }

TEST(Mail, ArrivesInChineseWithoutAnythingFromTheWeb) {
  SmtpServer server;
  const Outcome outcome = send(plain(server), letter_to("li@example.cn"));
  EXPECT_EQ(outcome.fate, Fate::taken) << outcome.why;
  ASSERT_EQ(server.letters().size(), 1u);
  const std::string letter = server.letters()[0];
  EXPECT_TRUE(letter.starts_with("li@example.cn\n")) << letter;
  for (const char* line : {"From: =?UTF-8?B?5ruo5rGf5biC5pS/5Y2P?= <notices@zx.example.cn>\r\n", "To: <li@example.cn>\r\n", "Subject: =?UTF-8?B?5YWz5LqO5byA5Lya55qE6YCa55+l?=\r\n",
                           "Date: Tue, 24 Nov 2026 16:00:00 +0800\r\n", "Message-ID: <notice-7@zx.example.cn>\r\n", "Content-Type: text/plain; charset=UTF-8\r\n"}) {
    EXPECT_NE(letter.find(line), std::string::npos) << line << " is not in\n" << letter;
  }
  EXPECT_EQ(test::text_of(letter), "请于周五到会。\n");
  EXPECT_EQ(letter.find("http"), std::string::npos);
}

TEST(Mail, KnowsWhoseMatterAFailureIs) {
  SmtpServer server;
  const struct {
    const char* name;
    const char* to;
    const char* answer;
    Fate fate;
    const char* why;
  } rows[] = {
      {"nobody there", "gone@example.cn", "", Fate::refused, "550 5.1.1 <g***@example.cn>: no such user"},
      {"come again", "later@example.cn", "", Fate::later, "451 4.2.0 come again"},
      {"the text is refused", "li@example.cn", "554 5.7.1 no", Fate::refused, "554 5.7.1 no"},
      {"the text later", "li@example.cn", "452 4.3.1 full", Fate::later, "452 4.3.1 full"},
      {"a name that goes nowhere", "li@example.cn>\r\nRCPT TO:<other@example.cn", "", Fate::refused, "no address that mail can go to"},
  };
  for (const auto& row : rows) {
    server.answer(row.answer);
    const Outcome outcome = send(plain(server), letter_to(row.to));
    EXPECT_EQ(outcome.fate, row.fate) << row.name << ": " << outcome.why;
    EXPECT_EQ(outcome.why, row.why) << row.name;
  }
  server.answer("wait");
  Server impatient = plain(server);
  impatient.patience = std::chrono::milliseconds(300);
  EXPECT_EQ(send(impatient, letter_to("li@example.cn")).fate, Fate::away);
  server.stop();
  EXPECT_EQ(send(plain(server), letter_to("li@example.cn")).fate, Fate::away);
  EXPECT_EQ(server.letters().size(), 0u);
}

TEST(Mail, IsEncryptedAndSignsInWithoutTellingThePassword) {
  const http::test::Certificate known("127.0.0.1"), unknown("127.0.0.1");
  for (const std::string way : {"tls", "starttls"}) {
    SmtpServer server({way, known.certificate_file(), known.key_file(), "office", "correct horse"});
    Server to{.url = (way == "tls" ? "smtps://127.0.0.1:" : "smtp://127.0.0.1:") + std::to_string(server.port()), .authority = known.certificate_file(), .user = "office", .password = "correct horse"};
    const Outcome taken = send(to, letter_to("li@example.cn"));
    EXPECT_EQ(taken.fate, Fate::taken) << way << ": " << taken.why;
    EXPECT_EQ(greet(to).fate, Fate::taken) << way;
    to.password = "wrong horse";
    EXPECT_EQ(greet(to).fate, Fate::away) << way;
    const Outcome denied = send(to, letter_to("li@example.cn"));
    EXPECT_EQ(denied.fate, Fate::away) << way << ": no other letter would fare better";
    EXPECT_NE(denied.why.find("535"), std::string::npos) << denied.why;
    EXPECT_EQ(denied.why.find("horse"), std::string::npos);
    to.authority = unknown.certificate_file();
    EXPECT_EQ(send(to, letter_to("li@example.cn")).fate, Fate::away) << way << ", signed by somebody else";
    EXPECT_EQ(server.letters().size(), 1u) << "a greeting sends nothing";
  }
  SmtpServer open;
  EXPECT_EQ(send({.url = "smtp://127.0.0.1:" + std::to_string(open.port())}, letter_to("li@example.cn")).fate, Fate::away) << "no STARTTLS, and nothing said that it may be plain";
}

TEST(Mail, ATitleCannotAddAHeader) {
  SmtpServer server;
  Letter letter = letter_to("li@example.cn");
  letter.subject = "Meeting\r\nBcc: thief@example.org\r\n\r\nhello";
  letter.from_name = "Office\"\r\nX-Thief: yes";
  letter.text = "one\r\n.\r\nMAIL FROM:<thief@example.org>\r\n";
  EXPECT_EQ(send(plain(server), letter).fate, Fate::taken);
  ASSERT_EQ(server.letters().size(), 1u);
  const std::string arrived = server.letters()[0];
  EXPECT_EQ(arrived.find("\r\nBcc:"), std::string::npos) << arrived;
  EXPECT_EQ(arrived.find("\r\nX-Thief:"), std::string::npos) << arrived;
  EXPECT_EQ(test::text_of(arrived), letter.text);
}

TEST(Mail, LongHeadersAreFoldedBetweenCharacters) {
  Letter letter = letter_to("li@example.cn");
  letter.subject.clear();
  for (int i = 0; i < 60; ++i) letter.subject += i % 7 == 0 ? "𠮷" : "通";
  const std::string text = written(letter);
  for (std::size_t from = 0; from < text.size();) {
    const auto to = text.find("\r\n", from);
    EXPECT_LE(to - from, 76u) << text.substr(from, to - from);
    from = to + 2;
  }
  const auto subject = text.find("Subject: ");
  EXPECT_NE(text.find("?=\r\n =?UTF-8?B?", subject), std::string::npos);
  EXPECT_EQ(text.find("\r\n", subject), text.find("?=\r\n", subject) + 2);
}

TEST(Mail, KnowsAddresses) {
  for (const char* good : {"li@example.cn", "li.ming+zx@mail.example.com.cn", "10086@qq.com"}) EXPECT_TRUE(is_address(good)) << good;
  for (const char* bad : {"", "li", "@example.cn", "li@", "li@localhost", "li@@example.cn", "li@example..cn", "a b@example.cn", "李@example.cn", "li@例子.cn", "li@example.cn\n", "<li@example.cn>", "\"a\"@example.cn",
                          "li@example.cn,wang@example.cn", ".li@example.cn", "li@-example.cn"}) {
    EXPECT_FALSE(is_address(bad)) << bad;
  }
  EXPECT_EQ(masked("li.ming@example.cn"), "l***@example.cn");
}

}  // namespace
}  // namespace gongshi::mail
