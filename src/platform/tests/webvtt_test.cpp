// Captions: read strictly, kept as plain text, written anew.
#include <gtest/gtest.h>

#include "platform/video/webvtt.hpp"

namespace gongshi::video {
namespace {

using std::chrono::milliseconds;

std::string file(std::string_view body) { return "WEBVTT\n\n" + std::string(body); }

TEST(WebVtt, ReadsWhatTheStandardAllows) {
  const struct {
    std::string_view name;
    std::string bytes;
    Cue cue;
  } kCases[] = {
      {"plain", file("00:01.000 --> 00:02.500\nhello\n"), {milliseconds(1000), milliseconds(2500), "hello"}},
      {"hours", file("01:00:01.000 --> 01:00:02.000\nx"), {milliseconds(3'601'000), milliseconds(3'602'000), "x"}},
      {"a mark of the byte order, line ends of Windows", "\xEF\xBB\xBFWEBVTT - title\r\n\r\n00:01.000 --> 00:02.000\r\na\r\nb\r\n", {milliseconds(1000), milliseconds(2000), "a\nb"}},
      {"a name of the cue", file("12\n00:01.000 --> 00:02.000\nx\n"), {milliseconds(1000), milliseconds(2000), "x"}},
      {"comments, styles and regions", file("NOTE one\ntwo\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:a\n\n00:01.000 --> 00:02.000\nx\n"), {milliseconds(1000), milliseconds(2000), "x"}},
      {"who speaks", file("00:01.000 --> 00:02.000\n<v 王芳>您好</v>\n"), {milliseconds(1000), milliseconds(2000), "王芳：您好"}},
      {"marks and entities", file("00:01.000 --> 00:02.000\n<i.loud>a</i> &amp; &lt;b&gt; & c<00:01.500>d\n"), {milliseconds(1000), milliseconds(2000), "a & <b> & cd"}},
      {"settings that are known", file("00:01.000 --> 00:02.000 align:start line:90%,end position:10%,line-left size:50% vertical:rl\nx\n"),
       {milliseconds(1000), milliseconds(2000), "x", "align:start line:90%,end position:10%,line-left size:50% vertical:rl"}},
      {"and others, which do no harm", file("00:01.000 --> 00:02.000 align:up region:a line:200% align:end align:start size\nx\n"), {milliseconds(1000), milliseconds(2000), "x", "align:end"}},
  };
  for (const auto& one : kCases) {
    SCOPED_TRACE(one.name);
    const auto cues = read_webvtt(one.bytes);
    ASSERT_TRUE(cues.has_value()) << cues.error().code;
    ASSERT_EQ(cues->size(), 1u);
    EXPECT_EQ(cues->front(), one.cue) << cues->front().text << "|" << cues->front().settings;
    EXPECT_EQ(read_webvtt(write_webvtt(*cues)), cues);
  }
}

TEST(WebVtt, RefusesTheRestInWords) {
  const struct {
    std::string_view name;
    std::string bytes;
    std::string_view code, line;
  } kCases[] = {
      {"nothing", "", "video.captions_no_header", ""},
      {"another kind of captions", "1\n00:00:01,000 --> 00:00:02,000\nx\n", "video.captions_no_header", ""},
      {"a longer word", "WEBVTTX\n\n00:01.000 --> 00:02.000\nx\n", "video.captions_no_header", ""},
      {"no cue", "WEBVTT\n", "video.captions_empty", ""},
      {"only empty cues", file("00:01.000 --> 00:02.000\n<i></i>\n"), "video.captions_empty", ""},
      {"a time with a comma", file("00:01,000 --> 00:02,000\nx\n"), "video.captions_bad_time", "3"},
      {"seconds over 59", file("00:61.000 --> 02:00.000\nx\n"), "video.captions_bad_time", "3"},
      {"backwards", file("00:02.000 --> 00:01.000\nx\n"), "video.captions_bad_time", "3"},
      {"no time at all", file("00:02.000 --> 00:02.000\nx\n"), "video.captions_bad_time", "3"},
      {"settings glued to the time", file("00:01.000 --> 00:02.000align:start\nx\n"), "video.captions_bad_time", "3"},
      {"hours without end", file("100:00:01.000 --> 100:00:02.000\nx\n"), "video.captions_bad_time", "3"},
      {"words where times belong", file("hello\nworld\n"), "video.captions_bad_cue", "4"},
      {"an arrow among the words", file("00:01.000 --> 00:02.000\na\n00:03.000 --> 00:04.000\nb\n"), "video.captions_bad_cue", "5"},
      {"a mark without its end", file("00:01.000 --> 00:02.000\na <b\n"), "video.captions_bad_cue", "3"},
      {"too long", file("00:01.000 --> 00:02.000\n" + std::string(kMostCueBytes + 1, 'x') + "\n"), "video.captions_bad_cue", "3"},
      {"not UTF-8", file("00:01.000 --> 00:02.000\n\xFF\n"), "video.captions_not_text", ""},
      {"a null byte", file(std::string("00:01.000 --> 00:02.000\na\0b\n", 28)), "video.captions_not_text", ""},
      {"a control character", file("00:01.000 --> 00:02.000\na\x1b[31m\n"), "video.captions_not_text", ""},
      {"too large", file(std::string(kMostCaptionBytes, 'x')), "video.captions_too_large", ""},
  };
  for (const auto& one : kCases) {
    SCOPED_TRACE(one.name);
    const auto cues = read_webvtt(one.bytes);
    ASSERT_FALSE(cues.has_value());
    EXPECT_EQ(cues.error().code, one.code);
    const auto line = cues.error().args.find("line");
    EXPECT_EQ(line == cues.error().args.end() ? "" : line->second, one.line);
  }
  std::string many;
  for (std::size_t i = 0; i <= kMostCues; ++i) many += "00:01.000 --> 00:02.000\nx\n\n";
  EXPECT_EQ(read_webvtt(file(many)).error().code, "video.captions_too_many");
}

TEST(WebVtt, WhatIsWrittenCannotBreakOut) {
  const Cue hostile[] = {{milliseconds(0), milliseconds(1000), "a --> b\n\n00:05.000 --> 00:06.000\n<script>&\r\n"}};
  EXPECT_EQ(write_webvtt(hostile), "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\na --&gt; b\n00:05.000 --&gt; 00:06.000\n&lt;script&gt;&amp;\n");
}

}  // namespace
}  // namespace gongshi::video
