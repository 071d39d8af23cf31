// Signing in at a service of OpenID Connect that the operator has configured (Core 1.0, code flow with PKCE). The service says who somebody is
// there; who that is here, the person has said once, signed in. An e-mail address or a name proves nothing.
#pragma once

#include <mutex>
#include <optional>
#include <string>

#include <boost/json/value.hpp>

#include "modules/identity/sessions.hpp"
#include "modules/identity/wire.hpp"

namespace gongshi::identity {

/// What the service says of itself, remembered for an hour.
class OidcService {
 public:
  struct Known {
    std::string authorization, token, keys_at;
    boost::json::value keys;
    Timestamp asked_at;
  };
  /// `fresh`: a key was missing, so not older than a minute. 503 identity.oidc_unreachable.
  Result<Known> known(Context& context, bool fresh = false);

 private:
  std::mutex mutex_;
  std::optional<Known> known_;
};

/// What the button says; nullopt where no service is configured.
std::optional<std::string> oidc_name(const Context& context);

Result<OidcJourney> begin_oidc_sign_in(Context& context, const Nothing&);
Result<OidcJourney> begin_oidc_link(Context& context, const Nothing&);
/// Back from the service: signs in, or links who is signed in.
Result<SessionView> finish_oidc(Context& context, const FinishOidc& request);
Result<Nothing> remove_oidc(Context& context, db::WriteTx& tx, const Nothing&);

}  // namespace gongshi::identity
