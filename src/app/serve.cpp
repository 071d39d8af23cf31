#include <csignal>
#include <filesystem>
#include <iostream>
#include <optional>

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "app/administer.hpp"
#include "app/commands.hpp"
#include "app/control_socket.hpp"
#include "app/demo.hpp"
#include "app/doctor.hpp"
#include "app/modules.hpp"
#include "app/own_certificate.hpp"
#include "app/pages.hpp"
#include "app/service_manager.hpp"
#include "app/words.hpp"
#include "modules/identity/api.hpp"
#include "platform/backup/manifest.hpp"
#include "platform/hall/hub_hall.hpp"
#include "platform/http/server.hpp"
#include "platform/http/web_socket.hpp"
#include "platform/log/log.hpp"
#include "platform/operations/application.hpp"
#include "platform/secrets/secrets.hpp"
#include "platform/video/answers.hpp"

namespace gongshi::app {
namespace {

constexpr std::chrono::seconds kGrace{10};

bool is_loopback(std::string_view address) { return address.starts_with("127.") || address == "::1" || address == "localhost"; }

std::string url_host(const std::string& address) {
  if (address == "0.0.0.0" || address == "::") return "localhost";
  return address.find(':') == std::string::npos ? address : "[" + address + "]";
}

http::Response plain(int status, std::string body) {
  http::Response response;
  response.status = status;
  response.body = std::move(body);
  response.set("Content-Type", "text/plain; charset=utf-8");
  response.set("Cache-Control", "no-store");
  return response;
}

/// Queues and connections, in Prometheus text format.
std::string server_metrics(const http::Server::Counters& c, db::Database& database) {
  static constexpr db::Query kOutbox{"metrics.outbox", "SELECT count(*) FROM platform_outbox", 0};
  std::string out;
  const auto add = [&](std::string_view kind, std::string_view name, std::uint64_t value) {
    out += fmt::format("# TYPE gongshi_{0} {1}\ngongshi_{0} {2}\n", name, kind, value);
  };
  add("counter", "http_connections_accepted", c.accepted);
  add("counter", "http_requests", c.requests);
  add("counter", "http_refused_framing", c.refused_framing);
  add("counter", "http_refused_overload", c.refused_overload);
  add("counter", "http_timeouts", c.timeouts);
  add("gauge", "http_connections_open", c.open);
  add("gauge", "http_queued", c.queued);
  add("gauge", "http_streams", c.streams);
  add("gauge", "writes_queued", database.waiting_writes());
  try {
    add("gauge", "outbox_queued", database.read([](db::ReadTx& tx) { return tx.one<std::uint64_t>(kOutbox).value_or(0); }));
  } catch (const db::Failure&) {
    // The other figures are wanted most while the database is away.
  }
  return out;
}

/// Figures of operation are for this machine and those that the settings name. A request that came by way of a proxy is from elsewhere,
/// whether the proxy is trusted (then the address says so already) or not.
bool may_read_metrics(const config::Config& config, const http::Request& request) {
  if (std::ranges::find(config.metrics_from, request.remote_address) != config.metrics_from.end()) return true;
  return is_loopback(request.remote_address) && request.header("x-forwarded-for").empty() && request.header("forwarded").empty();
}

/// As many files and connections as the system allows at all; what is started inherits less than it may have.
void raise_file_limit() {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
}

void warn(const config::Config& config, const Clock& clock, const Words& words) {
  for (const Finding& finding : glance({.config = config, .clock = clock, .starting = true})) {
    if (finding.weight != Weight::fine) log::warning(words.say("doctor." + finding.code, finding.args), {{"code", "doctor." + finding.code}});
  }
}

/// By the address alone, since this is asked before anything else is known of a request.
std::optional<http::Lane> lane_of(const http::Request& request) {
  using enum http::Method;
  if (request.path == "/healthz" || request.path.starts_with("/assets/") || request.path == gongshi::hall::kWatchPath || request.path == gongshi::http::kTalkPath) return std::nullopt;
  if (request.method == get || request.method == head || request.method == options) {
    const bool table = request.path.find("/export/") != std::string::npos || request.path.find("/documents/") != std::string::npos || request.path.ends_with(".csv") || request.path.ends_with(".xlsx") || request.path.ends_with("/pack.html");
    return table ? http::Lane::table : http::Lane::read;
  }
  const bool vote = request.method == put && request.path.find("/votes/") != std::string::npos;
  return vote ? http::Lane::vote : http::Lane::write;
}

std::string copy_metrics(const backup::ContinuousCopy* copy) {
  if (copy == nullptr) return {};
  return fmt::format("# TYPE gongshi_copy_complete gauge\ngongshi_copy_complete {}\n# TYPE gongshi_copy_behind_milliseconds gauge\ngongshi_copy_behind_milliseconds {}\n", copy->complete() ? 1 : 0, copy->behind().count());
}

}  // namespace

config::Config read_config(const CommandLine& line) {
  auto environment = config::environment();
  const std::string file = config::file_to_read(line.config_file, environment);
  return config::load(file, environment, line.settings);
}

std::string base_url(const config::Config& config, std::uint16_t port) {
  if (!config.public_url.empty()) return config.public_url;
  const bool plain = config.certificate.empty() && is_loopback(config.address);
  return fmt::format("{}://{}:{}", plain ? "http" : "https", url_host(config.address), port);
}

std::unique_ptr<db::Database> open_database(const config::Config& config, db::LogFollower* follower) {
  std::filesystem::create_directories(config.data);
  ::chmod(config.data.c_str(), 0700);
  if (!config.database.empty()) return db::open_postgres({.connection = config.database});
  return db::open_sqlite({.path = config.data + "/" + backup::kDatabase, .follower = follower});
}

OpenData open_data(const config::Config& config, const Clock& clock) {
  if (!config.copy_to.empty() && !config.database.empty()) {
    throw std::runtime_error("copy_to copies SQLite's log; PostgreSQL has its own means (docs/operations.md)");
  }
  OpenData open;
  if (!config.copy_to.empty()) open.copy = std::make_unique<backup::ContinuousCopy>(config.data, config.copy_to, clock);
  open.database = open_database(config, open.copy.get());
  return open;
}

namespace {

/// A wrong file leaves the certificates that are in use.
void reload(http::Server& server) {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  tell_service_manager(fmt::format("RELOADING=1\nMONOTONIC_USEC={}", std::chrono::duration_cast<std::chrono::microseconds>(now).count()));
  try {
    server.reload_certificates();
  } catch (const std::exception& error) {
    log::error("the certificates could not be read anew", {{"why", error.what()}});
  }
  tell_service_manager("READY=1");
}

/// The hub is started once somebody may want to watch, and found where it runs already.
std::shared_ptr<gongshi::hall::HubHall> make_hall(Application& app, Arguments arguments) {
  gongshi::hall::HubHallOptions options{.folder = app.config().data, .start = {"hall", "serve"}, .origin = app.config().hall_url};
  options.start.insert(options.start.end(), arguments.begin(), arguments.end());
  secrets::Secrets& secrets = app.use<secrets::Secrets>();
  return std::make_shared<gongshi::hall::HubHall>(std::move(options), [&secrets] { return secrets.key(gongshi::hall::kKeyName); });
}

int run_server(config::Config config, const Words& words, Arguments arguments) {
  if (config.demo) config.development_outbox = true;
  raise_file_limit();

  // The signals are taken by sigwait below; every thread started from here on leaves them alone.
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);

  const bool own = config.certificate.empty() && !is_loopback(config.address);
  if (own) {
    const CertificateFiles files = own_certificate(config.data + "/tls", config.address);
    config.certificate = files.certificate;
    config.key = files.key;
  }
  const SystemClock clock;
  const OpenData data = open_data(config, clock);
  const auto& database = data.database;
  Application app(config, *database, clock, all_modules());
  app.fallback = answer_page;
  app.set_hall(make_hall(app, arguments));
  if (config.demo) load_demo(app);

  std::atomic<bool> ready = false;
  http::Server* running = nullptr;
  const video::Streams streams(config.data);
  const auto handler = [&](http::Request& request) -> http::Response {
    if (request.path == "/healthz") return plain(200, "ok\n");
    if (request.path == "/readyz") return ready && database->healthy() ? plain(200, "ready\n") : plain(503, "not ready\n");
    if (request.path == "/metrics") {
      if (!may_read_metrics(config, request)) return plain(404, "");
      return plain(200, app.metrics().text() + db::query_metrics() + server_metrics(running->counters(), *database) + copy_metrics(data.copy.get()));
    }
    // A crowd asks for these every two seconds, without a word about who it is.
    if (request.path.starts_with(video::kPath)) return video::answer(streams, clock, request);
    return app.handle(request);
  };
  http::ServerOptions options;
  options.address = config.address;
  options.port = config.port;
  options.certificate_file = config.certificate;
  options.key_file = config.key;
  options.io_threads = config.io_threads;
  options.workers = config.workers;
  options.trusted_proxies = config.trusted_proxies;
  options.limits.connections_per_address = static_cast<std::size_t>(config.connections_per_address);
  options.limits.body_bytes = 24 * 1024 * 1024;
  options.on_exception = [](const http::Request& request, const std::exception& error) {
    log::error("a handler failed", {{"request", request.id}, {"why", error.what()}});
  };
  options.problem_body = [&](int status, std::string_view code, const http::Request* request) {
    Context context = app.context();
    if (request != nullptr) {
      context.language = i18n::negotiate(request->header("accept-language"));
      context.request_id = request->id;
    }
    auto response = problem(context, Error{ErrorKind::invalid, std::string(code)});
    const auto at = response.body.find("\"status\":400");
    return response.body.replace(at, 12, fmt::format("\"status\":{}", status));
  };
  const auto server = http::Server::start(options, handler, lane_of);
  running = server.get();
  app.start_background();
  ready = true;

  const std::string base = base_url(config, server->port());
  std::optional<ControlSocket> control;
  try {
    control.emplace(config.data, [&](const std::vector<std::string>& asked, i18n::Language language) { return administer(app, Words(language), asked, base); });
  } catch (const std::exception& error) {
    log::warning("commands cannot ask this server", {{"why", error.what()}});  // a file system without sockets
  }
  fmt::print("共识 Gongshi: {}\n", base);
  if (own) fmt::print("  (its own certificate: the browser will ask once whether to trust it)\n");
  if (const auto token = identity::create_first_administrator_link(app)) {
    fmt::print("  first administrator, once, within 24 hours: {}/first#{}\n", base, *token);
  }
  if (config.demo) {
    for (const auto& [who, token] : demo_links(app)) fmt::print("  try as {:<22} {}/link#{}\n", who, base, token);
  }
  std::fflush(stdout);
  warn(config, clock, words);
  tell_service_manager("READY=1");

  for (;;) {
    int signal = 0;
    sigwait(&signals, &signal);
    if (signal != SIGHUP) break;
    reload(*server);
  }
  ready = false;
  tell_service_manager("STOPPING=1");
  log::info("stopping");
  server->stop(kGrace);
  app.stop_background();
  database->close();
  return 0;
}

}  // namespace

int serve(Arguments arguments) {
  const CommandLine line = parse_command_line(arguments, config::flags());
  if (!line.rest.empty()) throw std::runtime_error("serve takes options only, not \"" + line.rest[0] + "\"");
  const config::Config config = read_config(line);
  const Words words(config.language.empty() ? language_of(arguments) : i18n::negotiate(config.language));
  try {
    return run_server(config, words, arguments);
  } catch (const std::exception& error) {
    // What the doctor finds says more than what gave way.
    const SystemClock clock;
    int found = 0;
    for (const Finding& finding : examine({.config = config, .clock = clock, .starting = true})) {
      if (finding.weight != Weight::failure) continue;
      fmt::print(stderr, "gongshi: {}\n", words.say("doctor." + finding.code, finding.args));
      ++found;
    }
    if (found == 0) throw;
    return 1;
  }
}

}  // namespace gongshi::app
