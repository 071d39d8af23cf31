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
  Wire clerk;
  clerk.connect(program.port());
  ASSERT_EQ(clerk.ask("POST", "/api/v1/session/link", R"({"token":")" + link_of("clerk") + "\"}").status, 200);
  const std::string drafts = "/api/v1/assemblies/" + std::to_string(list->at("items").at(0).at("assembly").as_int64()) + "/consultations";
  // Something that needs room; a vote that only takes another's place may still find some.
  const std::string draft = R"({"title":"占地方","question":"问什么？","background":")" + std::string(19'000, 'x') +
                            R"(","audience":"public","sectors":[],"level_needed":"phone","matrix_public":false,"statements":[]})";

  for (int again = 0; again < 2; ++again) {
    SCOPED_TRACE(again == 0 ? "the first time" : "and once more");
    disk.fill();
    // What fits into the log still goes; then nothing does.
    http::test::Answer refused;
    for (int i = 0; i < 5000 && refused.status != 507; ++i) refused = clerk.ask("POST", drafts, draft);
    ASSERT_EQ(refused.status, 507) << refused.body;
    EXPECT_EQ(refused.header("content-type"), "application/problem+json");
    EXPECT_TRUE(refused.body.contains("\"code\":\"storage.full\"")) << refused.body;
    EXPECT_TRUE(refused.body.contains("storage is full")) << "in words: " << refused.body;
    for (int i = 0; i < 20; ++i) {
      EXPECT_EQ(clerk.ask("POST", drafts, draft).status, 507);
      const auto before = member.ask("GET", "/api/v1/consultations/" + open + "/votes");
      EXPECT_EQ(before.status, 200) << before.body;
      const auto vote = member.ask("PUT", paths[0], i % 2 == 0 ? R"({"vote":"agree"})" : R"({"vote":"disagree"})");
      EXPECT_TRUE(vote.status == 200 || vote.status == 507) << vote.body;
      if (vote.status == 507) EXPECT_EQ(member.ask("GET", "/api/v1/consultations/" + open + "/votes").body, before.body) << "a refused vote is not there";
      EXPECT_EQ(member.ask("GET", "/api/v1/consultations").status, 200);
      EXPECT_EQ(member.ask("GET", "/consultations/" + open).status, 200);
      EXPECT_EQ(member.ask("GET", "/api/v1/consultations/" + open + "/result").status, 200);
      EXPECT_EQ(member.ask("GET", "/api/v1/session").status, 200);
    }
    EXPECT_EQ(member.ask("GET", "/healthz").status, 200);

    disk.make_room();
    EXPECT_EQ(clerk.ask("POST", drafts, draft).status, 201);
    for (std::size_t i = 0; i < paths.size(); ++i) {
      const auto done = member.ask("PUT", paths[i], i % 2 == static_cast<std::size_t>(again) ? R"({"vote":"agree"})" : R"({"vote":"disagree"})");
      ASSERT_EQ(done.status, 200) << done.body;
    }
    EXPECT_EQ(member.ask("GET", "/readyz").status, 200);
  }
}

}  // namespace
}  // namespace gongshi::app
