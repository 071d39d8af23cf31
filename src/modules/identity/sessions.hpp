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
// Whoever acts in a seat of staff works on other people's matters: an office computer left alone must not stay open.
inline constexpr std::chrono::minutes kStaffIdle{30};
inline constexpr std::chrono::hours kStaffLife{12};

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

/// Who has come in, and how. `seat` none: the person's first.
struct Arrival {
  PersonId person;
  SeatId seat{};
  Way way;
  bool factor_shown = false;
};
/// What is given to the reader after the commit: a session's token, or a ticket for the second step.
struct Entrance {
  std::string token{};
  std::optional<SecondStep> second_step{};
};
/// The second step, where the person has a factor that has not been shown; else a session.
Entrance admit(Context& context, db::WriteTx& tx, const Arrival& arrival);
/// Ends the session that asks, if any, and begins one.
Entrance begin_session(Context& context, db::WriteTx& tx, const Arrival& arrival);
/// After the commit: gives the reader the cookie, and the context the actor.
Result<SessionView> enter(Context& context, const Entrance& entrance);
SessionView session_view(Context& context, db::ReadTx& tx);

void write_last_seen(Context& context);
/// Streams whose session has ended elsewhere or run out.
void end_streams(Context& context);

Result<SessionView> read_session(Context& context, const Nothing&);
Result<SessionView> choose_seat(Context& context, db::WriteTx& tx, const ChooseSeat& request);
Result<SessionView> sign_out(Context& context, const Nothing&);
Result<OpenSessions> list_sessions(Context& context, db::ReadTx& tx, const Nothing&);
Result<Nothing> end_one_session(Context& context, db::WriteTx& tx, const OneSession& request);
Result<Nothing> end_other_sessions(Context& context, db::WriteTx& tx, const Nothing&);

}  // namespace gongshi::identity
