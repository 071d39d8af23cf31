// The application: modules assembled, requests answered. In tests it runs in process, without a socket.
#pragma once

#include <any>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <typeindex>
#include <unordered_map>
#include <vector>

#include "base/assert.hpp"
#include "platform/config/config.hpp"
#include "platform/db/database.hpp"
#include "platform/hall/hall.hpp"
#include "platform/http/message.hpp"
#include "platform/operations/metrics.hpp"
#include "platform/operations/module.hpp"
#include "platform/operations/open_streams.hpp"
#include "platform/operations/router.hpp"

namespace gongshi {

class Application {
 public:
  /// Adds the platform's own module, applies the migrations and starts the modules in order. `database`, `clock` outlive the application.
  Application(config::Config config, db::Database& database, const Clock& clock, std::vector<Module> modules);
  ~Application();

  /// Who asks. Set by the identity module; without it everyone is anonymous.
  std::function<Actor(Context&, const http::Request&)> authenticate;
  /// Told what an operation refused, by the method and path of its row. Set by the identity module.
  std::function<void(Context&, std::string_view operation, const Error&)> refused;
  /// Answers what no operation does (pages and assets). Set by the program; null: 404.
  std::function<http::Response(Context&, const http::Request&)> fallback;

  /// The answer may wait for its moment (message.hpp); the request lives until it is finished.
  http::Response handle(http::Request& request);
  /// The same, and waits.
  http::Response handle_now(http::Request& request);
  /// A context without a request, for jobs, the command line and tests.
  Context context();
  Context context_for(const http::Request& request);
  /// Runs a GET operation as the context's actor and gives its JSON, if it succeeds: for data inlined into a page.
  std::optional<std::string> answer_get(Context& context, const std::string& target);

  /// In-memory state of a module, made by its start().
  template <class T>
  void provide(std::shared_ptr<T> service) {
    services_[typeid(T)] = std::move(service);
  }
  template <class T>
  T& use() {
    const auto found = services_.find(typeid(T));
    GONGSHI_ASSERT(found != services_.end());
    return *std::any_cast<const std::shared_ptr<T>&>(found->second);
  }

  const std::vector<Module>& modules() const { return modules_; }
  const config::Config& config() const { return config_; }
  const i18n::Messages& messages() const { return messages_; }
  db::Database& database() { return database_; }
  const Clock& clock() const { return clock_; }
  IdSource& ids() { return ids_; }
  Metrics& metrics() { return metrics_; }
  OpenStreams& streams() { return streams_; }
  /// Tells those who watch at once. In process until the program sets another, before requests come.
  hall::Hall& hall() { return *hall_; }
  void set_hall(std::shared_ptr<hall::Hall> hall) { hall_ = std::move(hall); }
  /// OpenAPI 3.1, from the rows.
  std::string openapi() const;

  /// Starts the threads that run jobs and deliver the outbox; stop_background() ends them.
  void start_background();
  void stop_background();
  /// Delivers what stands in the outbox now; the number of deliveries.
  int deliver_outbox();
  void run_job(std::string_view name);
  void wake_outbox();
  const std::vector<Hearer>& hearers() const { return hearers_; }

 private:
  void run_jobs(bool slow);
  void identify(Context& context, const http::Request& request);
  Result<void> admit(const Context& context, const http::Request& request, const Operation& row);
  struct Call;
  http::Response guarded(Call& call, const std::function<http::Response()>& make);
  http::Response sealed(Call& call, http::Response response);
  http::Response dispatch(Call& call);
  http::Response conclude(Call& call, Result<http::Response> result);

  config::Config config_;
  db::Database& database_;
  const Clock& clock_;
  IdSource ids_;
  i18n::Messages messages_;
  std::vector<Module> modules_;
  std::vector<Hearer> hearers_;
  Router router_;
  Metrics metrics_;
  Paces paces_;
  OpenStreams streams_;
  std::shared_ptr<hall::Hall> hall_;
  std::unordered_map<std::type_index, std::any> services_;

  std::vector<std::thread> background_;
  std::mutex background_mutex_;
  std::condition_variable background_wake_;
  bool stopping_ = false;
  bool outbox_waiting_ = false;
};

/// Error -> application/problem+json (RFC 9457) in the reader's language.
http::Response problem(const Context& context, const Error& error);

/// Columns of every statement are prepared by a test; the platform's own module.
Module platform_module();

}  // namespace gongshi
