#include "platform/video/engine.hpp"

#include <algorithm>
#include <fstream>
#include <thread>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/http/query.hpp"
#include "platform/log/log.hpp"

namespace gongshi::video {
namespace fs = std::filesystem;
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience{5};
constexpr std::chrono::seconds kLookEvery{10};
constexpr int kLongestPause = 30;  // seconds between two starts of an engine that falls

/// A port of loopback that nobody listens at now.
std::uint16_t free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  const bool good = socket >= 0 && ::bind(socket, reinterpret_cast<const sockaddr*>(&address), length) == 0 &&
                    ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length) == 0;
  if (socket >= 0) ::close(socket);
  return good ? ntohs(address.sin_port) : 0;
}

/// Whether a path can stand between quotes in nginx's configuration as it is.
bool quotable(std::string_view path) {
  return std::ranges::none_of(path, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\' || c == '$' || c == '\''; });
}

std::string listen_address(const std::string& address, std::uint16_t port) {
  return address.find(':') == std::string::npos ? fmt::format("{}:{}", address, port) : fmt::format("[{}]:{}", address, port);
}

bool is_address(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == ':' || c == '-'; });
}

http::Response say(int status) {
  http::Response response;
  response.status = status;
  response.set("Content-Type", "text/plain; charset=utf-8");
  return response;
}

}  // namespace

Engine::Engine(EngineOptions options) : options_(std::move(options)), streams_(fs::absolute(options_.data)), secret_(make_stream().key) {
  if (!fs::exists(options_.program) || !fs::exists(options_.module)) {
    throw EngineRefused(Error{ErrorKind::unavailable, "video.no_engine", {{"program", options_.program}, {"module", options_.module}}});
  }
  if (!quotable(streams_.folder().string()) || !is_address(options_.address)) {
    throw EngineRefused(Error{ErrorKind::invalid, "video.bad_folder", {{"folder", streams_.folder().string()}, {"address", options_.address}}});
  }
  for (const fs::path& folder : {options_.data, streams_.folder(), streams_.folder() / "engine"}) {
    fs::create_directories(folder);
    ::chmod(folder.c_str(), 0700);
  }
  look_at_room();
  http::ServerOptions asked_at;
  asked_at.port = 0;
  asked_at.io_threads = 1;
  asked_at.workers = 2;
  asked_at.on_exception = [](const http::Request&, const std::exception& error) { log::error("a question of the engine failed", {{"why", error.what()}}); };
  questions_ = http::Server::start(asked_at, [this](http::Request& request) { return asked(request); });
  launch();
  const auto until = steady_clock::now() + kPatience;
  while (!listens()) {
    if (!child_.running() || steady_clock::now() > until) {
      throw EngineRefused(Error{ErrorKind::unavailable, "video.engine_ended", {{"where", listen_address(options_.address, options_.port)}}});
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

Engine::~Engine() {
  child_.stop(kPatience);
  if (questions_) questions_->stop(std::chrono::seconds(1));
  std::error_code failed;
  fs::remove(streams_.folder() / "engine/nginx.conf", failed);
}

/// The engine asks before it lets an encoder send ("publish") and every few seconds while it does ("update").
http::Response Engine::asked(const http::Request& request) const {
  const bool update = request.path == "/" + secret_ + "/update";
  if (!update && request.path != "/" + secret_ + "/publish") return say(404);
  // An encoder may add fields of its own to the engine's; one that repeats those is refused.
  const auto fields = http::parse_query(request.body);
  if (!fields) return say(403);
  std::string_view key, call;
  for (const auto& [name, value] : *fields) {
    if (name == "name") key = value;
    if (name == "call") call = value;
  }
  if (update && call == "publish_done") return say(200);
  const auto name = streams_.opened_by(key);
  // The way on within the engine is asked about too, by the name that was given to it.
  if (update) return say(name || streams_.is_open(key) ? 200 : 403);
  if (!name) {
    log::warning("an encoder came with a key that is none, or of a stream that is closed");
    return say(403);
  }
  if (full_) {
    log::error("an encoder was sent away: there is no room for recordings", {{"stream", *name}});
    return say(403);
  }
  log::info("an encoder sends", {{"stream", *name}});
  http::Response response = say(302);
  response.set("Location", *name);  // its further way within the engine
  return response;
}

std::string Engine::configuration() const {
  const std::string questions = fmt::format("http://127.0.0.1:{}/{}", questions_->port(), secret_);
  return fmt::format(R"(# Written by gongshi hall video at every start.
load_module "{module}";
daemon off;
{user}worker_processes 1;
pid "{folder}/engine/nginx.pid";
error_log stderr error;
events {{ worker_connections 512; }}
rtmp {{
  access_log off;
  notify_method post;
  max_message 16M;
  timeout 20s;
  server {{
    listen {listen};
    notify_update_timeout 3s;
    application live {{
      live on;
      deny play all;
      drop_idle_publisher {silence}s;
      on_publish {questions}/publish;
      on_update {questions}/update;
      push_reconnect 1s;
      push rtmp://127.0.0.1:{inner}/{secret};
    }}
  }}
  server {{
    listen 127.0.0.1:{inner};
    application {secret} {{
      live on;
      deny play all;
      allow publish 127.0.0.1;
      deny publish all;
      hls on;
      hls_path "{folder}";
      hls_nested on;
      hls_type event;
      hls_continuous on;
      hls_cleanup off;
      hls_fragment 2s;
      hls_max_fragment 12s;
      hls_playlist_length 24h;
    }}
  }}
}}
)",
                     fmt::arg("module", options_.module), fmt::arg("user", ::geteuid() == 0 ? "user root root;\n" : ""), fmt::arg("folder", streams_.folder().string()),
                     fmt::arg("listen", listen_address(options_.address, options_.port)), fmt::arg("silence", kSilence.count()), fmt::arg("questions", questions),
                     fmt::arg("inner", inner_port_), fmt::arg("secret", secret_));
}

void Engine::launch() {
  const fs::path folder = streams_.folder() / "engine", file = folder / "nginx.conf";
  inner_port_ = free_port();
  {
    const mode_t before = ::umask(0077);
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    ::umask(before);
    out << configuration();
  }
  child_.start({options_.program, "-e", "stderr", "-p", folder.string(), "-c", file.string()});
}

bool Engine::listens() const {
  const bool six = options_.address.find(':') != std::string::npos;
  const int socket = ::socket(six ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return false;
  bool good = false;
  if (six) {
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_port = htons(options_.port);
    address.sin6_addr = in6addr_loopback;
    if (options_.address != "::") ::inet_pton(AF_INET6, options_.address.c_str(), &address.sin6_addr);
    good = ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  } else {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(options_.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (options_.address != "0.0.0.0" && options_.address != "localhost") ::inet_pton(AF_INET, options_.address.c_str(), &address.sin_addr);
    good = ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ::close(socket);
  return good;
}

void Engine::look_at_room() {
  std::uint64_t most = options_.most_bytes;
  std::error_code failed;
  const auto room = fs::space(streams_.folder(), failed);
  const std::uint64_t taken = streams_.bytes();
  if (!failed && room.available < options_.least_room) most = std::min(most, taken - std::min<std::uint64_t>(taken, options_.least_room - room.available));
  full_ = streams_.keep_below(most) >= most;
  if (full_ && !told_) log::error("there is no more room for recordings: the picture goes on, but what is over a minute old is not kept, and no further encoder may come",
                                  {{"bytes", fmt::format("{}", taken)}, {"most", fmt::format("{}", most)}});
  told_ = full_;
}

void Engine::tick() {
  const auto now = steady_clock::now();
  if (!child_.running()) {
    if (next_launch_ == steady_clock::time_point{}) {
      const int pause = std::min(1 << std::min(falls_++, 5), kLongestPause);
      log::error("the video engine has ended and is started anew", {{"seconds", std::to_string(pause)}});
      next_launch_ = now + std::chrono::seconds(pause);
    } else if (now >= next_launch_) {
      next_launch_ = {};
      launch();
    }
  } else if (falls_ > 0 && now > next_look_) {
    falls_ = 0;  // it has stood for a while
  }
  if (now >= next_look_) {
    next_look_ = now + kLookEvery;
    look_at_room();
  }
}

}  // namespace gongshi::video
