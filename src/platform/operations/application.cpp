#include "platform/operations/application.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include "embedded/platform.hpp"
#include "platform/documents/write_pdf.hpp"
#include "platform/files/operations.hpp"
#include "platform/hall/memory_hall.hpp"
#include "platform/http/compress.hpp"
#include "platform/http/etag.hpp"
#include "platform/http/web_socket.hpp"
#include "platform/log/log.hpp"
#include "platform/notices/delivery.hpp"
#include "platform/notices/operations.hpp"
#include "platform/secrets/secrets.hpp"

namespace gongshi {
namespace {

// How long is kept what is needed for a while only (docs/security.md has the whole table).
constexpr std::chrono::hours kAnswersLife{7 * 24};
constexpr std::chrono::hours kReadNoticesLife{180 * 24};
constexpr std::chrono::hours kNoticesLife{2 * 365 * 24};
constexpr std::chrono::hours kDeliveriesLife{90 * 24};

constexpr int kRest = 20;  // times as long as a slow job took
constexpr int kBackgroundNice = 10;

std::string_view method_name(http::Method method) {
  static constexpr std::string_view kNames[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
  return kNames[static_cast<int>(method)];
}

std::string name_of(const Operation& row) { return fmt::format("{} {}", method_name(row.method), row.path); }

bool changes_state(http::Method method) {
  return method == http::Method::post || method == http::Method::put || method == http::Method::patch || method == http::Method::delete_;
}

/// A page of another origin sent it. What is no browser's names none.
bool from_elsewhere(const http::Request& request) {
  const std::string_view origin = request.header("origin");
  if (origin.empty()) return false;
  const auto host = origin.find("://");
  return host == std::string_view::npos || origin.substr(host + 3) != request.header("host");
}

/// A page of another origin must not act in this person's name: the token proves that our own page, which alone can read it, sent the request.
bool forged(const Context& context, const http::Request& request) {
  if (!changes_state(request.method)) return false;
  return context.actor.signed_in() ? request.header("x-csrf-token") != context.actor.csrf : from_elsewhere(request);
}

std::string_view header_of(const http::Response& response, std::string_view name) {
  const auto found = std::ranges::find(response.headers, name, &http::Header::name);
  return found == response.headers.end() ? std::string_view() : std::string_view(found->value);
}

/// The tag of what the reader has already (RFC 9110 §13.1.2), as it is or compressed; empty when it has something else.
std::string tag_held(const http::Request& request, const http::Response& response) {
  const std::string tag(header_of(response, "ETag"));
  const std::string_view held = request.header("if-none-match");
  if (request.method != http::Method::get || response.status != 200 || tag.empty() || held.empty()) return {};
  if (http::etag_matches(held, tag)) return tag;
  const std::string compressed = http::gzip_tag(tag);
  return http::etag_matches(held, compressed) ? compressed : std::string();
}

/// A status that no kind of error has; the text says the same number.
void set_status(http::Response& response, int status) {
  const std::string before = "\"status\":" + std::to_string(response.status);
  if (const auto at = response.body.find(before); at != std::string::npos) response.body.replace(at, before.size(), "\"status\":" + std::to_string(status));
  response.status = status;
}

http::Response empty_problem(const Context& context, ErrorKind kind, std::string code) { return problem(context, Error{kind, std::move(code)}); }

}  // namespace

Module platform_module() {
  Module module{.name = "platform",
                .operations = notices::operations(),
                .migrations = platform::kMigrations,
                .queries = platform::kQueries,
                .messages_zh_cn = platform::kMessages_zh_CN,
                .messages_en = platform::kMessages_en};
  module.pages.push_back({.path = "/live/{stream}", .shell = "site", .title_key = "video.page"});
  std::ranges::move(files::operations(), std::back_inserter(module.operations));
  module.jobs = files::jobs();
  module.start = [](Application& app) {
    const auto secrets = std::make_shared<secrets::Secrets>(std::filesystem::path(app.config().data) / "secrets");
    secrets->key("platform.requests");  // write_once needs it: made now, and not when the disk may be full
    app.provide(secrets);
    app.set_hall(std::make_shared<hall::MemoryHall>([secrets] { return secrets->key(hall::kKeyName); }));
    files::start(app);
    notices::start(app);
  };
  module.jobs.push_back({"deliver_notices", std::chrono::seconds(5), notices::deliver, true});
  module.jobs.push_back({"forget_answers", std::chrono::hours(1), [](Context& context) {
                           const Timestamp before = context.now() - kAnswersLife;
                           (void)context.db.write([&](db::WriteTx& tx) -> Result<bool> {
                             tx.run(platform::sql::forget_answers, before);
                             tx.run(platform::sql::forget_heard, before);
                             tx.run(platform::sql::forget_old_notices, context.now() - kReadNoticesLife, context.now() - kNoticesLife);
                             tx.run(platform::sql::forget_old_deliveries, context.now() - kDeliveriesLife);
                             return true;
                           });
                         }});
  return module;
}

Application::Application(config::Config config, db::Database& database, const Clock& clock, std::vector<Module> modules)
    : config_(std::move(config)), database_(database), clock_(clock), ids_(clock, config_.node), modules_(std::move(modules)), paces_(config_.pace) {
  modules_.insert(modules_.begin(), platform_module());
  std::vector<db::Migration> migrations;
  for (const Module& module : modules_) {
    messages_.add(module.messages_zh_cn, module.messages_en);
    migrations.insert(migrations.end(), module.migrations.begin(), module.migrations.end());
    hearers_.insert(hearers_.end(), module.hears.begin(), module.hears.end());
    for (const Operation& row : module.operations) router_.add(row);
  }
  db::migrate(database_, migrations, clock_);
  ids_.raise_above(database_.read([](db::ReadTx& tx) { return tx.one<std::int64_t>(platform::sql::greatest_id).value_or(0); }));
  provide(std::make_shared<documents::PdfWriter>(config_.fonts));
  for (Module& module : modules_) {
    if (module.start) module.start(*this);
  }
}

Application::~Application() { stop_background(); }

Context Application::context() {
  return Context{.app = *this, .db = database_, .clock = clock_, .ids = ids_, .messages = messages_};
}

Context Application::context_for(const http::Request& request) {
  Context context = this->context();
  identify(context, request);
  return context;
}

void Application::identify(Context& context, const http::Request& request) {
  context.language = i18n::negotiate(request.header("accept-language"));
  // A page is asked for by the browser, whose header knows nothing of the switch on the page; the pages' own requests carry the choice.
  if (!request.path.starts_with("/api/")) {
    std::string_view chosen = request.cookie("__Host-language");  // as pages keep it that came over TLS
    if (chosen.empty()) chosen = request.cookie("language");
    if (!chosen.empty()) context.language = i18n::negotiate(chosen);
  }
  context.request_id = request.id;
  context.idempotency_key = request.header("idempotency-key");
  context.remote_address = request.remote_address;
  context.host = request.header("host");
  context.user_agent = request.header("user-agent");
  context.secure = request.secure;
  if (authenticate) context.actor = authenticate(context, request);
}

/// One request, until its answer is made.
struct Application::Call {
  Context context;
  http::Request& request;
  const std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
  std::string_view where{};        // for the metrics, where no row says it
  const Operation* row = nullptr;  // which one answers
};

http::Response Application::handle(http::Request& request) {
  const auto call = std::make_shared<Call>(Call{.context = context(), .request = request});
  call->context.request_id = request.id;
  call->where = request.path.starts_with("/api/") ? "unmatched" : "pages";
  http::Response response = guarded(*call, [&] {
    Context& context = call->context;
    http::Response answer;
    if (request.path == hall::kWatchPath) {
      // The ticket says everything: no session is looked up for a crowd that comes back at once.
      call->where = hall::kWatchPath;
      answer = hall_->watch(request, context.now());
    } else if (request.path == http::kTalkPath && request.method == http::Method::get) {
      // Whose requests they are is asked of each of them.
      call->where = http::kTalkPath;
      answer.web_socket = !from_elsewhere(request);
      if (!answer.web_socket) answer = empty_problem(context, ErrorKind::forbidden, "request.forged");
    } else {
      identify(context, request);
      answer = dispatch(*call);
    }
    return answer;
  });
  Later<http::Response>& later = call->context.later;
  if (!later.moment) return sealed(*call, std::move(response));
  http::Response waiting;
  waiting.moment = std::move(later.moment);
  waiting.finish = [this, call] { return sealed(*call, guarded(*call, [&] { return conclude(*call, call->context.later.take()); })); };
  return waiting;
}

http::Response Application::handle_now(http::Request& request) {
  http::Response response = handle(request);
  if (!response.moment) return response;
  response.moment->wait();
  return response.finish();
}

/// What breaks is told without details.
http::Response Application::guarded(Call& call, const std::function<http::Response()>& make) {
  const std::string& request = call.request.id;
  try {
    return make();
  } catch (const db::StorageFull& error) {
    log::error("storage is full", {{"request", request}, {"why", error.what()}});
    return empty_problem(call.context, ErrorKind::unavailable, "storage.full");
  } catch (const db::Unavailable& error) {
    log::error("storage is unavailable", {{"request", request}, {"why", error.what()}});
    return empty_problem(call.context, ErrorKind::unavailable, "storage.unavailable");
  } catch (const std::exception& error) {
    metrics_.add("unexpected_failures");
    log::error("a request failed unexpectedly", {{"request", request}, {"why", error.what()}});
    auto response = empty_problem(call.context, ErrorKind::unavailable, "request.failed");
    set_status(response, 500);
    return response;
  }
}

/// Counted, and with what every answer says.
http::Response Application::sealed(Call& call, http::Response response) {
  http::Request& request = call.request;
  // Where it broke before a row was found it is counted under its row all the same.
  if (call.row == nullptr) call.row = router_.find(request.method, request.path).row;
  const std::string operation = fmt::format("{} {}", method_name(request.method), call.row ? std::string_view(call.row->path) : call.where);
  const auto took = std::chrono::steady_clock::now() - call.started;
  metrics_.observe(operation, response.status, took);
  if (config_.log_requests) {
    // The row and not the path: an address may name a person.
    log::info("request", {{"request", request.id}, {"operation", operation}, {"status", std::to_string(response.status)},
                          {"milliseconds", fmt::format("{:.1f}", std::chrono::duration<double, std::milli>(took).count())}});
  }
  response.set("X-Request-Id", request.id);
  // What is meant for a program draws and loads nothing when a browser opens it, nor within another page.
  if (header_of(response, "Content-Security-Policy").empty()) response.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  if (config_.strict_transport && request.secure) response.set("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
  http::compress(request, response, call.context.actor.csrf);
  return response;
}

/// What stands in front of every operation.
Result<void> Application::admit(const Context& context, const http::Request& request, const Operation& row) {
  if (forged(context, request)) return fail(ErrorKind::forbidden, "request.forged");
  if (row.permission != kAnyone) {
    if (!context.actor.signed_in()) return fail(ErrorKind::unauthenticated, "request.sign_in");
    if (row.permission != kSignedIn && !context.actor.may(row.permission)) return fail(ErrorKind::forbidden, "request.not_permitted");
  }
  if (request.body.size() > row.body_limit) return fail(ErrorKind::too_large, "request.body_too_large", {{"most", std::to_string(row.body_limit)}});
  if (row.pace == nullptr) return {};
  auto taken = paces_.take(*row.pace, context.actor.person, request.remote_address, context.now());
  if (!taken) metrics_.add("told_to_wait");
  return taken;
}

http::Response Application::dispatch(Call& call) {
  Context& context = call.context;
  http::Request& request = call.request;
  const bool api = request.path.starts_with("/api/");
  const Router::Match match = router_.find(request.method, request.path);
  if (match.row == nullptr) {
    if (match.path_known) {
      auto response = empty_problem(context, ErrorKind::invalid, "request.method_not_allowed");
      set_status(response, 405);
      std::string allow;
      for (const auto method : match.methods) allow += (allow.empty() ? "" : ", ") + std::string(method_name(method));
      response.set("Allow", allow);
      return response;
    }
    if (!api && fallback) return fallback(context, request);
    return empty_problem(context, ErrorKind::not_found, "request.no_such_address");
  }
  call.row = match.row;
  const auto allowed = admit(context, request, *call.row);
  auto result = allowed ? call.row->invoke(context, Inputs{request, match.parameters}) : std::unexpected(allowed.error());
  if (context.later.moment) return {};
  return conclude(call, std::move(result));
}

http::Response Application::conclude(Call& call, Result<http::Response> result) {
  Context& context = call.context;
  const http::Request& request = call.request;
  const Operation& row = *call.row;
  if (!result) {
    if (refused) refused(context, name_of(row), result.error());
    return problem(context, result.error());
  }
  for (const auto& effect : context.after_commit) effect();
  http::Response response = std::move(*result);
  if (response.status == 200) response.status = row.success;
  for (auto& [name, value] : context.response_headers) response.set(name, std::move(value));
  if (response.stream && !context.actor.session.empty()) {
    response.stream = [this, session = context.actor.session, open = std::move(response.stream)](std::shared_ptr<http::EventStream> stream) {
      streams_.add(session, stream);
      open(std::move(stream));
    };
  }
  if (header_of(response, "Cache-Control").empty()) response.set("Cache-Control", "no-store");
  if (const std::string held = tag_held(request, response); !held.empty()) {
    response.status = 304;
    std::ranges::find(response.headers, "ETag", &http::Header::name)->value = held;
    response.body.clear();
    response.static_body = {};
    std::erase_if(response.headers, [](const http::Header& h) { return h.name == "Content-Type"; });
  }
  return response;
}

std::optional<std::string> Application::answer_get(Context& context, const std::string& target) {
  http::Request request;
  request.method = http::Method::get;
  const auto question = target.find('?');
  request.path = target.substr(0, question);
  if (question != std::string::npos) request.query = target.substr(question + 1);
  const Router::Match match = router_.find(request.method, request.path);
  if (match.row == nullptr) return std::nullopt;
  const auto& permission = match.row->permission;
  if (permission != kAnyone && !(context.actor.signed_in() && (permission == kSignedIn || context.actor.may(permission)))) return std::nullopt;
  auto result = match.row->invoke(context, Inputs{request, match.parameters});
  if (!result || result->status != 200) return std::nullopt;
  return std::move(result->body);
}

void Application::run_job(std::string_view name) {
  for (const Module& module : modules_) {
    for (const PeriodicJob& job : module.jobs) {
      if (job.name != name) continue;
      Context context = this->context();
      job.run(context);
      return;
    }
  }
  GONGSHI_ASSERT(!"there is a job of this name");
}

void Application::start_background() {
  stopping_ = false;
  outbox_waiting_ = true;
  background_.emplace_back([this] {
    std::unique_lock lock(background_mutex_);
    while (!stopping_) {
      background_wake_.wait_for(lock, std::chrono::seconds(5), [this] { return stopping_ || outbox_waiting_; });
      if (stopping_) return;
      outbox_waiting_ = false;
      lock.unlock();
      try {
        deliver_outbox();
      } catch (const std::exception& error) {
        log::error("the outbox could not be delivered", {{"why", error.what()}});
      }
      lock.lock();
    }
  });
  for (const bool slow : {false, true}) {
    background_.emplace_back([this, slow] { run_jobs(slow); });
  }
}

void Application::run_jobs(bool slow) {
  // People who are served meanwhile go before what is computed here and by the threads this one starts.
  if (slow) ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kBackgroundNice);
  using Steady = std::chrono::steady_clock;
  std::map<const PeriodicJob*, Steady::time_point> due;
  for (const Module& module : modules_) {
    for (const PeriodicJob& job : module.jobs) {
      if (job.slow == slow) due[&job] = Steady::now() + job.every;
    }
  }
  std::unique_lock lock(background_mutex_);
  while (!stopping_) {
    auto next = Steady::now() + std::chrono::seconds(5);
    for (const auto& [job, at] : due) next = std::min(next, at);
    background_wake_.wait_until(lock, next, [this] { return stopping_; });
    if (stopping_) return;
    lock.unlock();
    for (auto& [job, at] : due) {
      const auto began = Steady::now();
      if (began < at) continue;
      try {
        Context context = this->context();
        job->run(context);
      } catch (const std::exception& error) {
        log::error("a job failed", {{"job", job->name}, {"why", error.what()}});
      }
      // However much there is to compute, one job takes a twentieth of a core on the whole.
      const auto ended = Steady::now();
      at = ended + (slow ? std::max<Steady::duration>(job->every, kRest * (ended - began)) : job->every);
    }
    lock.lock();
  }
}

void Application::stop_background() {
  {
    const std::lock_guard lock(background_mutex_);
    stopping_ = true;
  }
  background_wake_.notify_all();
  for (auto& thread : background_) thread.join();
  background_.clear();
}

}  // namespace gongshi
