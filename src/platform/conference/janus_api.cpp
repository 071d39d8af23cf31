#include "platform/conference/janus_api.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "platform/fetch/fetch.hpp"
#include "platform/json/codec.hpp"
#include "platform/secrets/secrets.hpp"

namespace gongshi::conference {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience{5}, kLongPatience{40}, kSilence{2};
constexpr int kNoSession = 458, kNoHandle = 459;

JanusFailure failure(std::string why, int code = 0, bool gone = false) { return {.gone = gone, .code = code, .why = std::move(why)}; }

}  // namespace

std::string text_in(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

std::int64_t number_in(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_int64() ? value->as_int64() : 0;
}

const boost::json::object* object_in(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value == nullptr ? nullptr : value->if_object();
}

JanusApi::Answer<boost::json::object> JanusApi::post(const std::string& path, boost::json::object message) const {
  if (Clock::now().time_since_epoch().count() < silent_until_) return std::unexpected(failure("it did not answer a moment ago"));
  message["transaction"] = secrets::random_token().substr(0, 12);
  if (!secret_.empty()) message["apisecret"] = secret_;
  const auto answer = fetch::fetch({.method = "POST", .url = url_ + path, .headers = {{"Content-Type", "application/json"}}, .body = boost::json::serialize(message)},
                                   {.allow_private = true, .patience = kPatience});
  if (!answer) {
    silent_until_ = (Clock::now() + kSilence).time_since_epoch().count();
    return std::unexpected(failure(answer.error()));
  }
  auto document = json::parse(answer->body);
  if (!document || !document->is_object()) return std::unexpected(failure(fmt::format("status {} without JSON", answer->status)));
  auto& object = document->as_object();
  if (const auto* error = object_in(object, "error")) {
    const int code = static_cast<int>(number_in(*error, "code"));
    return std::unexpected(failure(text_in(*error, "reason"), code, code == kNoSession || code == kNoHandle));
  }
  return std::move(object);
}

namespace {

JanusApi::Answer<std::int64_t> id_of(const JanusApi::Answer<boost::json::object>& answer) {
  if (!answer) return std::unexpected(answer.error());
  const auto* data = object_in(*answer, "data");
  const std::int64_t id = data == nullptr ? 0 : number_in(*data, "id");
  if (id == 0) return std::unexpected(failure("no id came"));
  return id;
}

JanusApi::Answer<void> done(const JanusApi::Answer<boost::json::object>& answer) {
  if (!answer) return std::unexpected(answer.error());
  return {};
}

}  // namespace

JanusApi::Answer<std::int64_t> JanusApi::create_session() const { return id_of(post("", {{"janus", "create"}})); }

JanusApi::Answer<std::int64_t> JanusApi::attach(std::int64_t session) const {
  return id_of(post(fmt::format("/{}", session), {{"janus", "attach"}, {"plugin", "janus.plugin.videoroom"}}));
}

JanusApi::Answer<boost::json::object> JanusApi::request(std::int64_t session, std::int64_t handle, boost::json::object body) const {
  auto answer = post(fmt::format("/{}/{}", session, handle), {{"janus", "message"}, {"body", std::move(body)}});
  if (!answer) return std::unexpected(std::move(answer).error());
  const auto* plugin = object_in(*answer, "plugindata");
  const auto* data = plugin == nullptr ? nullptr : object_in(*plugin, "data");
  if (data == nullptr) return std::unexpected(failure("no answer of the plugin came"));
  if (const auto code = number_in(*data, "error_code"); code != 0) return std::unexpected(failure(text_in(*data, "error"), static_cast<int>(code)));
  return *data;
}

JanusApi::Answer<void> JanusApi::tell(std::int64_t session, std::int64_t handle, boost::json::object body, boost::json::object jsep) const {
  boost::json::object message{{"janus", "message"}, {"body", std::move(body)}};
  if (!jsep.empty()) message["jsep"] = std::move(jsep);
  return done(post(fmt::format("/{}/{}", session, handle), std::move(message)));
}

JanusApi::Answer<void> JanusApi::trickle(std::int64_t session, std::int64_t handle, boost::json::array candidates) const {
  return done(post(fmt::format("/{}/{}", session, handle), {{"janus", "trickle"}, {"candidates", std::move(candidates)}}));
}

JanusApi::Answer<void> JanusApi::detach(std::int64_t session, std::int64_t handle) const { return done(post(fmt::format("/{}/{}", session, handle), {{"janus", "detach"}})); }

JanusApi::Answer<void> JanusApi::destroy(std::int64_t session) const { return done(post(fmt::format("/{}", session), {{"janus", "destroy"}})); }

JanusApi::Answer<boost::json::array> JanusApi::poll(std::int64_t session, const std::stop_token& stop) const {
  std::string target = fmt::format("{}/{}?maxev=20", url_, session);
  if (!secret_.empty()) {
    target += "&apisecret=";
    for (const unsigned char c : secret_) target += std::isalnum(c) != 0 ? std::string(1, static_cast<char>(c)) : fmt::format("%{:02X}", c);
  }
  const auto answer = fetch::fetch({.url = target}, {.allow_private = true, .patience = kLongPatience, .stop = stop});
  if (!answer) return std::unexpected(failure(answer.error()));
  if (answer->status == 404) return std::unexpected(failure("the session is over", kNoSession, true));
  auto document = json::parse(answer->body);
  if (!document) return std::unexpected(failure(fmt::format("status {} without JSON", answer->status)));
  if (document->is_array()) return std::move(document->as_array());
  if (const auto* object = document->if_object()) {
    if (const auto* error = object_in(*object, "error")) {
      const int code = static_cast<int>(number_in(*error, "code"));
      return std::unexpected(failure(text_in(*error, "reason"), code, code == kNoSession));
    }
    return boost::json::array{*document};
  }
  return std::unexpected(failure("neither a list nor an object"));
}

}  // namespace gongshi::conference
