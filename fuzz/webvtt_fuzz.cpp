// Captions in any form: refused in words, or cues within the limits that stay the same when they are written and read again. And the engine's list.
#include "platform/video/playlist.hpp"
#include "platform/video/webvtt.hpp"
#include "target.hpp"

void gongshi::fuzz::run(std::string_view input) {
  using namespace gongshi::video;
  if (const auto cues = read_webvtt(input)) {
    require(!cues->empty() && cues->size() <= kMostCues, "some cues, and not more than the limit");
    for (const Cue& cue : *cues) require(cue.start < cue.end && cue.text.size() <= kMostCueBytes, "a cue takes time and is short");
    const std::string written = write_webvtt(*cues);
    if (written.size() <= kMostCaptionBytes) {
      const auto again = read_webvtt(written);
      require(again.has_value() && again->size() == cues->size(), "what is written can be read");
      require(write_webvtt(*again) == written, "and says the same");
    }
  } else {
    require(cues.error().code.starts_with("video.captions_"), "a refusal says what is wrong");
  }
  if (const auto segments = read_playlist(input)) {
    const auto again = read_playlist(replay_playlist(*segments));
    require(again.has_value() && again->size() == segments->size(), "a recording lists every piece");
    require(duration_of(*again) == duration_of(*segments), "and takes as long");
    (void)live_playlist(*segments, true);
  }
}
