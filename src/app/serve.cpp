#include <csignal>
#include <filesystem>
#include <iostream>

#include <fmt/format.h>
#include <sys/stat.h>

#include "app/command_line.hpp"
#include "app/commands.hpp"
#include "app/demo.hpp"
#include "app/modules.hpp"
#include "app/own_certificate.hpp"
#include "app/pages.hpp"
#include "modules/identity/api.hpp"
#include "platform/backup/manifest.hpp"
#include "platform/http/server.hpp"
#include "platform/log/log.hpp"
#include "platform/operations/application.hpp"

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

std::string server_metrics(const http::Server::Counters& c) {
  return fmt::format(
      "gongshi_http_connections_accepted {}\ngongshi_http_requests {}\ngongshi_http_refused_framing {}\ngongshi_http_refused_overload {}\n"
      "gongshi_http_timeouts {}\ngongshi_http_connections_open {}\ngongshi_http_queued {}\ngongshi_http_streams {}\n",
      c.accepted, c.requests, c.refused_framing, c.refused_overload, c.timeouts, c.open, c.queued, c.streams);
}

std::string copy_metrics(const backup::ContinuousCopy* copy) {
  if (copy == nullptr) return {};
  return fmt::format("gongshi_copy_complete {}\ngongshi_copy_behind_milliseconds {}\n", copy->complete() ? 1 : 0, copy->behind().count());
}

}  // namespace

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

int serve(Arguments arguments) {
  static constexpr auto kFlags = std::to_array<std::string_view>({"demo", "development_outbox", "log_requests"});
  const CommandLine line = parse_command_line(arguments, kFlags);
  if (!line.rest.empty()) throw std::runtime_error("serve takes options only, not \"" + line.rest[0] + "\"");
  config::Config config = config::load(line.config_file, config::environment(), line.settings);
  if (config.demo) config.development_outbox = true;

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
  if (config.demo) load_demo(app);

  std::atomic<bool> ready = false;
  http::Server* running = nullptr;
  const auto handler = [&](http::Request& request) -> http::Response {
    if (request.path == "/healthz") return plain(200, "ok\n");
    if (request.path == "/readyz") return ready && database->healthy() ? plain(200, "ready\n") : plain(503, "not ready\n");
    if (request.path == "/metrics") {
      // Figures of operation are for the machine itself (or its proxy's rules), not for the world.
      if (!is_loopback(request.remote_address)) return plain(404, "");
      return plain(200, app.metrics().text() + server_metrics(running->counters()) + copy_metrics(data.copy.get()));
    }
    return app.handle(request);
  };
  http::ServerOptions options;
  options.address = config.address;
  options.port = config.port;
  options.certificate_file = config.certificate;
  options.key_file = config.key;
  options.io_threads = config.io_threads;
  options.workers = config.workers;
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
  const auto server = http::Server::start(options, handler, [](const http::Request& request) {
    return request.path == "/healthz" || request.path.starts_with("/assets/");
  });
  running = server.get();
  app.start_background();
  ready = true;

  const std::string base = !config.public_url.empty()
                               ? config.public_url
                               : fmt::format("{}://{}:{}", config.certificate.empty() ? "http" : "https", url_host(config.address), server->port());
  fmt::print("共识 Gongshi: {}\n", base);
  if (own) fmt::print("  (its own certificate: the browser will ask once whether to trust it)\n");
  if (const auto token = identity::create_first_administrator_link(app)) {
    fmt::print("  first administrator, once, within 24 hours: {}/first#{}\n", base, *token);
  }
  if (config.demo) {
    for (const auto& [who, token] : demo_links(app)) fmt::print("  try as {:<13} {}/link#{}\n", who, base, token);
  }
  std::fflush(stdout);

  for (;;) {
    int signal = 0;
    sigwait(&signals, &signal);
    if (signal == SIGHUP) {
      server->reload_certificates();
      continue;
    }
    break;
  }
  ready = false;
  log::info("stopping");
  server->stop(kGrace);
  app.stop_background();
  database->close();
  return 0;
}

}  // namespace gongshi::app
