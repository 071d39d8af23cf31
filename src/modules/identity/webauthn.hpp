// Web Authentication, Level 3: what an authenticator signed, checked; pure. Numbers of sections are those of the W3C text.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "base/names.hpp"

namespace gongshi::identity::webauthn {

/// COSE algorithm identifiers (RFC 9053, RFC 8812).
enum Algorithm : std::int64_t { es256 = -7, eddsa = -8, es384 = -35, es512 = -36, ed448 = -53, rs256 = -257 };

struct RelyingParty {
  std::string id;
  std::vector<std::string> origins;
  std::vector<std::int64_t> algorithms{es256, eddsa, rs256};
  bool verify_user = true;  // the authenticator must have recognised its owner (PIN, finger, face)
  /// Whether our pages may stand in a frame of another origin (crossOrigin), and of which.
  bool framed = false;
  std::vector<std::string> top_origins{};
};

enum class Refusal {
  client_data,        // no JSON object of the right members
  type,               // made for something else
  challenge,
  origin,
  cross_origin,
  attestation_object,
  authenticator_data,
  relying_party,      // rpIdHash
  user_absent,        // UP
  user_unverified,    // UV
  backup_state,       // BS without BE, or BE changed since
  credential,
  algorithm,
  public_key,
  attestation,        // its statement does not hold
  signature,
  counter,            // not greater than before: perhaps a copy of the authenticator
};
BOOST_DESCRIBE_ENUM(Refusal, client_data, type, challenge, origin, cross_origin, attestation_object, authenticator_data, relying_party, user_absent,
                    user_unverified, backup_state, credential, algorithm, public_key, attestation, signature, counter)

struct Credential {
  std::string id;
  std::string public_key;  // COSE_Key as it came
  std::int64_t algorithm = 0;
  std::uint32_t sign_count = 0;
  bool backup_eligible = false;
  std::string format{};  // of the attestation
};

/// §7.1. All octets as they came. Attestations other than "none" and "packed" by the credential itself are neither asked for nor trusted: the
/// credential counts as one without.
std::expected<Credential, Refusal> check_registration(const RelyingParty& party, std::string_view challenge, std::string_view client_data,
                                                      std::string_view attestation_object);

struct Assertion {
  std::string_view client_data;
  std::string_view authenticator_data;
  std::string_view signature;
};
/// What is known of a credential.
struct Known {
  std::string_view public_key;
  std::uint32_t sign_count = 0;
  bool backup_eligible = false;
};
/// §7.2. The counter to remember.
std::expected<std::uint32_t, Refusal> check_assertion(const RelyingParty& party, std::string_view challenge, const Assertion& assertion, const Known& known);

/// The challenge that client data names, to look it up; empty when there is none.
std::string challenge_of(std::string_view client_data);

}  // namespace gongshi::identity::webauthn
