#include "modules/meetings/halls.hpp"

#include "embedded/meetings.hpp"
#include "modules/meetings/store.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::meetings {
namespace {

constexpr std::int64_t kFresh = 1'000;

void send(Application& app, MeetingId id, hall::Audience audience, std::string_view event, const std::string& text) { app.hall().publish(topic_of(id), audience, event, text); }

}  // namespace

hall::Audience audience_of(const Meeting& meeting) { return meeting.audience == Audience::everybody ? hall::Audience::public_ : hall::Audience::members; }

std::string topic_of(MeetingId id) { return "meeting/" + std::to_string(id.value); }

Watching watching(Application& app, const Meeting& meeting) {
  const hall::Crowd crowd = app.hall().presence(topic_of(meeting.id))[audience_of(meeting)];
  return {.connections = static_cast<std::int64_t>(crowd.connections), .people = static_cast<std::int64_t>(crowd.viewers)};
}

std::shared_ptr<const Halls::Seen> Halls::fresh(MeetingId id, Timestamp now) const {
  const std::lock_guard lock(mutex_);
  const auto found = seen_.find(id);
  if (found == seen_.end() || now.milliseconds - found->second->at.milliseconds >= kFresh) return nullptr;
  return found->second;
}

void Halls::keep(MeetingId id, std::shared_ptr<const Seen> seen) {
  const std::lock_guard lock(mutex_);
  seen_[id] = std::move(seen);
}

void Halls::forget(MeetingId id) {
  const std::lock_guard lock(mutex_);
  seen_.erase(id);
}

void Halls::changed(Application& app, MeetingId id) {
  forget(id);
  Context context = app.context();
  std::optional<hall::Audience> audience;
  const auto state = context.db.read([&](db::ReadTx& tx) -> std::string {
    const auto meeting = tx.one<Meeting>(sql::find, id);
    if (!meeting || !row_of(meeting->state).public_) return {};
    audience = audience_of(*meeting);
    return json::encode(hall_state(context, tx, *meeting));
  });
  if (audience) send(app, id, *audience, "state", state);
}

void Halls::stir(MeetingId id) {
  const std::lock_guard lock(mutex_);
  stirred_.insert(id);
}

void Halls::beat(Application& app) {
  std::unordered_set<MeetingId> stirred;
  {
    const std::lock_guard lock(mutex_);
    stirred.swap(stirred_);
  }
  for (const MeetingId id : stirred) changed(app, id);
}

void Halls::tell_watching(Application& app) {
  const auto open = app.database().read([](db::ReadTx& tx) { return tx.all<Meeting>(sql::under_way); });
  for (const Meeting& meeting : open) {
    const hall::Audience audience = audience_of(meeting);
    const Watching now = watching(app, meeting);
    std::string text = json::encode(now);
    {
      const std::lock_guard lock(mutex_);
      std::string& told = told_watching_[meeting.id];
      if (told == text) continue;
      told = text;
    }
    send(app, meeting.id, audience, "watching", text);
  }
}

void Halls::shown(Application& app, const Meeting& meeting, const MessageView& message) {
  forget(meeting.id);
  send(app, meeting.id, audience_of(meeting), "message", json::encode(message));
}

void Halls::said(Application& app, const Meeting& meeting, const CaptionView& caption) {
  forget(meeting.id);
  send(app, meeting.id, audience_of(meeting), "caption", json::encode(caption));
}

}  // namespace gongshi::meetings
