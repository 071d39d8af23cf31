#include "modules/meetings/halls.hpp"

#include "embedded/meetings.hpp"
#include "modules/meetings/store.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::meetings {
namespace {

constexpr std::int64_t kFresh = 1'000;

void send(Application&, MeetingId, std::string_view, std::string) {}

}  // namespace

std::string topic_of(MeetingId id) { return "meeting/" + std::to_string(id.value); }

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
  const auto state = context.db.read([&](db::ReadTx& tx) -> std::optional<std::string> {
    const auto meeting = tx.one<Meeting>(sql::find, id);
    if (!meeting || !row_of(meeting->state).public_) return std::nullopt;
    return json::encode(hall_state(context, tx, *meeting));
  });
  if (state) send(app, id, "state", *state);
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

void Halls::shown(Application& app, MeetingId id, const MessageView& message) { send(app, id, "message", json::encode(message)); }

void Halls::said(Application& app, MeetingId id, const CaptionView& caption) { send(app, id, "caption", json::encode(caption)); }

}  // namespace gongshi::meetings
