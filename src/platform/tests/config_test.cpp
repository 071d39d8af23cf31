// Where a setting's value comes from, and what is refused in which words.
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "embedded/platform.hpp"
#include "platform/config/config.hpp"
#include "platform/i18n/messages.hpp"

namespace gongshi::config {
namespace {

using Values = std::map<std::string, std::string>;

class Configuration : public testing::Test {
 protected:
  Configuration() : file_(std::filesystem::temp_directory_path() / fmt::format("gongshi-config-{}.toml", ::getpid())) {}
  ~Configuration() override { std::filesystem::remove(file_); }

  const std::string& with(const std::string& text) {
    std::ofstream(file_) << text;
    return file_;
  }
  std::string value(const Config& config, std::string_view name) {
    for (const Shown& one : show(config)) {
      if (one.name == name) return one.value + " " + one.origin.substr(one.origin.rfind('/') + 1);
    }
    return "no such setting";
  }
  std::string name() const { return file_.substr(file_.rfind('/') + 1); }

  const std::string file_;
};

TEST_F(Configuration, WhatComesLaterWinsAndSaysSo) {
  const std::string& file = with("port = 1\nworkers = 2\nsite_name = \"甲\"\ntrusted_proxies = [\"127.0.0.1\", \"::1\"]\n[complaint]\ncontact = \"12345\"\n");
  const Config config = load(file, {{"workers", "3"}, {"site_name", "乙"}, {"metrics_from", "10.0.0.1, 10.0.0.2"}}, {{"site_name", "丙"}, {"demo", "true"}});
  EXPECT_EQ(value(config, "io_threads"), "2 default");
  EXPECT_EQ(value(config, "port"), "1 " + name() + ":1");
  EXPECT_EQ(value(config, "workers"), "3 GONGSHI_WORKERS");
  EXPECT_EQ(value(config, "site_name"), "\"丙\" --site-name");
  EXPECT_EQ(value(config, "demo"), "true --demo");
  EXPECT_EQ(value(config, "trusted_proxies"), "[\"127.0.0.1\", \"::1\"] " + name() + ":4");
  EXPECT_EQ(value(config, "metrics_from"), "[\"10.0.0.1\", \"10.0.0.2\"] GONGSHI_METRICS_FROM");
  EXPECT_EQ(value(config, "complaint_contact"), "\"12345\" " + name() + ":6") << "a table is a prefix";
  EXPECT_EQ(config.port, 1);
}

TEST_F(Configuration, TheFileIsTheOneNamedOrTheVariables) {
  Values environment{{"config", "/from/the/variable"}, {"port", "5"}};
  EXPECT_EQ(file_to_read("/from/the/line", environment), "/from/the/line");
  EXPECT_EQ(environment, (Values{{"port", "5"}})) << "it is no setting";
  environment = {{"config", "/from/the/variable"}};
  EXPECT_EQ(file_to_read("", environment), "/from/the/variable");
}

struct Wrong {
  const char* file;
  Values environment, line;
  const char* code;
  const char* words;  // of the English sentence, with {file} for the file's place
};

TEST_F(Configuration, WrongSettingsAreRefusedByFileAndLine) {
  const Wrong table[] = {
      {"\nprot = 8443\n", {}, {}, "config.unknown", "{file}:2: there is no setting prot"},
      {"[backup]\nnowhere = 1\n", {}, {}, "config.unknown", "{file}:2: there is no setting backup_nowhere"},
      {"port = \"8443\"", {}, {}, "config.not_a_number", "{file}:1: port is a whole number within 0–65535, not "},
      {"port = 65536", {}, {}, "config.not_a_number", "not \"65536\""},
      {"port = 1.5", {}, {}, "config.not_a_number", "{file}:1"},
      {"workers = 0", {}, {}, "config.not_a_number", "1–1024"},
      {"site_name = 5", {}, {}, "config.not_text", "{file}:1: site_name is text in quotes, not \"5\""},
      {"demo = \"true\"", {}, {}, "config.not_a_flag", "{file}:1"},
      {"demo = 1", {}, {}, "config.not_a_flag", "{file}:1"},
      {"trusted_proxies = \"127.0.0.1\"", {}, {}, "config.not_a_list", "{file}:1: trusted_proxies is a list"},
      {"trusted_proxies = [1]", {}, {}, "config.not_a_list", "{file}:1"},
      {"port = 1\nport = 2\n", {}, {}, "config.not_toml", "{file}:2"},
      {"site_name = \"not closed\n", {}, {}, "config.not_toml", "{file}:1"},
      {"key = \"/k\"", {}, {}, "config.half_a_pair", "{file}:1: certificate and key"},
      {"language = \"fr\"", {}, {}, "config.not_a_language", "{file}:1"},
      {"public_url = \"zx.example.gov.cn\"", {}, {}, "config.not_a_url", "{file}:1"},
      {"public_url = \"https://zx.example.gov.cn/\"", {}, {}, "config.not_a_url", "{file}:1"},
      {"database = 5", {}, {}, "config.not_text", "not ***"},
      {"", {{"prot", "1"}}, {}, "config.unknown", "GONGSHI_PROT: there is no setting prot"},
      {"", {{"port", "much"}}, {}, "config.not_a_number", "GONGSHI_PORT"},
      {"", {}, {{"io_threads", ""}}, "config.not_a_number", "--io-threads: io_threads is"},
      {"", {}, {{"demo", "yes"}}, "config.not_a_flag", "--demo: demo is true or false, not \"yes\""},
  };
  i18n::Messages messages;
  messages.add(platform::kMessages_zh_CN, platform::kMessages_en);
  for (const Wrong& wrong : table) {
    SCOPED_TRACE(fmt::format("{} {}", wrong.file, wrong.words));
    std::string words = wrong.words;
    if (words.starts_with("{file}")) words.replace(0, 6, file_);
    try {
      load(with(wrong.file), wrong.environment, wrong.line);
      ADD_FAILURE() << "was taken";
    } catch (const Refused& refused) {
      EXPECT_EQ(refused.error.code, wrong.code);
      EXPECT_NE(std::string(refused.what()).find(words), std::string::npos) << refused.what();
      EXPECT_NE(messages.text(i18n::Language::zh_cn, refused.error.code, refused.error.args), refused.what());
    }
  }
  EXPECT_THROW(load("/no/such/file.toml", {}, {}), Refused);
}

TEST(ConfigurationShown, EverySettingIsExplainedInBothLanguages) {
  i18n::Messages messages;
  messages.add(platform::kMessages_zh_CN, platform::kMessages_en);
  const auto all = show(load("", {}, {}));
  EXPECT_GT(all.size(), 15U);
  for (const Shown& one : all) EXPECT_TRUE(messages.has("setting." + one.name)) << one.name;
}

TEST(ConfigurationShown, PasswordsAreMasked) {
  const std::pair<const char*, const char*> table[] = {
      {"host=db user=g password=secret dbname=g", "host=db user=g password=*** dbname=g"},
      {"password='s e\\'c' host=db", "password=*** host=db"},
      {"password = secret host=db", "password = *** host=db"},
      {"postgresql://g:secret@db:5432/g?x=1", "postgresql://g:***@db:5432/g?x=1"},
      {"postgresql://g:se@cret@db/g", "postgresql://g:***@db/g"},
      {"postgresql://db/g?user=g&password=secret&x=1", "postgresql://db/g?user=g&password=***&x=1"},
      {"host=db", "host=db"},
      {"postgresql://db:5432/g", "postgresql://db:5432/g"},
      {"password", "password"},
      {"password='open", "password=***"},
  };
  for (const auto& [given, expected] : table) EXPECT_EQ(masked(given), expected);
  for (const Shown& one : show(load("", {}, {{"oidc_client_secret", "between the two of us"}}))) {
    EXPECT_FALSE(one.value.contains("between")) << one.name;
  }
}

}  // namespace
}  // namespace gongshi::config
