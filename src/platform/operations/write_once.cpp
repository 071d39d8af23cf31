// Idempotency-Key: every state-changing request that is not a PUT or DELETE carries one; a replay gets the first answer and changes nothing.
#include <fmt/format.h>

#include "base/sha256.hpp"
#include "embedded/platform.hpp"
#include "platform/operations/application.hpp"
#include "platform/secrets/secrets.hpp"

namespace gongshi::detail {
namespace {

struct StoredAnswer {
  std::string request;
  std::string answer;
};
BOOST_DESCRIBE_STRUCT(StoredAnswer, (), (request, answer))

constexpr std::string_view kRequestKey = "platform.requests";

std::string sha256_hex(std::string_view text) { return to_hex(sha256(text)); }

}  // namespace

http::Response json_response(std::string body) {
  http::Response response;
  response.body = std::move(body);
  response.set("Content-Type", "application/json");
  return response;
}

Result<http::Response> write_once(Context& context, const Inputs& inputs, db::FunctionRef<Result<std::string>(db::WriteTx&)> body) {
  const bool needs_key = inputs.request.method == http::Method::post || inputs.request.method == http::Method::patch;
  std::string key, request_hash;
  if (needs_key) {
    const std::string_view given = inputs.request.header("idempotency-key");
    if (given.size() < 8 || given.size() > 128) return fail(ErrorKind::invalid, "request.idempotency_key_missing");
    // The key belongs to the person (or the session before sign-in), so that nobody can read another's answer by guessing it.
    key = sha256_hex(fmt::format("{}|{}|{}", context.actor.person.value, context.actor.person ? "" : context.remote_address, given));
    // Keyed: what a request said, such as the few possible votes of a paper ballot, must not be found out by trying.
    request_hash = secrets::keyed_hash(context.app.use<secrets::Secrets>().key(std::string(kRequestKey)), fmt::format("{}?{}\n{}", inputs.request.path, inputs.request.query, inputs.request.body));
  }
  bool replayed = false;
  auto answer = context.db.write([&](db::WriteTx& tx) -> Result<std::string> {
    context.after_commit.clear();
    context.response_headers.clear();
    if (needs_key) {
      if (auto stored = tx.one<StoredAnswer>(platform::sql::find_answer, key)) {
        if (stored->request != request_hash) return fail(ErrorKind::unprocessable, "request.idempotency_key_reused");
        replayed = true;
        // PostgreSQL shows what it committed although the wait for its standby was broken off: that is acknowledged only once the standby has it.
        if (tx.engine() == db::Engine::postgres) tx.run(platform::sql::confirm_answer, key);
        return std::move(stored->answer);
      }
    }
    replayed = false;
    TRY_ASSIGN(std::string text, body(tx));
    if (needs_key) tx.run(platform::sql::store_answer, key, request_hash, text, context.now());
    return text;
  });
  if (!answer) {
    context.after_commit.clear();
    return std::unexpected(std::move(answer).error());
  }
  auto response = json_response(std::move(*answer));
  if (replayed) response.set("Idempotency-Replayed", "true");
  return response;
}

}  // namespace gongshi::detail
