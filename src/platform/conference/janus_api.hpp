// The HTTP interface of a Janus gateway, one message at a time; what comes later comes through poll().
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <expected>
#include <stop_token>
#include <string>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace gongshi::conference {

/// gone: the gateway knows the session or the handle no more. Otherwise the reason is for the log.
struct JanusFailure {
  bool gone = false;
  int code = 0;
  std::string why;
};

class JanusApi {
 public:
  template <class T>
  using Answer = std::expected<T, JanusFailure>;

  JanusApi(std::string url, std::string secret) : url_(std::move(url)), secret_(std::move(secret)) {}

  Answer<std::int64_t> create_session() const;
  Answer<std::int64_t> attach(std::int64_t session) const;
  /// A request to the plugin that is answered at once: the plugin's data, or its error.
  Answer<boost::json::object> request(std::int64_t session, std::int64_t handle, boost::json::object body) const;
  /// One whose answer comes as an event.
  Answer<void> tell(std::int64_t session, std::int64_t handle, boost::json::object body, boost::json::object jsep = {}) const;
  Answer<void> trickle(std::int64_t session, std::int64_t handle, boost::json::array candidates) const;
  Answer<void> detach(std::int64_t session, std::int64_t handle) const;
  Answer<void> destroy(std::int64_t session) const;
  /// Waits up to half a minute; an empty list when nothing came.
  Answer<boost::json::array> poll(std::int64_t session, const std::stop_token& stop) const;

 private:
  Answer<boost::json::object> post(const std::string& path, boost::json::object message) const;

  const std::string url_;
  const std::string secret_;
  mutable std::atomic<std::chrono::steady_clock::rep> silent_until_ = 0;  // it did not answer: not asked again before
};

/// Members of what came; "" and 0 where they are not there or are something else.
std::string text_in(const boost::json::object& object, std::string_view name);
std::int64_t number_in(const boost::json::object& object, std::string_view name);
const boost::json::object* object_in(const boost::json::object& object, std::string_view name);

}  // namespace gongshi::conference
