// People in different places who see and hear each other: the interface to whatever carries picture and sound.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/names.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "platform/config/config.hpp"
#include "platform/http/message.hpp"
#include "platform/json/codec.hpp"
#include "platform/secrets/secrets.hpp"

namespace gongshi::conference {

/// A listener hears and sees, a speaker is heard and seen too, a moderator may also mute and remove.
enum class Role { listener, speaker, moderator };
BOOST_DESCRIBE_ENUM(Role, listener, speaker, moderator)

/// Somebody by themselves, or a room full of people behind one camera.
enum class Place { alone, branch, main };
BOOST_DESCRIBE_ENUM(Place, alone, branch, main)

/// How one gets in: over the gateway from our own page, by the address of another system, or not at all.
enum class Kind { none, janus, link };
BOOST_DESCRIBE_ENUM(Kind, none, janus, link)

struct Who {
  std::string id;  // within the room; opaque
  std::string name;
  Role role = Role::listener;
  Place place = Place::alone;
};

/// A STUN or TURN server, in the words of RTCIceServer.
struct IceServer {
  std::string urls;
  std::optional<std::string> username;
  std::optional<std::string> credential;
};
BOOST_DESCRIBE_STRUCT(IceServer, (), (urls, username, credential))

/// What a page needs to take part. `entry` is this one coming in; a later one of the same person ends it.
struct Entry {
  Kind kind = Kind::none;
  std::int64_t entry = 0;
  std::string address;  // of kind link
  std::vector<IceServer> ice;
};

/// What a browser says while WebRTC is set up. offer: of its own picture and sound; answer: to what it was offered of `about`; candidates: of the
/// own connection, or of the one about somebody; watch: wants to see `about`, or only hear them; unwatch; leave.
enum class SignalKind { offer, answer, candidates, watch, unwatch, leave };
BOOST_DESCRIBE_ENUM(SignalKind, offer, answer, candidates, watch, unwatch, leave)

struct Candidate {
  std::string candidate;
  std::string mid;
  std::int64_t line = 0;
};
BOOST_DESCRIBE_STRUCT(Candidate, (), (candidate, mid, line))

struct Signal {
  SignalKind kind = SignalKind::leave;
  std::string about;
  std::string sdp;
  std::vector<Candidate> candidates;
  bool complete = false;  // no more candidates come
  bool sound_only = false;
};

/// What somebody shows of themselves.
struct Shown {
  bool hand = false;
  bool microphone = false;
  bool camera = false;
  bool operator==(const Shown&) const = default;
};

inline constexpr std::size_t kMostSpeaking = 9;  // at once; as many as a page shows
inline constexpr std::size_t kMostPresent = 500;
inline constexpr std::size_t kMostSdp = 32 * 1024;
inline constexpr std::size_t kMostCandidates = 32;

/// Thread-safe. `room` is any text that names one room for good. The first argument's room and the person must have been let in by the caller: here nothing is known of
/// who may. Without an entry: 409 conference.enter_again; when the gateway does not answer: 503 conference.away.
class Conference {
 public:
  virtual ~Conference() = default;
  virtual Kind kind() const = 0;
  bool available() const { return kind() != Kind::none; }
  virtual Result<Entry> join(const std::string& room, const Who& who, Timestamp now) = 0;
  virtual Result<void> signal(const std::string& room, const std::string& id, std::int64_t entry, const Signal& signal) = 0;
  virtual Result<void> show(const std::string& room, const std::string& id, std::int64_t entry, const Shown& shown) = 0;
  /// Until they switch their microphone on again.
  virtual Result<void> mute(const std::string& room, const std::string& id) = 0;
  /// The role of somebody who may be present; who becomes a listener is no longer seen or heard.
  virtual void change(const std::string& room, const std::string& id, Role role) = 0;
  virtual void remove(const std::string& room, const std::string& id) = 0;
  /// Everybody is told and let go; the room is no more.
  virtual void close(const std::string& room) = 0;
  /// Hears of everything in the room; of an entry also what is meant for it alone. 0: only who is there.
  virtual void watch(const std::string& room, const std::string& id, std::int64_t entry, std::shared_ptr<http::EventStream> stream) = 0;
  /// Lets those go whose page is gone; every few seconds.
  virtual void sweep(Timestamp now) = 0;
  /// How many are in a room.
  virtual std::size_t present(const std::string& room) const = 0;
};

/// 400 with the field where a signal cannot be what it says it is.
Result<void> check(const Signal& signal);

/// The operator's STUN and TURN servers as one person gets them: with `secret`, a name and a password for twelve hours (the "TURN REST API" that coturn calls use-auth-secret).
std::vector<IceServer> ice_servers(const std::vector<std::string>& urls, const std::string& secret, Timestamp now);

/// What the settings name. `key` is this installation's own.
std::shared_ptr<Conference> make(const config::Config& config, secrets::KeyView key);

/// An address with {room}, {name} and {role} filled in.
std::string fill_link(std::string text, std::string_view room, const Who& who);

}  // namespace gongshi::conference
