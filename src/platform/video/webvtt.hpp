// Captions (W3C WebVTT): a file that somebody uploads is read strictly, within limits, as plain text; what viewers get is written anew.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace gongshi::video {

inline constexpr std::size_t kMostCaptionBytes = 2 * 1024 * 1024;
inline constexpr std::size_t kMostCues = 20'000;
inline constexpr std::size_t kMostCueBytes = 1'000;

struct Cue {
  std::chrono::milliseconds start{};
  std::chrono::milliseconds end{};
  std::string text;        // plain, lines with '\n'; a voice span is the speaker's name before the words
  std::string settings{};  // where on the picture, as in the file; only what the standard knows
  bool operator==(const Cue&) const = default;
};

/// In the order in which they are shown. Comments, style sheets and regions are passed over. 422 with the number of the line: "video.captions_too_large",
/// "video.captions_not_text", "video.captions_no_header", "video.captions_bad_time", "video.captions_bad_cue", "video.captions_too_many", "video.captions_empty".
Result<std::vector<Cue>> read_webvtt(std::string_view bytes);

std::string write_webvtt(std::span<const Cue> cues);

/// What was typed while it was said.
struct TypedLine {
  Timestamp at;
  std::string text;
};

}  // namespace gongshi::video
