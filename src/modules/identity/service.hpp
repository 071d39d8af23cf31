// What identity keeps between requests.
#pragma once

#include <memory>
#include <vector>

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
  std::vector<secrets::KeyView> phone_keys;    // newest first, as all of several; seal numbers
  std::vector<secrets::KeyView> look_up_keys;  // recovery codes may still be hashed with the earlier ones
  std::vector<secrets::KeyView> factor_keys;   // seal secrets of one-time codes
  secrets::KeyView look_up_key;                // the newest: hashes of numbers, codes, throttle buckets
  secrets::KeyView csrf_key;
  Actors actors{};
  LastSeen last_seen{};
  OidcService oidc{};
  Refusals refusals{};
  Readings readings{};
  Gate hashing;  // one Argon2 run takes 64 MiB and a core for about 0.1 s
  std::shared_ptr<MemorySender> outbox{};  // when the development outbox is on
  Offices offices{};
};

inline Identity& service(Application& app) { return app.use<Identity>(); }
inline Identity& service(Context& context) { return service(context.app); }

}  // namespace gongshi::identity
