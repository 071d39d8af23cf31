// Attachments: kept once, shown to those who may read their owner, on both engines.
#include "platform/files/files.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/sha256.hpp"
#include "platform/db/testing.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::files {
namespace {

namespace fs = std::filesystem;

constexpr Owner kOpen{"topic", 1};
constexpr Owner kHidden{"topic", 2};

/// A module whose topic 1 is open to everyone and whose topic 2 is hidden.
Module topics() {
  Module module{.name = "topics"};
  module.start = [](Application& app) {
    register_owner(app, "topic", [](Context&, db::ReadTx&, std::int64_t owner) -> Result<void> {
      if (owner != kOpen.id) return fail(ErrorKind::not_found, "topics.not_found");
      return {};
    });
  };
  return module;
}

class FilesTest : public testing::TestWithParam<db::Engine> {
 protected:
  FilesTest() { fs::create_directories(folder_); }
  ~FilesTest() override { fs::remove_all(folder_); }

  Result<File> store(std::string_view name, std::string_view bytes, const Owner& owner = kOpen) {
    TRY_ASSIGN(const Content content, accept(context_, bytes));
    return database_->write([&](db::WriteTx& tx) -> Result<File> { return files::store(context_, tx, name, content, owner); });
  }
  http::Response get(FileId id, std::string_view tag = "", std::string_view accept_encoding = "") {
    http::Request request;
    request.path = "/api/v1/files/" + std::to_string(id.value);
    if (!accept_encoding.empty()) request.headers.push_back({"Accept-Encoding", std::string(accept_encoding)});
    if (!tag.empty()) request.headers.push_back({"If-None-Match", std::string(tag)});
    return app_.handle_now(request);
  }
  static std::string header(const http::Response& response, std::string_view name) {
    for (const auto& h : response.headers) {
      if (h.name == name) return h.value;
    }
    return {};
  }
  fs::path content_of(std::string_view bytes) const {
    const std::string hash = to_hex(sha256(bytes));
    return folder_ / "files" / hash.substr(0, 2) / hash.substr(2);
  }

  const fs::path folder_ = fs::temp_directory_path() / ("gongshi_files_" + std::to_string(getpid()));
  db::FreshDatabase database_{GetParam()};
  FakeClock clock_{{1'790'000'000'000}};
  Application app_{[this] {
                     config::Config config;
                     config.data = folder_;
                     return config;
                   }(),
                   *database_,
                   clock_,
                   {topics()}};
  Context context_ = app_.context();
};

TEST_P(FilesTest, GivesBackWhatWasStored) {
  std::string pdf = "%PDF-1.7\n";
  for (int i = 0; i < 3'000'000; ++i) pdf += static_cast<char>(i * 7);  // three chunks on PostgreSQL
  const auto file = store("背景.pdf", pdf);
  ASSERT_TRUE(file);
  EXPECT_EQ(file->type, "application/pdf");
  EXPECT_EQ(file->size, static_cast<std::int64_t>(pdf.size()));
  const auto response = get(file->id);
  EXPECT_EQ(response.status, 200);
  EXPECT_TRUE(response.body == pdf);
  EXPECT_EQ(header(response, "Content-Type"), "application/pdf");
  EXPECT_EQ(header(response, "Content-Disposition"), "inline; filename=\"file.pdf\"; filename*=UTF-8''%E8%83%8C%E6%99%AF.pdf");
  EXPECT_EQ(header(response, "Content-Security-Policy"), "sandbox; default-src 'none'");
  EXPECT_EQ(header(response, "X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(header(response, "Cache-Control"), "private, no-cache");
  const auto again = get(file->id, header(response, "ETag"));
  EXPECT_EQ(again.status, 304);
  EXPECT_TRUE(again.body.empty());
}

TEST_P(FilesTest, ATextTravelsCompressedUnderItsOwnTag) {
  const auto file = store("long.txt", std::string(5000, 'a'));
  ASSERT_TRUE(file);
  const auto plain = get(file->id);
  const auto compressed = get(file->id, "", "gzip");
  EXPECT_EQ(header(compressed, "Content-Encoding"), "gzip");
  EXPECT_LT(compressed.body.size(), 500U);
  EXPECT_NE(header(compressed, "ETag"), header(plain, "ETag"));
  for (const auto& tag : {header(plain, "ETag"), header(compressed, "ETag")}) {
    const auto again = get(file->id, tag, "gzip");
    EXPECT_EQ(again.status, 304);
    EXPECT_EQ(header(again, "ETag"), tag);
    EXPECT_TRUE(again.body.empty());
  }
}

TEST_P(FilesTest, AsksTheOwnerAtEveryRead) {
  const auto hidden = store("a.txt", "meant for nobody yet", kHidden);
  const auto unknown = store("a.txt", "whose module is not here", {"elsewhere", 1});
  ASSERT_TRUE(hidden && unknown);
  EXPECT_EQ(get(hidden->id).status, 404);
  EXPECT_EQ(get(unknown->id).status, 404);
  EXPECT_EQ(get(FileId{4711}).status, 404);
}

TEST_P(FilesTest, RefusesWhatIsNotAllowed) {
  const auto program = store("report.pdf",
                             "\x7F"
                             "ELF");
  ASSERT_FALSE(program);
  EXPECT_EQ(program.error().code, "files.type_not_allowed");
  const auto large = store("a.txt", std::string(kMostBytes + 1, 'a'));
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().kind, ErrorKind::too_large);
  EXPECT_TRUE(store("a.txt", std::string(kMostBytes, 'a')));
  EXPECT_FALSE(accept(context_, ""));
}

TEST_P(FilesTest, TheSameContentIsKeptOnceAndStoringTwiceIsStoringOnce) {
  const auto first = store("a.txt", "the same words");
  const auto again = store("a.txt", "the same words");
  const auto renamed = store("b.txt", "the same words");
  ASSERT_TRUE(first && again && renamed);
  EXPECT_EQ(first->id, again->id);
  EXPECT_NE(first->id, renamed->id);
  const auto listed = database_->read([](db::ReadTx& tx) { return list(tx, kOpen); });
  ASSERT_EQ(listed.size(), 2U);
  EXPECT_EQ(listed[0].name, "a.txt");
  EXPECT_EQ(listed[1].name, "b.txt");
}

TEST_P(FilesTest, AnOwnerRemovesOnlyItsOwnAndContentIsSweptOnceNobodyNamesIt) {
  const std::string words = "to be forgotten";
  const auto one = store("one.txt", words);
  const auto two = store("two.txt", words);
  ASSERT_TRUE(one && two);
  const auto remove_from = [&](const Owner& owner, FileId id) {
    return database_->write([&](db::WriteTx& tx) -> Result<bool> {
      TRY(remove(tx, id, owner));
      return true;
    });
  };
  const auto sweep_a_day_later = [&] {
    if (GetParam() == db::Engine::sqlite) fs::last_write_time(content_of(words), fs::file_time_type::clock::now() - std::chrono::hours(24));
    app_.run_job("sweep_files");
  };
  EXPECT_EQ(remove_from(kHidden, one->id).error().kind, ErrorKind::not_found);
  EXPECT_TRUE(remove_from(kOpen, one->id));
  EXPECT_FALSE(remove_from(kOpen, one->id));
  sweep_a_day_later();
  EXPECT_EQ(get(two->id).status, 200);
  EXPECT_TRUE(remove_from(kOpen, two->id));
  sweep_a_day_later();
  EXPECT_EQ(get(two->id).status, 404);
  EXPECT_FALSE(fs::exists(content_of(words)));
  EXPECT_TRUE(store("three.txt", words));
}

TEST_P(FilesTest, WhatWasKeptAheadIsSweptWhenItIsNeverNamed) {
  if (GetParam() == db::Engine::postgres) GTEST_SKIP() << "nothing is kept ahead";
  const std::string words = "an upload that failed";
  ASSERT_TRUE(accept(context_, words));
  app_.run_job("sweep_files");
  EXPECT_TRUE(fs::exists(content_of(words)));  // young: its row may be under way
  fs::last_write_time(content_of(words), fs::file_time_type::clock::now() - std::chrono::hours(24));
  std::ofstream(folder_ / "files" / "unfinished-AAAAAA") << "half";
  fs::last_write_time(folder_ / "files" / "unfinished-AAAAAA", fs::file_time_type::clock::now() - std::chrono::hours(24));
  app_.run_job("sweep_files");
  EXPECT_FALSE(fs::exists(content_of(words)));
  EXPECT_FALSE(fs::exists(folder_ / "files" / "unfinished-AAAAAA"));
}

TEST_P(FilesTest, WhatBreaksBeforeItsRowIsFoundIsCountedUnderIt) {
  app_.authenticate = [](Context&, const http::Request&) -> Actor { throw db::Unavailable("away"); };
  EXPECT_EQ(get(FileId{1}).status, 503);
  EXPECT_TRUE(app_.metrics().text().contains("GET /api/v1/files/{id}")) << app_.metrics().text();
}

INSTANTIATE_TEST_SUITE_P(Engines, FilesTest, testing::ValuesIn(db::kEngines), db::EngineName());

}  // namespace
}  // namespace gongshi::files
