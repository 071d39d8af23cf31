#include "modules/identity/throttle.hpp"

#include <algorithm>

#include <arpa/inet.h>
#include <fmt/format.h>

#include "embedded/identity.hpp"
#include "modules/identity/service.hpp"

namespace gongshi::identity {
namespace {

struct Tries {
  std::int64_t tries;
  Timestamp ends_at;
  Timestamp last_at;
};
BOOST_DESCRIBE_STRUCT(Tries, (), (tries, ends_at, last_at))

constexpr std::chrono::seconds kFirstPause{5};

std::string stored(Context& context, const Limit& limit) {
  return secrets::keyed_hash(service(context).look_up_key, fmt::format("throttle|{}|{}", limit.window.count(), limit.bucket));
}

std::unexpected<Error> wait(const char* code, Timestamp until, Timestamp now) {
  const auto seconds = std::max<std::int64_t>(1, (until.milliseconds - now.milliseconds + 999) / 1000);
  return fail(ErrorKind::too_many, code, {{"seconds", std::to_string(seconds)}});
}

}  // namespace

Result<void> check(Context& context, db::ReadTx& tx, std::span<const Limit> limits, const char* code) {
  for (const Limit& limit : limits) {
    const auto found = tx.one<Tries>(sql::tries_of, stored(context, limit));
    // A window that ends later than one that begins now was opened before the clock was set back.
    if (!found || found->ends_at <= context.now() || found->ends_at > context.now() + limit.window) continue;
    if (found->tries >= limit.tries) return wait(code, found->ends_at, context.now());
    if (limit.free == 0 || found->tries < limit.free) continue;
    const Timestamp until = found->last_at + kFirstPause * (1 << std::min<std::int64_t>(found->tries - limit.free, 10));
    if (until > context.now()) return wait(code, until, context.now());
  }
  return {};
}

Result<void> take(Context& context, db::WriteTx& tx, std::span<const Limit> limits, const char* code) {
  TRY(check(context, tx, limits, code));
  for (const Limit& limit : limits) tx.run(sql::count_try, stored(context, limit), context.now() + limit.window, context.now(), limit.tries);
  return {};
}

void give_back(Context& context, db::WriteTx& tx, std::span<const Limit> limits) {
  for (const Limit& limit : limits) tx.run(limit.free == 0 ? sql::forgive_try : sql::forgive_tries, stored(context, limit));
}

std::string place_of(std::string_view address) {
  in6_addr six{};
  if (inet_pton(AF_INET6, std::string(address).c_str(), &six) != 1) return std::string(address);
  return std::string(reinterpret_cast<const char*>(six.s6_addr), 8);
}

}  // namespace gongshi::identity
