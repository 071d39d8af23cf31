// Rooms, who is in them and whom they watch, over a Janus gateway's videoroom plugin.
#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

#include "platform/conference/conference.hpp"
#include "platform/conference/janus_api.hpp"

namespace gongshi::conference {

class Janus final : public Conference {
 public:
  Janus(const std::string& url, std::string secret, secrets::KeyView key, std::vector<std::string> ice, std::string ice_secret);
  ~Janus() override;

  Kind kind() const override { return Kind::janus; }
  Result<Entry> join(const std::string& room, const Who& who, Timestamp now) override;
  Result<void> signal(const std::string& room, const std::string& id, std::int64_t entry, const Signal& signal) override;
  Result<void> show(const std::string& room, const std::string& id, std::int64_t entry, const Shown& shown) override;
  Result<void> mute(const std::string& room, const std::string& id) override;
  void change(const std::string& room, const std::string& id, Role role) override;
  void remove(const std::string& room, const std::string& id) override;
  void close(const std::string& room) override;
  void watch(const std::string& room, const std::string& id, std::int64_t entry, std::shared_ptr<http::EventStream> stream) override;
  void sweep(Timestamp now) override;
  std::size_t present(const std::string& room) const override;

 private:
  using Frame = std::shared_ptr<const std::string>;
  struct Person {
    Who who;
    std::int64_t entry = 0;   // also their number as a publisher in Janus
    std::int64_t handle = 0;
    Shown shown;
    bool offered = false;     // counts among those who speak
    bool seen = false;        // their picture and sound arrive
    bool talking = false;
    bool muted = false;       // by a moderator, in the gateway too
    std::string sound;        // the line of their sound, by which it is muted
    std::map<std::string, std::int64_t> watches;  // whom, by which handle
    std::shared_ptr<http::EventStream> stream;
    std::deque<Frame> waiting;  // until there is a stream
    Timestamp without_stream;
  };
  struct Room {
    std::map<std::string, Person> people;
    std::map<std::string, std::shared_ptr<http::EventStream>> before_the_door;  // who only looks on who is there
  };
  /// What a handle is for: somebody's own picture and sound, or theirs of `watched`.
  struct Use {
    std::string room, id, watched;
  };
  struct Session {
    std::int64_t session = 0;
    std::int64_t control = 0;  // the handle for what is answered at once
  };
  using Handles = std::vector<std::int64_t>;
  struct Sound {
    Session session;
    std::int64_t number = 0;
    std::string line;
  };

  Result<Session> connected();
  /// 503 for the caller, a line for the log; a session that is gone is taken away everywhere.
  std::unexpected<Error> failed(const Session& session, std::string_view doing, const JanusFailure& why);
  Result<void> make_room(const Session& session, const std::string& room);
  Result<void> watch_one(const Session& session, const std::string& room, const std::string& id, std::int64_t entry, const Signal& signal);
  /// Whether the gateway hands somebody's sound on.
  Result<void> let_through(const Sound& sound, const std::string& room, bool on);
  void listen(const std::stop_token& stop);
  void lost(std::int64_t session);
  void hear(const Session& session, const boost::json::object& event);
  Handles hear_of_own(Person& person, Room& room, const boost::json::object& event, const boost::json::object& data);
  Handles hear_of_watched(Person& person, const std::string& watched, std::int64_t handle, const boost::json::object& event, const boost::json::object& data);
  void detach(std::int64_t session, const Handles& handles) const;

  // With the lock held.
  Person* find(const std::string& room, const std::string& id, std::int64_t entry);
  /// Takes somebody out; the handles that are to be detached.
  Handles take_out(const std::string& room, const std::string& id, std::string_view why);
  /// Nobody watches them any more.
  Handles stop_watching(Room& room, const std::string& id);
  void tell_all(Room& room) const;
  void tell_all(Room& room, const Frame& frame) const;
  static void tell(Person& person, Frame frame);
  static Frame people_of(const Room& room);

  std::int64_t number_of(const std::string& room) const;
  std::string secret_of(const std::string& room) const;
  std::string token_of(const std::string& room) const;

  const JanusApi api_;
  const std::string secret_;
  const secrets::KeyView key_;
  const std::vector<std::string> ice_;
  const std::string ice_secret_;

  std::mutex connecting_;  // one thread opens a session, not all who come in
  mutable std::mutex mutex_;
  std::condition_variable_any opened_;
  Session session_;
  std::map<std::string, Room> rooms_;
  std::map<std::int64_t, Use> handles_;
  std::jthread listener_;  // last: it uses all the others
};

}  // namespace gongshi::conference
