// Keys that only their owner reads, and sealed values that nobody changes unseen.
#include "platform/secrets/secrets.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gongshi::secrets {
namespace {

namespace fs = std::filesystem;

class SecretsTest : public testing::Test {
 protected:
  ~SecretsTest() override { fs::remove_all(folder_); }

  std::string why_not(const std::string& name) const {
    try {
      Secrets(folder_).key(name);
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return {};
  }

  const fs::path folder_ = fs::temp_directory_path() / ("gongshi_secrets_" + std::to_string(::getpid()));
};

TEST_F(SecretsTest, AKeyIsItsOwnersAlone) {
  Secrets secrets(folder_);
  const Key first = [&] {
    Key copy;
    std::ranges::copy(secrets.key("one"), copy.begin());
    return copy;
  }();
  struct stat about {};
  ASSERT_EQ(::stat((folder_ / "one.key").c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600U);
  ASSERT_EQ(::stat(folder_.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0700U);
  Secrets again(folder_);
  EXPECT_TRUE(std::ranges::equal(again.key("one"), first)) << "kept";
  EXPECT_FALSE(std::ranges::equal(again.key("two"), first)) << "each its own";

  ::chmod((folder_ / "one.key").c_str(), 0640);
  EXPECT_TRUE(why_not("one").contains("can be read by others"));
  ::chmod((folder_ / "one.key").c_str(), 0600);
  EXPECT_EQ(why_not("one"), "");
  fs::resize_file(folder_ / "one.key", 31);
  EXPECT_TRUE(why_not("one").contains("does not hold 32 bytes"));
}

TEST_F(SecretsTest, ANewKeyIsTheFirstAndTheEarlierOnesStillOpen) {
  const std::string text = "+8613812341234";
  db::Bytes early;
  {
    Secrets secrets(folder_);
    ASSERT_EQ(secrets.keys("one").size(), 1U);
    EXPECT_TRUE(fs::exists(folder_ / "one.key")) << "made";
    early = seal(secrets.keys("one").front(), text, "7");
  }
  fs::copy_file(folder_ / "one.key", folder_ / "other.key");
  for (const char* file : {"one.2.key", "one.10.key"}) {
    std::ofstream(folder_ / file) << std::string(32, file[4]);
    ::chmod((folder_ / file).c_str(), 0600);
  }
  Secrets secrets(folder_);
  const auto keys = secrets.keys("one");
  ASSERT_EQ(keys.size(), 3U);
  EXPECT_EQ(static_cast<char>(keys[0][0]), '1') << "ten comes after two";
  EXPECT_EQ(static_cast<char>(keys[1][0]), '2');
  EXPECT_EQ(unseal(keys, early, "7"), text);
  EXPECT_EQ(unseal(std::span(keys).first(2), early, "7"), std::nullopt);
  fs::remove(folder_ / "one.key");
  EXPECT_EQ(Secrets(folder_).keys("one").size(), 2U) << "the earliest was destroyed, and is not made again";
  EXPECT_FALSE(fs::exists(folder_ / "one.key"));
}

TEST_F(SecretsTest, WhatWasSealedIsOpenedWholeOrNotAtAll) {
  Secrets secrets(folder_);
  const KeyView key = secrets.key("one");
  const std::string text = "+8613812345678";
  db::Bytes sealed = seal(key, text, "person 7");
  EXPECT_NE(sealed, seal(key, text, "person 7")) << "never twice the same";
  EXPECT_EQ(unseal(key, sealed, "person 7"), text);
  EXPECT_EQ(unseal(key, sealed, "person 8"), std::nullopt) << "not moved to another";
  EXPECT_EQ(unseal(secrets.key("two"), sealed, "person 7"), std::nullopt);
  for (std::byte& one : sealed) {
    one ^= std::byte{1};
    EXPECT_EQ(unseal(key, sealed, "person 7"), std::nullopt);
    one ^= std::byte{1};
  }
  for (std::size_t size = 0; size < sealed.size(); ++size) EXPECT_EQ(unseal(key, db::Blob(sealed).first(size), "person 7"), std::nullopt) << size;
}

}  // namespace
}  // namespace gongshi::secrets
