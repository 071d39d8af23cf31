// What identity keeps between requests.
#pragma once

#include <memory>

#include "modules/identity/actors.hpp"
#include "modules/identity/api.hpp"
#include "modules/identity/gate.hpp"
#include "modules/identity/oidc.hpp"
#include "modules/identity/refusals.hpp"
#include "modules/identity/sender.hpp"
#include "modules/identity/sessions.hpp"
#include "platform/operations/application.hpp"
#include "platform/secrets/secrets.hpp"

namespace gongshi::identity {

struct Identity {
  secrets::KeyView phone_key;    // seals numbers
  secrets::KeyView look_up_key;  // hashes of numbers, codes, throttle buckets
  secrets::KeyView csrf_key;
  secrets::KeyView factor_key;  // seals secrets of one-time codes
  Actors actors{};
  LastSeen last_seen{};
  OidcService oidc{};
  Refusals refusals{};
  Readings readings{};
  Gate hashing;  // one Argon2 run takes 64 MiB and a core for about 0.1 s
  std::shared_ptr<Sender> sender{};
  std::shared_ptr<MemorySender> outbox{};  // the same object, when the development outbox is on
  Offices offices{};
};

inline Identity& service(Application& app) { return app.use<Identity>(); }
inline Identity& service(Context& context) { return service(context.app); }

}  // namespace gongshi::identity
