// The program's log: one line an entry, whatever stands in it.
#include <algorithm>

#include <gtest/gtest.h>

#include "platform/json/codec.hpp"
#include "platform/log/log.hpp"

namespace gongshi::log {
namespace {

TEST(Log, AnEntryIsOneLineWhateverStandsInIt) {
  const std::string hostile = "x\"}\r\n{\"at\":\"2026-01-01T00:00:00Z\",\"level\":\"info\",\"message\":\"forged\"}\n\x1b[31m";
  testing::internal::CaptureStderr();
  warning(hostile, {{"why", hostile}});
  set_threshold(Level::error);
  warning("not asked for");
  set_threshold(Level::info);
  const std::string written = testing::internal::GetCapturedStderr();
  ASSERT_EQ(std::ranges::count(written, '\n'), 1) << written;
  EXPECT_FALSE(written.contains('\x1b')) << "a terminal would obey";
  const auto entry = json::parse(written);
  ASSERT_TRUE(entry.has_value()) << written;
  EXPECT_EQ(entry->at("level").as_string(), "warning");
  EXPECT_EQ(std::string_view(entry->at("message").as_string()), hostile);
  EXPECT_EQ(std::string_view(entry->at("why").as_string()), hostile);
  const std::string_view at = entry->at("at").as_string();
  EXPECT_TRUE(at.ends_with('Z')) << "in UTC, and says so: " << at;
}

}  // namespace
}  // namespace gongshi::log
