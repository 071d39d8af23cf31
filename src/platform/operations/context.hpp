// What a use case receives besides its request: services, the actor, the reader's language. One per request.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "platform/db/database.hpp"
#include "platform/http/message.hpp"
#include "platform/i18n/messages.hpp"
#include "platform/operations/actor.hpp"

namespace gongshi {

class Application;

struct Context {
  Application& app;
  db::Database& db;
  const Clock& clock;
  IdSource& ids;
  const i18n::Messages& messages;
  Actor actor{};
  i18n::Language language = i18n::Language::zh_cn;
  std::string request_id{};
  std::string idempotency_key{};  // as given; operations that write through a WriteTx need not look at it
  std::string remote_address{};
  std::string host{};        // as the reader addressed us: "name[:port]"
  std::string user_agent{};
  std::string device{};      // what the module that authenticates knows the reader's device by; empty: not seen before
  bool secure = false;
  /// Set-Cookie and the like that a use case adds to its answer.
  std::vector<std::pair<std::string, std::string>> response_headers{};
  /// Effects that leave only once the transaction is durable; forgotten when the transaction runs again or rolls back.
  std::vector<std::function<void()>> after_commit{};
  /// Set by an operation whose answer is made later (operation.hpp); the context lives until then.
  Later<http::Response> later{};

  Timestamp now() const { return clock.now(); }
  std::string say(std::string_view key, const std::map<std::string, std::string>& args = {}) const {
    return messages.text(language, key, args);
  }
};

}  // namespace gongshi
