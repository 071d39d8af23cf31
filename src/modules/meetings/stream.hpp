// The picture of a meeting on this installation.
#pragma once

#include <string>
#include <vector>

#include "modules/meetings/store.hpp"
#include "platform/video/streams.hpp"

namespace gongshi::meetings {

/// What goes into an encoder. The key is shown this once.
struct StreamKey {
  std::string address;
  std::string key;
};
BOOST_DESCRIBE_STRUCT(StreamKey, (), (address, key))

/// A WebVTT file; its times count from the beginning of the recording, or of the meeting where nothing is recorded here.
struct UploadCaptions {
  MeetingId id;
  RawBody body;
};
BOOST_DESCRIBE_STRUCT(UploadCaptions, (), (id, body))

/// `recorded`: the recording shows them too.
struct CaptionsTaken {
  std::int64_t lines = 0;
  bool recorded = false;
};
BOOST_DESCRIBE_STRUCT(CaptionsTaken, (), (lines, recorded))

struct Recording {
  std::string stream;  // empty: none
  std::vector<video::Stretch> stretches;
};
Recording recording_of(Application& app, const Meeting& meeting, Timestamp now);
/// Once, when the application starts.
void start_recordings(Application& app);
/// The meeting needs it no more: no encoder may send.
void close_stream(Context& context, const Meeting& meeting);
/// The name of its stream, made here where it has none.
std::string stream_address(const MeetingText& text);

/// Each time a new key, which is not kept (so no request is answered from memory); the former one opens nothing any more. Error 409 where the picture comes from elsewhere, or the meeting is over.
Result<StreamKey> new_stream_key(Context& context, const ByMeeting& request);
/// In place of what was typed. Error 409 before the end, 422 with the line where the file is none.
Result<CaptionsTaken> upload_captions(Context& context, const UploadCaptions& request);
/// Streams of meetings that are over become recordings, with what was typed as captions.
void finish_streams(Context& context);

}  // namespace gongshi::meetings
