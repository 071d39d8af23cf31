// Sessions: a random token in a cookie, its SHA-256 in the table.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "modules/identity/wire.hpp"

namespace gongshi::identity {

inline constexpr std::chrono::hours kSessionLife{30 * 24};
inline constexpr std::chrono::hours kStaffIdle{12};

/// When sessions were last used, until a job writes it down: reading must not wait for a write.
class LastSeen {
 public:
  void note(const std::string& session, Timestamp at) {
    const std::lock_guard lock(mutex_);
    seen_[session] = at;
  }
  std::optional<Timestamp> of(const std::string& session) const {
    const std::lock_guard lock(mutex_);
    const auto found = seen_.find(session);
    return found == seen_.end() ? std::nullopt : std::optional(found->second);
  }
  std::unordered_map<std::string, Timestamp> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(seen_, {});
  }

 private:
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Timestamp> seen_;
};

/// Who asks; an unknown or ended session is anonymous.
Actor authenticate(Context& context, const http::Request& request);

/// Ends the session that asks, if any, and begins one of `person`. `seat` none: the person's first. Gives the token.
std::string begin_session(Context& context, db::WriteTx& tx, PersonId person, SeatId seat, std::string_view event);
/// After the commit: gives the reader the cookie, and the context the actor.
Result<SessionView> enter(Context& context, const std::string& token);
SessionView session_view(Context& context, db::ReadTx& tx);

void write_last_seen(Context& context);

Result<SessionView> read_session(Context& context, const Nothing&);
Result<SessionView> choose_seat(Context& context, db::WriteTx& tx, const ChooseSeat& request);
Result<SessionView> sign_out(Context& context, const Nothing&);

}  // namespace gongshi::identity
