// As much of a Janus gateway as our side can tell: sessions, handles, rooms, and events that wait for whoever polls. No media.
#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "platform/conference/janus_api.hpp"
#include "platform/http/server.hpp"
#include "platform/json/codec.hpp"

namespace gongshi::conference::test {

class FakeJanus {
 public:
  static constexpr const char* kSecret = "the gateway's secret";

  FakeJanus() {
    server_ = http::Server::start({.address = "127.0.0.1", .port = 0}, [this](http::Request& request) { return answer(request); });
  }
  ~FakeJanus() {
    {
      const std::lock_guard lock(mutex_);
      sessions_.clear();
    }
    came_.notify_all();
  }

  std::string url() const { return fmt::format("http://127.0.0.1:{}/janus", server_->port()); }
  /// As after a restart: no session, no handle, no room.
  void restart() {
    {
      const std::lock_guard lock(mutex_);
      sessions_.clear();
      rooms_.clear();
    }
    came_.notify_all();
  }
  void refuse(bool all) {
    const std::lock_guard lock(mutex_);
    broken_ = all;
  }
  std::set<std::int64_t> rooms() const {
    const std::lock_guard lock(mutex_);
    return rooms_;
  }
  std::size_t handles() const {
    const std::lock_guard lock(mutex_);
    std::size_t all = 0;
    for (const auto& [id, session] : sessions_) all += session.handles.size();
    return all;
  }
  /// Everything that was said to it, as it came.
  std::string heard() const {
    const std::lock_guard lock(mutex_);
    return heard_;
  }

 private:
  struct Session {
    std::set<std::int64_t> handles;
    std::deque<boost::json::object> events;
  };

  static http::Response json_answer(const boost::json::value& value) {
    http::Response response;
    response.set("Content-Type", "application/json");
    response.body = boost::json::serialize(value);
    return response;
  }
  static http::Response wrong(int code, std::string_view reason) { return json_answer(boost::json::object{{"janus", "error"}, {"error", boost::json::object{{"code", code}, {"reason", reason}}}}); }

  http::Response answer(http::Request& request) {
    std::int64_t session = 0, handle = 0;
    std::sscanf(request.path.c_str(), "/janus/%ld/%ld", &session, &handle);
    std::unique_lock lock(mutex_);
    if (broken_) {
      http::Response response{.status = 502};
      response.body = "<html>";
      return response;
    }
    if (request.method == http::Method::get) return poll(lock, session, request);
    heard_ += request.body + "\n";
    const auto message = json::parse(request.body);
    if (!message || !message->is_object()) return wrong(454, "not JSON");
    const auto& said = message->as_object();
    if (text_in(said, "apisecret") != kSecret) return wrong(403, "wrong secret");
    const std::string kind = text_in(said, "janus");
    if (kind == "create") {
      sessions_[++ids_] = {};
      return with_id(ids_);
    }
    const auto known = sessions_.find(session);
    if (known == sessions_.end()) return wrong(458, "no such session");
    if (kind == "destroy") {
      sessions_.erase(known);
      came_.notify_all();
      return success();
    }
    if (kind == "attach") {
      known->second.handles.insert(++ids_);
      return with_id(ids_);
    }
    if (!known->second.handles.contains(handle)) return wrong(459, "no such handle");
    if (kind == "detach") {
      known->second.handles.erase(handle);
      return success();
    }
    if (kind == "trickle") return json_answer(boost::json::object{{"janus", "ack"}});
    return plugin(known->second, handle, said);
  }

  http::Response plugin(Session& session, std::int64_t handle, const boost::json::object& said) {
    const auto& body = *object_in(said, "body");
    const std::string request = text_in(body, "request");
    const std::int64_t room = number_in(body, "room");
    if (request == "create") {
      if (text_in(body, "admin_key") != kSecret) return plugin_answer({{"videoroom", "event"}, {"error_code", 430}, {"error", "wrong admin key"}});
      if (!rooms_.insert(room).second) return plugin_answer({{"videoroom", "event"}, {"error_code", 427}, {"error", "exists"}});
      return plugin_answer({{"videoroom", "created"}, {"room", room}});
    }
    if (request == "destroy" || request == "moderate") {
      if (!rooms_.contains(room)) return plugin_answer({{"videoroom", "event"}, {"error_code", 426}, {"error", "no such room"}});
      if (request == "destroy") rooms_.erase(room);
      return plugin_answer({{"videoroom", "success"}});
    }
    const auto say = [&](boost::json::object data, boost::json::object jsep = {}) {
      boost::json::object event{{"janus", "event"}, {"sender", handle}, {"plugindata", boost::json::object{{"plugin", "janus.plugin.videoroom"}, {"data", std::move(data)}}}};
      if (!jsep.empty()) event["jsep"] = std::move(jsep);
      session.events.push_back(std::move(event));
    };
    if (request == "join" && text_in(body, "ptype") == "publisher") say({{"videoroom", "joined"}, {"room", room}});
    if (request == "join" && text_in(body, "ptype") == "subscriber") say({{"videoroom", "attached"}}, {{"type", "offer"}, {"sdp", "v=0 theirs"}});
    if (request == "configure") {
      say({{"videoroom", "event"}, {"configured", "ok"}, {"streams", boost::json::array{boost::json::object{{"type", "audio"}, {"mid", "0"}}}}}, {{"type", "answer"}, {"sdp", "v=0 the gateway's"}});
      session.events.push_back({{"janus", "webrtcup"}, {"sender", handle}});
    }
    came_.notify_all();
    return json_answer(boost::json::object{{"janus", "ack"}});
  }

  http::Response poll(std::unique_lock<std::mutex>& lock, std::int64_t id, const http::Request& request) {
    if (request.query.find("apisecret=the%20gateway%27s%20secret") == std::string::npos) return wrong(403, "wrong secret");
    const auto found = [&] { return sessions_.find(id); };
    came_.wait_for(lock, std::chrono::milliseconds(300), [&] { return found() == sessions_.end() || !found()->second.events.empty(); });
    if (found() == sessions_.end()) return {.status = 404};
    boost::json::array all;
    for (auto& event : found()->second.events) all.push_back(std::move(event));
    found()->second.events.clear();
    if (all.empty()) return json_answer(boost::json::object{{"janus", "keepalive"}});
    return json_answer(all);
  }

  static http::Response success() { return json_answer(boost::json::object{{"janus", "success"}}); }
  static http::Response with_id(std::int64_t id) { return json_answer(boost::json::object{{"janus", "success"}, {"data", boost::json::object{{"id", id}}}}); }
  static http::Response plugin_answer(boost::json::object data) {
    return json_answer(boost::json::object{{"janus", "success"}, {"plugindata", boost::json::object{{"plugin", "janus.plugin.videoroom"}, {"data", std::move(data)}}}});
  }

  mutable std::mutex mutex_;
  std::condition_variable came_;
  std::map<std::int64_t, Session> sessions_;
  std::set<std::int64_t> rooms_;
  std::int64_t ids_ = 1000;
  std::string heard_;
  bool broken_ = false;
  std::unique_ptr<http::Server> server_;  // last: its handler uses all the others
};

/// A stream as a test reads it.
class HeldStream final : public http::EventStream {
 public:
  void send(std::shared_ptr<const std::string> frame) override {
    {
      const std::lock_guard lock(mutex_);
      text_ += *frame;
    }
    came_.notify_all();
  }
  void close() override {
    {
      const std::lock_guard lock(mutex_);
      open_ = false;
    }
    came_.notify_all();
  }
  bool open() const override {
    const std::lock_guard lock(mutex_);
    return open_;
  }
  std::string text() const {
    const std::lock_guard lock(mutex_);
    return text_;
  }
  /// Waits until the words have come, up to five seconds.
  bool hears(std::string_view words) const {
    std::unique_lock lock(mutex_);
    return came_.wait_for(lock, std::chrono::seconds(5), [&] { return text_.find(words) != std::string::npos; });
  }

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable came_;
  std::string text_;
  bool open_ = true;
};

}  // namespace gongshi::conference::test
