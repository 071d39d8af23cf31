// The picture of a meeting on this installation: its key, its end, its captions, and where in the recording something happened.
#include "modules/meetings/stream.hpp"

#include <filesystem>
#include <map>
#include <mutex>

#include "embedded/meetings.hpp"
#include "modules/meetings/use_cases.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::meetings {
namespace {

struct Finished {
  MeetingId id;
  std::string stream;
};
BOOST_DESCRIBE_STRUCT(Finished, (), (id, stream))

/// One for the application, since it remembers the lists that it has read.
class Recordings {
 public:
  explicit Recordings(const std::filesystem::path& data) : streams(data) {}
  /// A recording of three hours is five thousand files, and a crowd asks for the same one. `ended`: a stream that went on is another recording.
  std::vector<video::Stretch> stretches(const std::string& stream, Timestamp ended) {
    const std::lock_guard lock(mutex_);
    const auto found = kept_.find(stream);
    if (found != kept_.end() && found->second.first == ended) return found->second.second;
    if (kept_.size() >= kMost) kept_.clear();
    return (kept_[stream] = {ended, streams.stretches(stream)}).second;
  }

  const video::Streams streams;

 private:
  static constexpr std::size_t kMost = 200;
  std::mutex mutex_;
  std::map<std::string, std::pair<Timestamp, std::vector<video::Stretch>>> kept_;
};

const video::Streams& streams(Application& app) { return app.use<Recordings>().streams; }

}  // namespace

std::string stream_address(const MeetingText& text) { return text.video == Video::own && text.video_address.empty() ? video::make_stream().name : text.video_address; }

void start_recordings(Application& app) { app.provide(std::make_shared<Recordings>(app.config().data)); }

void close_stream(Context& context, const Meeting& meeting) {
  if (meeting.video == Video::own) context.after_commit.push_back([&app = context.app, stream = meeting.video_address] { streams(app).close(stream); });
}

Recording recording_of(Application& app, const Meeting& meeting, Timestamp now) {
  Recording recording;
  if (meeting.video != Video::own) return recording;
  auto& recordings = app.use<Recordings>();
  const auto status = recordings.streams.status(meeting.video_address, now);
  if (!status || !status->replay) return recording;
  recording.stream = meeting.video_address;
  recording.stretches = recordings.stretches(meeting.video_address, status->since);
  return recording;
}

Result<StreamKey> new_stream_key(Context& context, const ByMeeting& request) {
  return context.db.write([&](db::WriteTx& tx) -> Result<StreamKey> {
    TRY_ASSIGN(const Meeting meeting, find_managed(context, tx, request.id));
    if (meeting.video != Video::own) return fail(ErrorKind::conflict, "meetings.no_own_stream");
    if (!row_of(meeting.state).planned && !row_of(meeting.state).under_way) return fail(ErrorKind::conflict, "meetings.over_already");
    StreamKey key{.address = video::encoder_address(context.app.config()), .key = video::make_stream().key};
    record(context, tx, meeting, "meetings.new_stream_key");
    // Before the commit: where there is no room for it, nobody is given a key that opens nothing.
    streams(context.app).open(meeting.video_address, key.key);
    return key;
  });
}

Result<CaptionsTaken> upload_captions(Context& context, const UploadCaptions& request) {
  TRY(context.db.read([&](db::ReadTx& tx) { return find_managed(context, tx, request.id); }));
  TRY_ASSIGN(const auto cues, video::read_webvtt(request.body.bytes));
  return context.db.write([&](db::WriteTx& tx) -> Result<CaptionsTaken> {
    TRY_ASSIGN(const Meeting meeting, find_managed(context, tx, request.id));
    if (!row_of(meeting.state).after || !meeting.opened_at) return fail(ErrorKind::conflict, "meetings.captions_after_the_end");
    const Recording recording = recording_of(context.app, meeting, context.now());
    const auto moment = [&](std::chrono::milliseconds position) { return video::moment_of(recording.stretches, position).value_or(*meeting.opened_at + position); };
    tx.run(sql::forget_captions, meeting.id);
    for (const video::Cue& cue : cues) tx.run(sql::add_caption, context.ids.next_value(), meeting.id, moment(cue.start), moment(cue.end), cue.text);
    record(context, tx, meeting, "meetings.upload_captions");
    if (!recording.stream.empty()) streams(context.app).set_captions(recording.stream, cues);
    return CaptionsTaken{.lines = static_cast<std::int64_t>(cues.size()), .recorded = !recording.stream.empty()};
  });
}

void finish_streams(Context& context) {
  const video::Streams& all = streams(context.app);
  const auto over = context.db.read([&](db::ReadTx& tx) { return tx.all<Finished>(sql::finished_streams, context.now() - std::chrono::days(2)); });
  for (const Finished& one : over) {
    // Absent where another machine takes the picture.
    const auto status = all.status(one.stream, context.now());
    if (!status || status->state == video::State::ended) continue;
    all.finish(one.stream);
    if (status->captions) continue;
    std::vector<video::TypedLine> typed;
    for (Caption& line : context.db.read([&](db::ReadTx& tx) { return tx.all<Caption>(sql::captions, one.id); })) typed.push_back({line.from_at, std::move(line.text)});
    if (const auto cues = video::captions_of(typed, all.stretches(one.stream)); !cues.empty()) all.set_captions(one.stream, cues);
  }
}

}  // namespace gongshi::meetings
