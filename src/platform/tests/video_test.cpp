// A stream's folder and what viewers get of it, over HTTP; the engine is played by files.
#include <algorithm>
#include <fstream>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "platform/db/database.hpp"
#include "platform/video/answers.hpp"
#include "platform/video/streams.hpp"

namespace gongshi::video {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

class Video : public testing::Test {
 protected:
  Video() { streams.open(made.name, made.key); }
  ~Video() override { fs::remove_all(data); }

  http::Response get(const std::string& path, std::vector<http::Header> headers = {}) {
    http::Request request;
    request.path = path;
    request.headers = std::move(headers);
    return answer(streams, clock, request);
  }
  http::Response of_stream(const std::string& file, std::vector<http::Header> headers = {}) { return get("/video/" + made.name + "/" + file, std::move(headers)); }
  static std::string header(const http::Response& response, std::string_view name) {
    const auto found = std::ranges::find(response.headers, name, &http::Header::name);
    return found == response.headers.end() ? "" : found->value;
  }
  fs::path path(const std::string& file) const { return data / "video" / made.name / file; }
  void write(const std::string& file, const std::string& text) const { std::ofstream(path(file), std::ios::binary) << text; }
  /// As the engine writes: pieces 0 to count-1 complete, the next one growing; `breaks` stand before those numbers.
  void record(int count, std::vector<int> breaks = {0}) {
    std::string list = "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-TARGETDURATION:2\n#EXT-X-PLAYLIST-TYPE: EVENT\n";
    for (int i = 0; i < count; ++i) {
      if (std::ranges::find(breaks, i) != breaks.end()) list += "#EXT-X-DISCONTINUITY\n";
      list += "#EXTINF:2.000,\n" + std::to_string(i) + ".ts\n";
      write(std::to_string(i) + ".ts", "piece " + std::to_string(i));
    }
    write(std::to_string(count) + ".ts", "half");
    write("index.m3u8", list);
    clock.set(written());
  }
  Timestamp written() const {
    struct stat found{};
    ::stat(path("index.m3u8").c_str(), &found);
    return {found.st_mtim.tv_sec * 1000 + found.st_mtim.tv_nsec / 1'000'000};
  }
  Status status() { return streams.status(made.name, clock.now()).value(); }

  const fs::path data = fs::temp_directory_path() / ("gongshi-video-" + make_stream().name);
  const NewStream made = make_stream();
  Streams streams{data};
  FakeClock clock{Timestamp{0}};
};

TEST_F(Video, NamesAndKeysCannotBeGuessedOrConfused) {
  const auto one = make_stream(), other = make_stream();
  EXPECT_TRUE(is_name(one.name) && is_name(one.key));
  EXPECT_NE(one.name, other.name);
  EXPECT_NE(one.name, one.key);
  for (const std::string text : {"", "..", "a/b", "engine", "ABCDEFGHIJKMNPQRSTUVWXYZ23", "abcdefghijkmnpqrstuvwxyz2", "../defghijkmnpqrstuvwxyz2345"}) EXPECT_FALSE(is_name(text)) << text;
}

TEST_F(Video, AKeyOpensItsStreamAndIsNotKept) {
  EXPECT_EQ(streams.opened_by(made.key), made.name);
  for (const std::string& wrong : {std::string(), std::string("x"), made.name, make_stream().key, "../" + made.name}) EXPECT_EQ(streams.opened_by(wrong), std::nullopt);
  std::string kept(std::istreambuf_iterator<char>(std::ifstream(path("key")).rdbuf()), {});
  EXPECT_FALSE(kept.contains(made.key));
  streams.close(made.name);
  EXPECT_EQ(streams.opened_by(made.key), std::nullopt);
  EXPECT_FALSE(streams.is_open(made.name));
  EXPECT_THROW(streams.open("../elsewhere", made.key), db::Unavailable);
}

TEST_F(Video, TheFolderSaysWhatTheStreamIs) {
  EXPECT_EQ(status().state, State::waiting);
  record(5, {0, 3});
  EXPECT_EQ(status().state, State::live);
  EXPECT_EQ(status().duration, 10s);
  EXPECT_EQ(status().since, written() - 4s);  // the encoder came again before the fourth piece
  clock.advance(kSilence + 1s);
  EXPECT_EQ(status().state, State::interrupted);
  streams.finish(made.name);
  EXPECT_EQ(status().state, State::ended);
  EXPECT_TRUE(status().replay && status().whole);
  EXPECT_FALSE(streams.is_open(made.name));
  streams.open(made.name, made.key);  // it goes on after all
  EXPECT_EQ(status().state, State::interrupted);
  streams.remove(made.name);
  EXPECT_EQ(streams.status(made.name, clock.now()), std::nullopt);
}

TEST_F(Video, AStreamThatNothingCameOfEndsWithoutARecording) {
  streams.finish(made.name);
  EXPECT_EQ(status().state, State::ended);
  EXPECT_FALSE(status().replay);
  EXPECT_EQ(of_stream("replay.m3u8").status, 404);
}

TEST_F(Video, WhoWatchesNowGetsTheLastPiecesWithTheirBreaksCounted) {
  record(25, {0, 4, 20});
  const auto live = of_stream("live.m3u8");
  EXPECT_EQ(live.status, 200);
  EXPECT_EQ(header(live, "Content-Type"), "application/vnd.apple.mpegurl");
  EXPECT_EQ(header(live, "Cache-Control"), "public, max-age=1");
  EXPECT_TRUE(live.body.starts_with("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:15\n#EXT-X-DISCONTINUITY-SEQUENCE:1\n#EXTINF:2.000,\n15.ts\n")) << live.body;
  EXPECT_TRUE(live.body.ends_with("19.ts\n#EXT-X-DISCONTINUITY\n#EXTINF:2.000,\n20.ts\n#EXTINF:2.000,\n21.ts\n#EXTINF:2.000,\n22.ts\n#EXTINF:2.000,\n23.ts\n#EXTINF:2.000,\n24.ts\n")) << live.body;
  streams.finish(made.name);
  EXPECT_TRUE(of_stream("live.m3u8").body.ends_with("#EXT-X-ENDLIST\n"));
  const auto replay = of_stream("replay.m3u8");
  EXPECT_TRUE(replay.body.contains("#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:2.000,\n0.ts\n")) << replay.body;
  EXPECT_TRUE(replay.body.contains("3.ts\n#EXT-X-DISCONTINUITY\n#EXTINF:2.000,\n4.ts\n"));
  EXPECT_TRUE(replay.body.ends_with("24.ts\n#EXT-X-ENDLIST\n"));
}

TEST_F(Video, APieceIsServedOnceItIsComplete) {
  record(3);
  const auto piece = of_stream("2.ts");
  EXPECT_EQ(piece.status, 200);
  EXPECT_EQ(piece.body, "piece 2");
  EXPECT_EQ(header(piece, "Content-Type"), "video/mp2t");
  EXPECT_EQ(header(piece, "Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(of_stream("3.ts").status, 404);  // the engine still writes it
  const struct {
    std::string_view range;
    int status;
    std::string_view body, content_range;
  } kRanges[] = {{"bytes=0-1", 206, "pi", "bytes 0-1/7"}, {"bytes=6-", 206, "2", "bytes 6-6/7"},  {"bytes=-2", 206, " 2", "bytes 5-6/7"},       {"bytes=0-999", 206, "piece 2", "bytes 0-6/7"},
                 {"bytes=7-", 416, "", "bytes */7"},       {"bytes=-0", 416, "", "bytes */7"},    {"bytes=3-1", 200, "piece 2", ""},            {"bytes=0-1,3-4", 200, "piece 2", ""},
                 {"bytes=x", 200, "piece 2", ""},          {"lines=1-2", 200, "piece 2", ""},     {"bytes=99999999999999999999-", 200, "piece 2", ""}};
  for (const auto& one : kRanges) {
    SCOPED_TRACE(one.range);
    const auto part = of_stream("2.ts", {{"Range", std::string(one.range)}});
    EXPECT_EQ(part.status, one.status);
    EXPECT_EQ(part.body, one.body);
    EXPECT_EQ(header(part, "Content-Range"), one.content_range);
  }
}

TEST_F(Video, NothingElseIsThere) {
  record(3);
  write("captions.vtt", "WEBVTT\n");
  std::ofstream(data / "secret.ts") << "secret";
  std::ofstream(data / "video" / "0.ts") << "secret";
  for (const std::string path : {"/video/", "/video/x/0.ts", "/video/engine/nginx.conf", "/video/../secret.ts", "/video/0.ts"}) EXPECT_EQ(get(path).status, 404) << path;
  for (const std::string file : {"", "key", "index.m3u8", "ended", "partial", "address", "../0.ts", "00.ts", "-1.ts", "1e0.ts", "0x1.ts", "+1.ts", "1.ts/", "./1.ts", "1.TS", "99999999999999999999.ts",
                                 "1.ts.ts", ".ts", "state/", "replay.m3u8", "live.m3u8 "}) {
    const auto none = of_stream(file);
    EXPECT_EQ(none.status, 404) << file;
    EXPECT_EQ(header(none, "Cache-Control"), "no-store");
  }
  EXPECT_EQ(get("/video/" + make_stream().name + "/state").status, 404);
  EXPECT_EQ(get("/video/" + make_stream().name + "/live.m3u8").status, 404);
  http::Request post;
  post.method = http::Method::post;
  post.path = "/video/" + made.name + "/state";
  EXPECT_EQ(answer(streams, clock, post).status, 405);
}

TEST_F(Video, APlaylistThatIsNoneIsNotPassedOn) {
  for (const std::string list : {"", "#EXTM3U\n", "#EXTM3U\n#EXTINF:2.0,\n../../etc/passwd\n", "#EXTM3U\n#EXTINF:2.0,\n1.ts\n#EXTINF:2.0,\n1.ts\n", "#EXTM3U\n1.ts\n", "#EXTM3U\n#EXTINF:1e9,\n1.ts\n",
                                 "#EXTM3U\n#EXTINF:99999,\n1.ts\n", "<html>"}) {
    write("index.m3u8", list);
    EXPECT_EQ(of_stream("live.m3u8").status, 404) << list;
    EXPECT_EQ(status().state, State::waiting);
  }
}

TEST_F(Video, ItsStateIsToldInJson) {
  record(2);
  EXPECT_EQ(of_stream("state").body, R"({"state":"live","since":)" + std::to_string((written() - 4s).milliseconds) + R"(,"duration":4000,"replay":false,"whole":true,"captions":false,"address":""})");
  EXPECT_EQ(header(of_stream("state"), "Cache-Control"), "public, max-age=1");
}

TEST_F(Video, CaptionsComeWithARecording) {
  EXPECT_EQ(of_stream("captions.vtt").status, 404);
  streams.set_captions(made.name, std::vector<Cue>{{0ms, 1000ms, "一"}});
  EXPECT_EQ(of_stream("captions.vtt").body, "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n一\n");
  EXPECT_EQ(header(of_stream("captions.vtt"), "Content-Type"), "text/vtt; charset=utf-8");
  EXPECT_TRUE(status().captions);
}

TEST_F(Video, WhatHappenedIsFoundInTheRecording) {
  record(6, {0, 3});
  // The encoder was away for a minute after the third piece.
  for (int i = 0; i < 6; ++i) {
    const timespec written{1'000 + 2 * (i + 1) + (i < 3 ? 0 : 60), 0};
    const timespec times[] = {written, written};
    ASSERT_EQ(utimensat(AT_FDCWD, path(std::to_string(i) + ".ts").c_str(), times, 0), 0);
  }
  const auto stretches = streams.stretches(made.name);
  ASSERT_EQ(stretches.size(), 2U);
  struct Row {
    std::int64_t moment;
    std::optional<std::chrono::milliseconds> position;
  };
  for (const Row& row : std::initializer_list<Row>{{999'999, {}}, {1'000'000, 0ms}, {1'005'500, 5'500ms}, {1'030'000, 6'000ms}, {1'066'000, 6'000ms}, {1'071'999, 11'999ms}, {1'072'000, {}}}) {
    EXPECT_EQ(position_of(stretches, Timestamp{row.moment}), row.position) << row.moment;
  }
  EXPECT_EQ(moment_of(stretches, 5'500ms), Timestamp{1'005'500});
  EXPECT_EQ(moment_of(stretches, 7'000ms), Timestamp{1'067'000});
  EXPECT_EQ(moment_of({}, 7'000ms), std::nullopt);
  const TypedLine lines[] = {{{999'000}, "before"}, {{1'001'000}, "一"}, {{1'003'000}, "二"}, {{1'030'000}, "in the break"}, {{1'067'000}, "三"}, {{1'080'000}, "after"}};
  const std::vector<Cue> expected = {{1'000ms, 3'000ms, "一"}, {3'000ms, 6'000ms, "二"}, {7'000ms, 13'000ms, "三"}};
  EXPECT_EQ(captions_of(lines, stretches), expected);
  EXPECT_TRUE(streams.stretches("nothing").empty());
}

TEST_F(Video, WithoutRoomTheRecordingKeepsItsBeginningAndThePictureGoesOn) {
  record(50);
  const auto before = streams.bytes();
  EXPECT_EQ(streams.keep_below(before), before);
  EXPECT_TRUE(status().whole);
  // Ten pieces too many; the newest go that are out of everybody's sight.
  EXPECT_EQ(streams.keep_below(before - 10 * std::string_view("piece 10").size()), before - 80);
  EXPECT_FALSE(status().whole);
  EXPECT_EQ(status().state, State::live);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(of_stream(std::to_string(i) + ".ts").status, i >= 10 && i < 20 ? 404 : 200) << i;
  // What viewers need stays, whatever the limit.
  EXPECT_GT(streams.keep_below(0), 30 * 7u);
  for (int i = 20; i < 50; ++i) EXPECT_EQ(of_stream(std::to_string(i) + ".ts").status, 200) << i;
  record(50);
  fs::remove(path("7.ts"));
  streams.finish(made.name);
  EXPECT_TRUE(of_stream("replay.m3u8").body.contains("6.ts\n#EXT-X-DISCONTINUITY\n#EXTINF:2.000,\n8.ts\n"));
  EXPECT_EQ(streams.keep_below(0), streams.bytes());  // a finished recording is nobody's to delete
}

TEST_F(Video, AnothersStreamIsOneOfTheOperatorsOrigins) {
  config::Config config;
  config.video_origins = {"https://live.example.cn", "https://b.example.cn:8443"};
  for (const std::string good : {"https://live.example.cn/a/b.m3u8?x=1", "https://b.example.cn:8443/x.m3u8"}) EXPECT_TRUE(allowed(config, good)) << good;
  for (const std::string bad : {"", "https://live.example.cn", "http://live.example.cn/a.m3u8", "https://live.example.cn.evil.cn/a.m3u8", "https://live.example.cn@evil.cn/a.m3u8", "https://b.example.cn/x.m3u8",
                                "javascript:alert(1)", "https://live.example.cn/a b", "https://live.example.cn/\"", "//live.example.cn/a"}) {
    EXPECT_FALSE(allowed(config, bad)) << bad;
  }
  const auto other = make_stream();
  streams.point(other.name, "https://live.example.cn/a.m3u8");
  EXPECT_TRUE(get("/video/" + other.name + "/state").body.ends_with(R"("address":"https://live.example.cn/a.m3u8"})"));
}

TEST_F(Video, EncodersAreToldWhereToSend) {
  config::Config config;
  EXPECT_EQ(encoder_address(config), "rtmp://127.0.0.1/live");
  config.video_address = "0.0.0.0";
  config.public_url = "https://zx.example.cn:8443";
  EXPECT_EQ(encoder_address(config), "rtmp://zx.example.cn/live");
  config.video_port = 1936;
  config.video_address = "fd00::1";
  EXPECT_EQ(encoder_address(config), "rtmp://[fd00::1]:1936/live");
}

}  // namespace
}  // namespace gongshi::video
