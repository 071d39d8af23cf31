#include "platform/conference/janus.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <sodium.h>

#include "platform/log/log.hpp"

namespace gongshi::conference {
namespace {

constexpr int kRoomIsThere = 427, kNoSuchRoom = 426;
constexpr std::chrono::seconds kWithoutStream{20}, kPauseOfListener{2};
constexpr std::size_t kMostWaiting = 64;
constexpr std::int64_t kMostBits = 600'000;  // a second, of one speaker's picture and sound

struct PersonView {
  std::string guest;
  std::string name;
  Role role;
  Place place;
  bool hand, microphone, camera, seen, talking;
};
BOOST_DESCRIBE_STRUCT(PersonView, (), (guest, name, role, place, hand, microphone, camera, seen, talking))

struct PeopleFrame {
  std::string kind = "people";
  std::vector<PersonView> people;
};
BOOST_DESCRIBE_STRUCT(PeopleFrame, (), (kind, people))

/// answer, offer: with what WebRTC needs; gone: of `about` nothing comes any more; talking, slow: about somebody; muted, removed, closed, elsewhere, lost, hangup, refused: oneself.
struct Event {
  std::string kind;
  std::optional<std::string> about{};
  std::optional<std::string> sdp{};
  std::optional<bool> on{};
};
BOOST_DESCRIBE_STRUCT(Event, (), (kind, about, sdp, on))

template <class T>
std::shared_ptr<const std::string> frame_of(const T& told) {
  return std::make_shared<const std::string>("data: " + json::encode(told) + "\n\n");
}

std::int64_t random_number() { return static_cast<std::int64_t>(randombytes_random()) << 20 | randombytes_uniform(1U << 20) | 1; }

std::unexpected<Error> enter_again() { return fail(ErrorKind::conflict, "conference.enter_again"); }

bool may_speak(Role role) { return role != Role::listener; }

boost::json::object jsep_of(std::string_view type, const Signal& signal) {
  boost::json::object jsep{{"type", type}, {"sdp", signal.sdp}};
  if (signal.complete) jsep["trickle"] = false;
  return jsep;
}

}  // namespace

Janus::Janus(const std::string& url, std::string secret, secrets::KeyView key, std::vector<std::string> ice, std::string ice_secret)
    : api_(url, secret), secret_(std::move(secret)), key_(key), ice_(std::move(ice)), ice_secret_(std::move(ice_secret)), listener_([this](const std::stop_token& stop) { listen(stop); }) {}

Janus::~Janus() {
  listener_.request_stop();
  listener_.join();
  // Nobody listens any more: those who are in a room are not left in it until the gateway's patience is over.
  if (session_.session != 0) (void)api_.destroy(session_.session);
}

std::int64_t Janus::number_of(const std::string& room) const { return std::stoll(secrets::keyed_hash(key_, "room:" + room).substr(0, 13), nullptr, 16); }
std::string Janus::secret_of(const std::string& room) const { return secrets::keyed_hash(key_, "secret:" + room); }
std::string Janus::token_of(const std::string& room) const { return secrets::keyed_hash(key_, "token:" + room); }

// ---- the session

Result<Janus::Session> Janus::connected() {
  const std::lock_guard one_at_a_time(connecting_);
  {
    const std::lock_guard lock(mutex_);
    if (session_.session != 0) return session_;
  }
  Session fresh;
  const auto session = api_.create_session();
  if (!session) return failed({}, "opening a session", session.error());
  fresh.session = *session;
  const auto control = api_.attach(fresh.session);
  if (!control) return failed({}, "attaching to the plugin", control.error());
  fresh.control = *control;
  const std::lock_guard lock(mutex_);
  session_ = fresh;
  opened_.notify_all();
  return fresh;
}

std::unexpected<Error> Janus::failed(const Session& session, std::string_view doing, const JanusFailure& why) {
  log::warning("the conference gateway", {{"doing", doing}, {"why", why.why}});
  if (!why.gone || session.session == 0) return fail(ErrorKind::unavailable, "conference.away");
  lost(session.session);
  return enter_again();
}

void Janus::lost(std::int64_t session) {
  const std::lock_guard lock(mutex_);
  if (session_.session != session) return;
  session_ = {};
  handles_.clear();
  const Frame frame = frame_of(Event{.kind = "lost"});
  for (auto& [name, room] : rooms_) {
    for (auto& [id, person] : room.people) {
      tell(person, frame);
      if (person.stream) person.stream->close();
    }
    room.people.clear();
    tell_all(room);
  }
}

void Janus::listen(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    Session session;
    {
      std::unique_lock lock(mutex_);
      if (!opened_.wait(lock, stop, [this] { return session_.session != 0; })) return;
      session = session_;
    }
    const auto events = api_.poll(session.session, stop);
    if (stop.stop_requested()) return;
    if (!events) {
      log::warning("the conference gateway", {{"doing", "waiting for events"}, {"why", events.error().why}});
      // Not there at all is as good as restarted: without its events nobody's connection can be kept.
      lost(session.session);
      std::unique_lock lock(mutex_);
      opened_.wait_for(lock, stop, kPauseOfListener, [] { return false; });
      continue;
    }
    for (const auto& event : *events) {
      if (const auto* object = event.if_object()) hear(session, *object);
    }
  }
}

// ---- what comes from the gateway

void Janus::hear(const Session& session, const boost::json::object& event) {
  if (text_in(event, "janus") == "timeout") return lost(session.session);
  const std::int64_t sender = number_in(event, "sender");
  static const boost::json::object kNothing;
  const auto* plugin = object_in(event, "plugindata");
  const auto* data = plugin == nullptr ? nullptr : object_in(*plugin, "data");
  Handles over;
  {
    const std::lock_guard lock(mutex_);
    const auto use = handles_.find(sender);
    if (use == handles_.end()) return;
    const auto room = rooms_.find(use->second.room);
    if (room == rooms_.end()) return;
    const auto person = room->second.people.find(use->second.id);
    if (person == room->second.people.end()) return;
    over = use->second.watched.empty() ? hear_of_own(person->second, room->second, event, data == nullptr ? kNothing : *data)
                                       : hear_of_watched(person->second, use->second.watched, sender, event, data == nullptr ? kNothing : *data);
  }
  detach(session.session, over);
}

Janus::Handles Janus::hear_of_own(Person& person, Room& room, const boost::json::object& event, const boost::json::object& data) {
  const std::string kind = text_in(event, "janus"), said = text_in(data, "videoroom");
  if (kind == "webrtcup") {
    person.seen = person.offered;
    tell_all(room);
  } else if (kind == "slowlink") {
    tell(person, frame_of(Event{.kind = "slow"}));
  } else if (kind == "hangup") {
    person.seen = person.offered = person.talking = false;
    tell(person, frame_of(Event{.kind = "hangup"}));
    Handles over = stop_watching(room, person.who.id);
    tell_all(room);
    return over;
  } else if (said == "talking" || said == "stopped-talking") {
    const std::int64_t number = number_in(data, "id");
    const auto who = std::ranges::find_if(room.people, [&](const auto& one) { return one.second.entry == number; });
    // Everybody's handle hears it; the first counts.
    if (who == room.people.end() || who->second.talking == (said == "talking")) return {};
    who->second.talking = said == "talking";
    tell_all(room, frame_of(Event{.kind = "talking", .about = who->first, .on = who->second.talking}));
  } else if (const auto code = number_in(data, "error_code"); code != 0) {
    log::warning("the conference gateway", {{"doing", "somebody's own picture and sound"}, {"why", text_in(data, "error")}});
    // Restarted and with a session of the same number, or the room was ended beside us: all begins anew.
    tell(person, frame_of(Event{.kind = code == kNoSuchRoom ? "lost" : "refused"}));
  } else if (const auto* jsep = object_in(event, "jsep"); jsep != nullptr && text_in(*jsep, "type") == "answer") {
    if (const auto* streams = data.if_contains("streams"); streams != nullptr && streams->is_array()) {
      for (const auto& stream : streams->as_array()) {
        if (stream.is_object() && text_in(stream.as_object(), "type") == "audio") person.sound = text_in(stream.as_object(), "mid");
      }
    }
    tell(person, frame_of(Event{.kind = "answer", .sdp = text_in(*jsep, "sdp")}));
  }
  return {};
}

Janus::Handles Janus::hear_of_watched(Person& person, const std::string& watched, std::int64_t handle, const boost::json::object& event, const boost::json::object& data) {
  const std::string kind = text_in(event, "janus");
  const auto* jsep = object_in(event, "jsep");
  if (kind == "slowlink") {
    tell(person, frame_of(Event{.kind = "slow", .about = watched}));
  } else if (jsep != nullptr && text_in(*jsep, "type") == "offer") {
    tell(person, frame_of(Event{.kind = "offer", .about = watched, .sdp = text_in(*jsep, "sdp")}));
  } else if (kind == "hangup" || number_in(data, "error_code") != 0) {
    person.watches.erase(watched);
    tell(person, frame_of(Event{.kind = "gone", .about = watched}));
    handles_.erase(handle);  // not by use: `watched` is a part of it
    return {handle};
  }
  return {};
}

void Janus::detach(std::int64_t session, const Handles& handles) const {
  for (const std::int64_t handle : handles) (void)api_.detach(session, handle);
}

// ---- who is there

Janus::Person* Janus::find(const std::string& room, const std::string& id, std::int64_t entry) {
  const auto found = rooms_.find(room);
  if (found == rooms_.end()) return nullptr;
  const auto person = found->second.people.find(id);
  if (person == found->second.people.end() || (entry != 0 && person->second.entry != entry)) return nullptr;
  return &person->second;
}

void Janus::tell(Person& person, Frame frame) {
  if (person.stream && person.stream->open()) return person.stream->send(std::move(frame));
  // More than fits waits for nobody: the page enters again.
  if (person.waiting.size() < kMostWaiting) person.waiting.push_back(std::move(frame));
}

Janus::Frame Janus::people_of(const Room& room) {
  PeopleFrame frame;
  for (const auto& [id, person] : room.people) {
    frame.people.push_back({id, person.who.name, person.who.role, person.who.place, person.shown.hand, person.shown.microphone, person.shown.camera, person.seen, person.talking});
  }
  return frame_of(frame);
}

void Janus::tell_all(Room& room) const { tell_all(room, people_of(room)); }

void Janus::tell_all(Room& room, const Frame& frame) const {
  // Only who has a stream: whoever comes later is told who is there then.
  for (auto& [id, person] : room.people) {
    if (person.stream && person.stream->open()) person.stream->send(frame);
  }
  for (auto& [id, stream] : room.before_the_door) stream->send(frame);
}

Janus::Handles Janus::stop_watching(Room& room, const std::string& id) {
  Handles over;
  for (auto& [other, person] : room.people) {
    const auto watched = person.watches.find(id);
    if (watched == person.watches.end()) continue;
    over.push_back(watched->second);
    handles_.erase(watched->second);
    person.watches.erase(watched);
    tell(person, frame_of(Event{.kind = "gone", .about = id}));
  }
  return over;
}

Janus::Handles Janus::take_out(const std::string& room, const std::string& id, std::string_view why) {
  const auto found = rooms_.find(room);
  const auto person = found == rooms_.end() ? std::map<std::string, Person>::iterator() : found->second.people.find(id);
  if (found == rooms_.end() || person == found->second.people.end()) return {};
  Handles over{person->second.handle};
  for (const auto& [watched, handle] : person->second.watches) over.push_back(handle);
  for (const std::int64_t handle : over) handles_.erase(handle);
  if (!why.empty()) tell(person->second, frame_of(Event{.kind = std::string(why)}));
  if (person->second.stream) person->second.stream->close();
  found->second.people.erase(person);
  std::ranges::copy(stop_watching(found->second, id), std::back_inserter(over));
  tell_all(found->second);
  return over;
}

Result<void> Janus::make_room(const Session& session, const std::string& room) {
  const auto made = api_.request(session.session, session.control,
                                 {{"request", "create"}, {"room", number_of(room)}, {"secret", secret_of(room)}, {"admin_key", secret_}, {"is_private", true}, {"permanent", false},
                                  {"allowed", boost::json::array{token_of(room)}}, {"publishers", kMostSpeaking + 1}, {"bitrate", kMostBits}, {"bitrate_cap", true}, {"fir_freq", 10},
                                  {"audiocodec", "opus"}, {"opus_fec", true}, {"videocodec", "vp8,h264"}, {"audiolevel_event", true}, {"audio_active_packets", 25}, {"audio_level_average", 45}});
  if (made || made.error().code == kRoomIsThere) return {};
  return failed(session, "making a room", made.error());
}

Result<Entry> Janus::join(const std::string& room, const Who& who, Timestamp now) {
  TRY_ASSIGN(const Session session, connected());
  TRY(make_room(session, room));
  const auto handle = api_.attach(session.session);
  if (!handle) return failed(session, "letting somebody in", handle.error());
  const std::int64_t entry = random_number();
  Handles over;
  {
    const std::lock_guard lock(mutex_);
    if (session_.session != session.session) return enter_again();
    over = take_out(room, who.id, "elsewhere");
    Room& there = rooms_[room];
    if (there.people.size() >= kMostPresent) {
      over.push_back(*handle);
    } else {
      Person person;
      person.who = who;
      person.entry = entry;
      person.handle = *handle;
      person.without_stream = now;
      there.people.emplace(who.id, std::move(person));
      handles_[*handle] = {room, who.id, {}};
      tell_all(there);
    }
  }
  detach(session.session, over);
  if (std::ranges::find(over, *handle) != over.end()) return fail(ErrorKind::conflict, "conference.crowded", {{"most", std::to_string(kMostPresent)}});
  // Janus learns a number and no name.
  const auto told = api_.tell(session.session, *handle, {{"request", "join"}, {"ptype", "publisher"}, {"room", number_of(room)}, {"id", entry}, {"token", token_of(room)}});
  if (!told) {
    {
      const std::lock_guard lock(mutex_);
      over = take_out(room, who.id, {});
    }
    detach(session.session, over);
    return failed(session, "letting somebody in", told.error());
  }
  return Entry{.kind = Kind::janus, .entry = entry, .address = {}, .ice = ice_servers(ice_, ice_secret_, now)};
}

void Janus::watch(const std::string& room, const std::string& id, std::int64_t entry, std::shared_ptr<http::EventStream> stream) {
  const std::lock_guard lock(mutex_);
  stream->send(std::make_shared<const std::string>("retry: 2000\n\n"));
  Room& there = rooms_[room];
  if (entry == 0) {
    stream->send(people_of(there));
    auto& known = there.before_the_door[id];
    if (known) known->close();
    known = std::move(stream);
    return;
  }
  Person* person = find(room, id, entry);
  if (person == nullptr) {
    stream->send(frame_of(Event{.kind = "lost"}));
    return stream->close();
  }
  stream->send(people_of(there));
  if (person->stream) person->stream->close();
  person->stream = std::move(stream);
  for (Frame& frame : std::exchange(person->waiting, {})) person->stream->send(std::move(frame));
}

void Janus::sweep(Timestamp now) {
  Handles over;
  std::int64_t session = 0;
  {
    const std::lock_guard lock(mutex_);
    session = session_.session;
    std::vector<std::pair<std::string, std::string>> gone;
    for (auto& [name, room] : rooms_) {
      std::erase_if(room.before_the_door, [](const auto& one) { return !one.second->open(); });
      for (auto& [id, person] : room.people) {
        if (person.stream && person.stream->open()) {
          person.without_stream = now;
        } else if (now - person.without_stream > kWithoutStream) {
          gone.emplace_back(name, id);
        }
      }
    }
    for (const auto& [room, id] : gone) std::ranges::copy(take_out(room, id, {}), std::back_inserter(over));
    std::erase_if(rooms_, [](const auto& one) { return one.second.people.empty() && one.second.before_the_door.empty(); });
  }
  detach(session, over);
}

std::size_t Janus::present(const std::string& room) const {
  const std::lock_guard lock(mutex_);
  const auto found = rooms_.find(room);
  return found == rooms_.end() ? 0 : found->second.people.size();
}

// ---- what people do

Result<void> Janus::watch_one(const Session& session, const std::string& room, const std::string& id, std::int64_t entry, const Signal& signal) {
  std::int64_t number = 0;
  std::string sound;
  Handles over;
  {
    const std::lock_guard lock(mutex_);
    Person* person = find(room, id, entry);
    if (person == nullptr) return enter_again();
    const Person* watched = find(room, signal.about, 0);
    if (watched == nullptr || !watched->seen || signal.about == id) return fail(ErrorKind::not_found, "conference.not_there");
    number = watched->entry;
    sound = watched->sound;
    // Asked for again, otherwise or because an offer was lost: the former one ends.
    if (const auto former = person->watches.find(signal.about); former != person->watches.end()) {
      over.push_back(former->second);
      handles_.erase(former->second);
      person->watches.erase(former);
    }
  }
  detach(session.session, over);
  const auto handle = api_.attach(session.session);
  if (!handle) return failed(session, "watching somebody", handle.error());
  {
    const std::lock_guard lock(mutex_);
    Person* person = find(room, id, entry);
    if (person == nullptr || person->watches.contains(signal.about)) {
      over = {*handle};
    } else {
      over.clear();
      person->watches[signal.about] = *handle;
      handles_[*handle] = {room, id, signal.about};
    }
  }
  detach(session.session, over);
  if (!over.empty()) return {};
  boost::json::object wanted{{"feed", number}};
  if (signal.sound_only && !sound.empty()) wanted["mid"] = sound;
  const auto told = api_.tell(session.session, *handle, {{"request", "join"}, {"ptype", "subscriber"}, {"room", number_of(room)}, {"streams", boost::json::array{std::move(wanted)}}});
  if (!told) return failed(session, "watching somebody", told.error());
  return {};
}

Result<void> Janus::signal(const std::string& room, const std::string& id, std::int64_t entry, const Signal& signal) {
  TRY(check(signal));
  if (entry == 0) return enter_again();
  Session session;
  std::int64_t handle = 0;
  Handles over;
  {
    const std::lock_guard lock(mutex_);
    session = session_;
    Person* person = find(room, id, entry);
    if (person == nullptr || session.session == 0) return enter_again();
    handle = person->handle;
    if (signal.kind == SignalKind::leave) {
      over = take_out(room, id, {});
    } else if (signal.kind == SignalKind::offer) {
      if (!may_speak(person->who.role)) return fail(ErrorKind::forbidden, "conference.listens_only");
      const auto speaking = std::ranges::count_if(rooms_.find(room)->second.people, [](const auto& one) { return one.second.offered; });
      if (!person->offered && static_cast<std::size_t>(speaking) >= kMostSpeaking) return fail(ErrorKind::conflict, "conference.full", {{"most", std::to_string(kMostSpeaking)}});
      person->offered = true;
    } else if (!signal.about.empty() && signal.kind != SignalKind::watch) {
      // One's own connection about somebody: whoever names another finds nothing.
      const auto watched = person->watches.find(signal.about);
      if (watched == person->watches.end()) return fail(ErrorKind::not_found, "conference.not_there");
      handle = watched->second;
      if (signal.kind == SignalKind::unwatch) {
        over = {handle};
        handles_.erase(handle);
        person->watches.erase(watched);
      }
    }
  }
  JanusApi::Answer<void> told;
  switch (signal.kind) {
    case SignalKind::leave:
    case SignalKind::unwatch: detach(session.session, over); return {};
    case SignalKind::watch: return watch_one(session, room, id, entry, signal);
    case SignalKind::offer: told = api_.tell(session.session, handle, {{"request", "configure"}}, jsep_of("offer", signal)); break;
    case SignalKind::answer: told = api_.tell(session.session, handle, {{"request", "start"}}, jsep_of("answer", signal)); break;
    case SignalKind::candidates: {
      boost::json::array all;
      for (const Candidate& one : signal.candidates) all.push_back(boost::json::object{{"candidate", one.candidate}, {"sdpMid", one.mid}, {"sdpMLineIndex", one.line}});
      if (signal.complete) all.push_back(boost::json::object{{"completed", true}});
      if (all.empty()) return {};
      told = api_.trickle(session.session, handle, std::move(all));
    }
  }
  if (!told) return failed(session, enum_name(signal.kind), told.error());
  return {};
}

Result<void> Janus::show(const std::string& room, const std::string& id, std::int64_t entry, const Shown& shown) {
  if (entry == 0) return enter_again();
  std::optional<Sound> again;
  {
    const std::lock_guard lock(mutex_);
    Person* person = find(room, id, entry);
    if (person == nullptr) return enter_again();
    if (person->shown == shown) return {};
    if (std::exchange(person->muted, person->muted && !shown.microphone) && shown.microphone) again = Sound{session_, person->entry, person->sound};
    person->shown = shown;
    tell_all(rooms_.find(room)->second);
  }
  return again ? let_through(*again, room, true) : Result<void>();
}

Result<void> Janus::mute(const std::string& room, const std::string& id) {
  Sound sound;
  {
    const std::lock_guard lock(mutex_);
    Person* person = find(room, id, 0);
    if (person == nullptr) return fail(ErrorKind::not_found, "conference.not_there");
    tell(*person, frame_of(Event{.kind = "muted"}));
    person->shown.microphone = false;
    person->muted = true;
    sound = {session_, person->entry, person->sound};
    tell_all(rooms_.find(room)->second);
  }
  // Also there, since a page that hangs would not hear of it.
  return let_through(sound, room, false);
}

Result<void> Janus::let_through(const Sound& sound, const std::string& room, bool on) {
  if (sound.line.empty()) return {};
  const auto done = api_.request(sound.session.session, sound.session.control,
                                 {{"request", "moderate"}, {"room", number_of(room)}, {"secret", secret_of(room)}, {"id", sound.number}, {"mid", sound.line}, {"mute", !on}});
  if (!done) return failed(sound.session, "muting", done.error());
  return {};
}

void Janus::change(const std::string& room, const std::string& id, Role role) {
  Session session;
  std::int64_t handle = 0;
  Handles over;
  {
    const std::lock_guard lock(mutex_);
    Person* person = find(room, id, 0);
    if (person == nullptr || person->who.role == role) return;
    person->who.role = role;
    session = session_;
    Room& there = rooms_.find(room)->second;
    if (!may_speak(role) && person->offered) {
      handle = person->handle;
      person->offered = person->seen = person->talking = false;
      over = stop_watching(there, id);
    }
    person->shown.hand = false;
    tell_all(there);
  }
  if (handle != 0) (void)api_.tell(session.session, handle, {{"request", "unpublish"}});
  detach(session.session, over);
}

void Janus::remove(const std::string& room, const std::string& id) {
  Handles over;
  std::int64_t session = 0;
  {
    const std::lock_guard lock(mutex_);
    session = session_.session;
    over = take_out(room, id, "removed");
    if (const auto found = rooms_.find(room); found != rooms_.end()) {
      if (const auto door = found->second.before_the_door.extract(id)) door.mapped()->close();
    }
  }
  // Without their handles there is nobody left in Janus to be kicked.
  detach(session, over);
}

void Janus::close(const std::string& room) {
  Handles over;
  Session session;
  {
    const std::lock_guard lock(mutex_);
    session = session_;
    const auto found = rooms_.find(room);
    if (found != rooms_.end()) {
      std::vector<std::string> people;
      for (const auto& [id, person] : found->second.people) people.push_back(id);
      for (const std::string& id : people) std::ranges::copy(take_out(room, id, "closed"), std::back_inserter(over));
      const Frame frame = frame_of(Event{.kind = "closed"});
      for (const auto& [id, stream] : found->second.before_the_door) {
        stream->send(frame);
        stream->close();
      }
      rooms_.erase(found);
    }
  }
  detach(session.session, over);
  // What is not there need not be ended; what another node let people into is.
  if (session.session != 0) (void)api_.request(session.session, session.control, {{"request", "destroy"}, {"room", number_of(room)}, {"secret", secret_of(room)}});
}

}  // namespace gongshi::conference
