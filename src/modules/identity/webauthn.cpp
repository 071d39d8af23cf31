#include "modules/identity/webauthn.hpp"

#include <algorithm>
#include <optional>

#include "base/cbor.hpp"
#include "base/sha256.hpp"
#include "platform/json/codec.hpp"
#include "platform/secrets/public_key.hpp"
#include "platform/secrets/secrets.hpp"

namespace gongshi::identity::webauthn {
namespace {

using secrets::Curve;
using secrets::Digest;
using secrets::PublicKey;

constexpr std::size_t kMostCredential = 1023;  // §7.1, step 25

std::string hash_of(std::string_view octets) {
  const Sha256Digest digest = sha256(octets);
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

bool is_among(const auto& list, const auto& one) { return std::ranges::find(list, one) != list.end(); }

// ---- client data (§5.8.1)

struct ClientData {
  std::string type, challenge, origin, top_origin;
  bool cross_origin = false;
};

std::optional<ClientData> read_client_data(std::string_view text) {
  const auto document = json::parse(text);
  const auto* object = document ? document->if_object() : nullptr;
  if (object == nullptr) return std::nullopt;
  ClientData data;
  for (const auto& [name, target] : {std::pair{"type", &data.type}, {"challenge", &data.challenge}, {"origin", &data.origin}, {"topOrigin", &data.top_origin}}) {
    const auto* value = object->if_contains(name);
    if (value == nullptr && target == &data.top_origin) continue;
    if (value == nullptr || !value->is_string()) return std::nullopt;
    *target = std::string(value->as_string());
  }
  if (const auto* value = object->if_contains("crossOrigin"); value != nullptr) {
    if (!value->is_bool()) return std::nullopt;
    data.cross_origin = value->as_bool();
  }
  return data;
}

std::optional<Refusal> client_data_fault(const RelyingParty& party, std::string_view type, std::string_view challenge, std::string_view text) {
  const auto data = read_client_data(text);
  if (!data) return Refusal::client_data;
  if (data->type != type) return Refusal::type;
  const auto answered = secrets::from_base64url(data->challenge);
  if (challenge.empty() || !answered || !secrets::same(*answered, challenge)) return Refusal::challenge;
  if (!is_among(party.origins, data->origin)) return Refusal::origin;
  if (data->cross_origin && !party.framed) return Refusal::cross_origin;
  if (!data->top_origin.empty() && (!data->cross_origin || !is_among(party.top_origins, data->top_origin))) return Refusal::cross_origin;
  return std::nullopt;
}

// ---- authenticator data (§6.1)

enum Flag : unsigned { user_present = 0x01, user_verified = 0x04, backup_eligible = 0x08, backed_up = 0x10, has_credential = 0x40, has_extensions = 0x80 };

struct AuthenticatorData {
  std::string_view party_hash;
  unsigned flags = 0;
  std::uint32_t sign_count = 0;
  std::string_view credential{};
  std::string_view public_key{};
  cbor::Value key{};
};

std::optional<AuthenticatorData> read_authenticator_data(std::string_view octets) {
  constexpr std::size_t kHead = 37, kBeforeId = 18;
  if (octets.size() < kHead) return std::nullopt;
  const auto octet = [&](std::size_t at) { return static_cast<std::uint32_t>(static_cast<unsigned char>(octets[at])); };
  AuthenticatorData data{.party_hash = octets.substr(0, 32), .flags = octet(32)};
  data.sign_count = (octet(33) << 24) | (octet(34) << 16) | (octet(35) << 8) | octet(36);
  std::string_view rest = octets.substr(kHead);
  if ((data.flags & has_credential) != 0) {
    if (rest.size() < kBeforeId) return std::nullopt;
    const std::size_t length = (octet(kHead + 16) << 8) | octet(kHead + 17);
    rest.remove_prefix(kBeforeId);
    if (rest.size() < length) return std::nullopt;
    data.credential = rest.substr(0, length);
    rest.remove_prefix(length);
    auto key = cbor::read_first(rest);
    if (!key) return std::nullopt;
    data.public_key = rest.substr(0, key->length);
    data.key = std::move(key->value);
    rest.remove_prefix(data.public_key.size());
  }
  if ((data.flags & has_extensions) != 0) {
    const auto extensions = cbor::read_first(rest);
    if (!extensions || extensions->value.kind != cbor::Kind::map) return std::nullopt;
    rest.remove_prefix(extensions->length);
  }
  if (!rest.empty()) return std::nullopt;
  return data;
}

std::optional<Refusal> authenticator_fault(const RelyingParty& party, const AuthenticatorData& data) {
  if (data.party_hash != hash_of(party.id)) return Refusal::relying_party;
  if ((data.flags & user_present) == 0) return Refusal::user_absent;
  if (party.verify_user && (data.flags & user_verified) == 0) return Refusal::user_unverified;
  if ((data.flags & backed_up) != 0 && (data.flags & backup_eligible) == 0) return Refusal::backup_state;
  return std::nullopt;
}

// ---- keys (RFC 9052 §7, RFC 9053 §7)

enum Label : std::int64_t { key_type = 1, algorithm_label = 3, curve_or_modulus = -1, x_or_exponent = -2, y_label = -3 };
constexpr std::int64_t kOctetKeyPair = 1, kEllipticCurve = 2, kRsa = 3;

/// What each algorithm may be used with, and nothing else: a key cannot be taken for one of another kind.
struct Row {
  std::int64_t algorithm;
  std::int64_t type;
  std::int64_t cose_curve;
  Curve curve;
  Digest digest;
};
constexpr Row kRows[] = {{es256, kEllipticCurve, 1, Curve::p256, Digest::sha256},  {es384, kEllipticCurve, 2, Curve::p384, Digest::sha384},
                         {es512, kEllipticCurve, 3, Curve::p521, Digest::sha512},  {eddsa, kOctetKeyPair, 6, Curve::ed25519, Digest::none},
                         {ed448, kOctetKeyPair, 7, Curve::ed448, Digest::none},    {rs256, kRsa, 0, Curve::p256, Digest::sha256}};

std::int64_t integer_of(const cbor::Value& map, std::int64_t label) {
  const auto* value = map.find(label);
  return value != nullptr && value->kind == cbor::Kind::integer ? value->integer : 0;
}
std::string_view octets_of(const cbor::Value& map, std::int64_t label) {
  const auto* value = map.find(label);
  return value != nullptr && value->kind == cbor::Kind::bytes ? value->text : std::string_view();
}

struct Key {
  PublicKey key;
  const Row* row;
};

std::optional<Key> read_key(const cbor::Value& cose) {
  const std::int64_t algorithm = integer_of(cose, algorithm_label);
  const auto row = std::ranges::find(kRows, algorithm, &Row::algorithm);
  if (row == std::end(kRows) || integer_of(cose, key_type) != row->type) return std::nullopt;
  if (row->type != kRsa && integer_of(cose, curve_or_modulus) != row->cose_curve) return std::nullopt;
  auto key = row->type == kRsa             ? PublicKey::rsa(octets_of(cose, curve_or_modulus), octets_of(cose, x_or_exponent))
             : row->type == kEllipticCurve ? PublicKey::ec(row->curve, octets_of(cose, x_or_exponent), octets_of(cose, y_label))
                                           : PublicKey::edwards(row->curve, octets_of(cose, x_or_exponent));
  if (!key) return std::nullopt;
  return Key{std::move(*key), row};
}

/// "packed" without certificates: signed by the credential itself (§8.2).
bool holds(const cbor::Value& statement, const Key& key, std::string_view signed_octets) {
  const auto* algorithm = statement.find("alg");
  const auto* signature = statement.find("sig");
  return algorithm != nullptr && algorithm->integer == key.row->algorithm && signature != nullptr && signature->kind == cbor::Kind::bytes &&
         key.key.verify(key.row->digest, signed_octets, signature->text);
}

}  // namespace

std::string challenge_of(std::string_view client_data) {
  const auto data = read_client_data(client_data);
  return data ? secrets::from_base64url(data->challenge).value_or("") : "";
}

std::expected<Credential, Refusal> check_registration(const RelyingParty& party, std::string_view challenge, std::string_view client_data,
                                                      std::string_view attestation_object) {
  if (const auto fault = client_data_fault(party, "webauthn.create", challenge, client_data)) return std::unexpected(*fault);
  const auto object = cbor::read(attestation_object);
  const auto* format = object ? object->find("fmt") : nullptr;
  const auto* statement = object ? object->find("attStmt") : nullptr;
  const auto* octets = object ? object->find("authData") : nullptr;
  if (format == nullptr || format->kind != cbor::Kind::text || statement == nullptr || statement->kind != cbor::Kind::map || octets == nullptr ||
      octets->kind != cbor::Kind::bytes) {
    return std::unexpected(Refusal::attestation_object);
  }
  const auto data = read_authenticator_data(octets->text);
  if (!data) return std::unexpected(Refusal::authenticator_data);
  if (const auto fault = authenticator_fault(party, *data)) return std::unexpected(*fault);
  if (data->credential.empty() || data->credential.size() > kMostCredential) return std::unexpected(Refusal::credential);
  const std::int64_t algorithm = integer_of(data->key, algorithm_label);
  if (!is_among(party.algorithms, algorithm)) return std::unexpected(Refusal::algorithm);
  const auto key = read_key(data->key);
  if (!key) return std::unexpected(Refusal::public_key);
  const bool by_itself = format->text == "packed" && statement->find("x5c") == nullptr;
  if (format->text == "none" && !statement->items.empty()) return std::unexpected(Refusal::attestation);
  if (by_itself && !holds(*statement, *key, std::string(octets->text) + hash_of(client_data))) return std::unexpected(Refusal::attestation);
  return Credential{.id = std::string(data->credential),
                    .public_key = std::string(data->public_key),
                    .algorithm = algorithm,
                    .sign_count = data->sign_count,
                    .backup_eligible = (data->flags & backup_eligible) != 0,
                    .format = std::string(format->text)};
}

std::expected<std::uint32_t, Refusal> check_assertion(const RelyingParty& party, std::string_view challenge, const Assertion& assertion, const Known& known) {
  if (const auto fault = client_data_fault(party, "webauthn.get", challenge, assertion.client_data)) return std::unexpected(*fault);
  const auto data = read_authenticator_data(assertion.authenticator_data);
  if (!data) return std::unexpected(Refusal::authenticator_data);
  if (const auto fault = authenticator_fault(party, *data)) return std::unexpected(*fault);
  if (((data->flags & backup_eligible) != 0) != known.backup_eligible) return std::unexpected(Refusal::backup_state);
  const auto cose = cbor::read(known.public_key);
  const auto key = cose ? read_key(*cose) : std::nullopt;
  if (!key || !is_among(party.algorithms, key->row->algorithm)) return std::unexpected(Refusal::public_key);
  if (!key->key.verify(key->row->digest, std::string(assertion.authenticator_data) + hash_of(assertion.client_data), assertion.signature)) {
    return std::unexpected(Refusal::signature);
  }
  if ((data->sign_count != 0 || known.sign_count != 0) && data->sign_count <= known.sign_count) return std::unexpected(Refusal::counter);
  return data->sign_count;
}

}  // namespace gongshi::identity::webauthn
