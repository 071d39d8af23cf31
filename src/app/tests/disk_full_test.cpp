// The disk is full: reading goes on, writing says so, and goes on by itself once there is room. On a small file system of its own, which
// takes root to mount.
#include <fstream>

#include <sys/mount.h>

#include "app/tests/program.hpp"
#include "app/tests/whole_city.hpp"

namespace gongshi::app {
namespace {

using test::Program;
using test::Wire;

/// A tmpfs; unmounted with the object.
class SmallDisk {
 public:
  explicit SmallDisk(const std::string& megabytes) : folder_(std::filesystem::temp_directory_path() / fmt::format("gongshi_disk_{}", ::getpid())) {
    std::filesystem::create_directories(folder_);
    mounted_ = ::mount("tmpfs", folder_.c_str(), "tmpfs", 0, ("size=" + megabytes + "m").c_str()) == 0;
  }
  ~SmallDisk() {
    if (mounted_) ::umount2(folder_.c_str(), MNT_DETACH);
    std::filesystem::remove_all(folder_);
  }
  bool mounted() const { return mounted_; }
  std::filesystem::path folder() const { return folder_; }
  /// Until not a byte more fits.
  void fill() {
    std::ofstream file(folder_ / "ballast", std::ios::binary);
    const std::string block(64 * 1024, 'x');
    while (file.write(block.data(), static_cast<std::streamsize>(block.size())) && file.flush()) {
    }
    file.clear();
    while (file.put('x') && file.flush()) {
    }
  }
  void make_room() { std::filesystem::remove(folder_ / "ballast"); }

 private:
  std::filesystem::path folder_;
  bool mounted_ = false;
};

TEST(DiskFull, ReadingGoesOnWritingSaysSoAndResumesWithoutARestart) {
  SmallDisk disk("96");
  if (!disk.mounted()) GTEST_SKIP() << "mounting a small file system needs root (or CAP_SYS_ADMIN)";
  const std::string data = disk.folder() / "data";
  Program program({"--demo", "--data", data});
  // The link of the member, as the program prints it.
  const auto link_of = [&](std::string_view who) {
    const auto at = program.words().find("try as " + std::string(who) + " ");
    const auto token = program.words().find("/link#", at) + 6;
    return program.words().substr(token, program.words().find('\n', token) - token);
  };
  Wire member;
  member.connect(program.port());
  ASSERT_EQ(member.ask("POST", "/api/v1/session/link", R"({"token":")" + link_of("member") + "\"}").status, 200);
  const auto list = json::parse(member.ask("GET", "/api/v1/consultations").body);
  std::string open;
  for (const auto& item : list->at("items").as_array()) {
    if (item.at("state") == "open") open = std::to_string(item.at("id").as_int64());
  }
  ASSERT_FALSE(open.empty());
  const auto statements = json::parse(member.ask("GET", "/api/v1/consultations/" + open + "/statements").body);
  std::vector<std::string> paths;
  for (const auto& item : statements->at("items").as_array()) paths.push_back("/api/v1/consultations/" + open + "/votes/" + std::to_string(item.at("id").as_int64()));
  ASSERT_EQ(member.ask("PUT", paths[0], R"({"vote":"agree"})").status, 200);

  for (int again = 0; again < 2; ++again) {
    SCOPED_TRACE(again == 0 ? "the first time" : "and once more");
    disk.fill();
    // What fits into the last page of the log still goes; then nothing does.
    http::test::Answer refused;
    for (int i = 0; i < 2000 && refused.status != 507; ++i) {
      refused = member.ask("POST", "/api/v1/consultations/" + open + "/statements", R"({"text":"满了还能写吗"})");
      if (refused.status == 429) refused = member.ask("PUT", paths[static_cast<std::size_t>(i) % paths.size()], i % 2 == 0 ? R"({"vote":"agree"})" : R"({"vote":"disagree"})");
    }
    ASSERT_EQ(refused.status, 507) << refused.body;
    EXPECT_EQ(refused.header("content-type"), "application/problem+json");
    EXPECT_TRUE(refused.body.contains("\"code\":\"storage.full\"")) << refused.body;
    EXPECT_TRUE(refused.body.contains("storage is full")) << "in words: " << refused.body;
    const auto own = member.ask("GET", "/api/v1/consultations/" + open + "/votes");
    ASSERT_EQ(own.status, 200) << own.body;
    for (int i = 0; i < 20; ++i) {
      EXPECT_EQ(member.ask("PUT", paths[0], i % 2 == 0 ? R"({"vote":"agree"})" : R"({"vote":"disagree"})").status, 507);
      EXPECT_EQ(member.ask("GET", "/api/v1/consultations").status, 200);
      EXPECT_EQ(member.ask("GET", "/consultations/" + open).status, 200);
      EXPECT_EQ(member.ask("GET", "/api/v1/consultations/" + open + "/result").status, 200);
      EXPECT_EQ(member.ask("GET", "/api/v1/session").status, 200);
    }
    EXPECT_EQ(member.ask("GET", "/api/v1/consultations/" + open + "/votes").body, own.body) << "a refused vote is not there";
    EXPECT_EQ(member.ask("GET", "/healthz").status, 200);

    disk.make_room();
    for (std::size_t i = 0; i < paths.size(); ++i) {
      const auto done = member.ask("PUT", paths[i], i % 2 == static_cast<std::size_t>(again) ? R"({"vote":"agree"})" : R"({"vote":"disagree"})");
      ASSERT_EQ(done.status, 200) << done.body;
    }
    EXPECT_EQ(member.ask("GET", "/readyz").status, 200);
  }
}

}  // namespace
}  // namespace gongshi::app
