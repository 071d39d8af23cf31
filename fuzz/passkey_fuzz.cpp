// What a browser brings from an authenticator: the first byte says where client data ends and the rest begins.
#include "modules/identity/webauthn.hpp"
#include "target.hpp"

void gongshi::fuzz::run(std::string_view input) {
  using namespace gongshi::identity::webauthn;
  static const RelyingParty party{.id = "example.org", .origins = {"https://example.org"}};
  const auto [all, client_data, rest] = in_two(input);
  const std::string challenge = challenge_of(client_data);
  const auto made = check_registration(party, challenge, client_data, rest);
  if (!made) {
    // Nothing an attacker writes verifies under a key that is none.
    require(!check_assertion(party, challenge, {client_data, rest, rest}, {all, 0, false}), "no key, no assertion");
    return;
  }
  require(!challenge.empty(), "only what answers a challenge");
  require(!made->id.empty() && made->id.size() <= 1023, "a credential has an id");
  require(!made->public_key.empty(), "and a key");
}
