// What is packed is unpacked again by another program, and its sums are right.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "platform/package/package.hpp"

namespace gongshi::package {
namespace {

TEST(Package, IsUnpackedAndCheckedByOtherPrograms) {
  const std::string random = [] {
    std::string bytes;
    std::uint32_t state = 7;
    for (int i = 0; i < 100'000; ++i) bytes += static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
    return bytes;
  }();
  const auto write = [&] {
    Writer writer(Timestamp{1'795'507'200'000});
    for (const auto& [path, bytes] : {std::pair<std::string, std::string>{"提案.txt", "案由：甲\n"}, {"empty", ""}, {"folder/same.json", std::string(200'000, 'a')}, {"folder/random", random}}) writer.add(path, bytes);
    EXPECT_EQ(writer.entries().size(), 4U);
    return std::move(writer).finish();
  };
  const std::string bytes = write();
  EXPECT_EQ(bytes, write()) << "the same files, the same bytes";
  EXPECT_LT(bytes.size(), 102'000U);
  const auto folder = std::filesystem::temp_directory_path() / ("gongshi_package_" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "package.zip", std::ios::binary) << bytes;
  const auto run = [&](const std::string& command) { return std::system(("cd '" + folder.string() + "' && " + command + " >/dev/null 2>&1").c_str()); };
  EXPECT_EQ(run("python3 -c \"import zipfile; z = zipfile.ZipFile('package.zip'); assert z.testzip() is None; z.extractall('.')\""), 0);
  EXPECT_EQ(run("sha256sum --strict -c SHA256SUMS"), 0);
  std::ofstream(folder / "empty") << "no longer";
  EXPECT_NE(run("sha256sum --strict -c SHA256SUMS"), 0);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace gongshi::package
