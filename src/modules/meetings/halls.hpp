// What who watches sees, made once for all of them: kept while a meeting is looked at, sent to the hall at each change.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "modules/meetings/wire_hall.hpp"
#include "platform/hall/hall.hpp"

namespace gongshi {
class Application;
}

namespace gongshi::meetings {

/// Thread-safe.
class Halls {
 public:
  struct Seen {
    std::string state;     // HallState as JSON
    std::string messages;  // the newest, as JSON, oldest first
    std::string captions;
    bool everybody = false;  // any reader may see it
    hall::Audience audience = hall::Audience::members;
    Timestamp at;
  };
  /// As it was at most a second ago; a crowd that arrives together reads the database once.
  std::shared_ptr<const Seen> fresh(MeetingId id, Timestamp now) const;
  void keep(MeetingId id, std::shared_ptr<const Seen> seen);
  /// Sends the whole state to who watches.
  void changed(Application& app, MeetingId id);
  /// A hand went up, or somebody came: told with the next beat, since many do at once.
  void stir(MeetingId id);
  void beat(Application& app);
  /// How many watch each meeting that is under way, where that has changed.
  void tell_watching(Application& app);
  void shown(Application& app, const Meeting& meeting, const MessageView& message);
  void said(Application& app, const Meeting& meeting, const CaptionView& caption);

 private:
  void forget(MeetingId id);
  mutable std::mutex mutex_;
  std::unordered_map<MeetingId, std::shared_ptr<const Seen>> seen_;
  std::unordered_set<MeetingId> stirred_;
  std::unordered_map<MeetingId, std::string> told_watching_;
};

/// The same for every reader.
HallState hall_state(Context& context, db::ReadTx& tx, const Meeting& meeting);
Watching watching(Application& app, const Meeting& meeting);
hall::Audience audience_of(const Meeting& meeting);
std::string topic_of(MeetingId id);
MessageView message_view(const Message& message);

}  // namespace gongshi::meetings
