// The checks of Web Authentication: the vectors of the standard, and what must not pass.
#include <gtest/gtest.h>

#include <fstream>
#include <functional>

#include <boost/json/parse.hpp>

#include "modules/identity/tests/authenticator.hpp"
#include "modules/identity/webauthn.hpp"

namespace gongshi::identity::webauthn {
namespace {

using test::Authenticator;
using test::Say;

const std::string kChallenge(32, 'x');
const RelyingParty kParty{.id = "example.org", .origins = {"https://example.org"}};

std::string octets(const boost::json::value& hex) {
  std::string out;
  const auto& text = hex.as_string();
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) out += static_cast<char>(std::stoi(std::string(text.subview(i, 2)), nullptr, 16));
  return out;
}

TEST(WebAuthnVectors, OfTheStandardPass) {
  std::ifstream file(std::string(GONGSHI_SOURCE_DIR) + "/tests/data/webauthn/webauthn-l3-section16.json");
  const auto vectors = boost::json::parse(std::string{std::istreambuf_iterator<char>(file), {}});
  RelyingParty party{.id = std::string(vectors.at("rpId").as_string()),
                     .origins = {std::string(vectors.at("origin").as_string())},
                     .algorithms = {es256, es384, es512, eddsa, ed448, rs256},
                     .verify_user = false,  // the vectors draw it by chance
                     .framed = true,
                     .top_origins = {std::string(vectors.at("topOrigin").as_string())}};
  int pairs = 0;
  for (const auto& vector : vectors.at("vectors").as_array()) {
    SCOPED_TRACE(vector.at("title").as_string().c_str());
    const auto& made = vector.at("registration");
    const auto& used = vector.at("authentication");
    const auto credential = check_registration(party, octets(made.at("challenge")), octets(made.at("clientDataJSON")), octets(made.at("attestationObject")));
    ASSERT_TRUE(credential) << enum_name(credential.error());
    EXPECT_EQ(credential->id, octets(made.at("credential_id")));
    const std::string challenge = octets(used.at("challenge")), client_data = octets(used.at("clientDataJSON")), data = octets(used.at("authenticatorData"));
    std::string signature = octets(used.at("signature"));
    const Known known{credential->public_key, credential->sign_count, credential->backup_eligible};
    const auto checked = check_assertion(party, challenge, {client_data, data, signature}, known);
    EXPECT_TRUE(checked) << enum_name(checked.error());
    signature.back() = static_cast<char>(signature.back() ^ 1);
    EXPECT_EQ(check_assertion(party, challenge, {client_data, data, signature}, known).error(), Refusal::signature);
    ++pairs;
  }
  EXPECT_EQ(pairs, 15);
}

struct Row {
  const char* name;
  Refusal why;
  std::function<void(Say&)> wrong;
};

Say registration() { return {.type = "webauthn.create", .challenge = kChallenge}; }
Say assertion() { return {.type = "webauthn.get", .challenge = kChallenge, .counter = 8}; }

TEST(WebAuthn, ARegistrationThatMustNotPass) {
  const Authenticator key;
  const auto check = [&](const Say& say) { return check_registration(kParty, kChallenge, key.client_data(say), key.attestation(say)); };
  ASSERT_TRUE(check(registration()));
  Say packed = registration();
  packed.format = "packed";
  EXPECT_TRUE(check(packed));
  using enum Refusal;
  const Row rows[] = {
      {"made for signing in", type, [](Say& s) { s.type = "webauthn.get"; }},
      {"made for payment", type, [](Say& s) { s.type = "payment.get"; }},
      {"no type", type, [](Say& s) { s.type = ""; }},
      {"the type in capitals", type, [](Say& s) { s.type = "WEBAUTHN.CREATE"; }},
      {"another challenge", challenge, [](Say& s) { s.challenge = std::string(32, 'y'); }},
      {"a part of the challenge", challenge, [](Say& s) { s.challenge = kChallenge.substr(1); }},
      {"no challenge", challenge, [](Say& s) { s.challenge = ""; }},
      {"the challenge and more", challenge, [](Say& s) { s.challenge += "z"; }},
      {"another origin", origin, [](Say& s) { s.origin = "https://example.com"; }},
      {"plain http", origin, [](Say& s) { s.origin = "http://example.org"; }},
      {"another port", origin, [](Say& s) { s.origin = "https://example.org:8443"; }},
      {"a subdomain", origin, [](Say& s) { s.origin = "https://evil.example.org"; }},
      {"an origin that begins like ours", origin, [](Say& s) { s.origin = "https://example.org.evil.net"; }},
      {"a slash behind the origin", origin, [](Say& s) { s.origin = "https://example.org/"; }},
      {"capitals in the origin", origin, [](Say& s) { s.origin = "https://Example.org"; }},
      {"no origin", origin, [](Say& s) { s.origin = ""; }},
      {"in a frame of another origin", cross_origin, [](Say& s) { s.more = R"(,"crossOrigin":true)"; }},
      {"in a frame, and of whom", cross_origin, [](Say& s) { s.more = R"(,"crossOrigin":true,"topOrigin":"https://example.com")"; }},
      {"framed by whom, but not framed", cross_origin, [](Say& s) { s.more = R"(,"topOrigin":"https://example.com")"; }},
      {"crossOrigin is text", client_data, [](Say& s) { s.more = R"(,"crossOrigin":"false")"; }},
      {"topOrigin is a number", client_data, [](Say& s) { s.more = R"(,"topOrigin":7)"; }},
      {"no JSON", client_data, [](Say& s) { s.more = ","; }},
      {"an origin that ends the text", client_data, [](Say& s) { s.origin = "\""; }},
      {"another relying party", relying_party, [](Say& s) { s.party = "example.com"; }},
      {"a subdomain of the relying party", relying_party, [](Say& s) { s.party = "www.example.org"; }},
      {"the origin as the relying party", relying_party, [](Say& s) { s.party = "https://example.org"; }},
      {"nobody was there", user_absent, [](Say& s) { s.flags = 0x04; }},
      {"nobody was recognised", user_unverified, [](Say& s) { s.flags = 0x01; }},
      {"no flags", user_absent, [](Say& s) { s.flags = 0; }},
      {"backed up though it cannot be", backup_state, [](Say& s) { s.flags = 0x15; }},
      {"no credential id", credential, [](Say& s) { s.credential = ""; }},
      {"a credential id of 1024 octets", credential, [](Say& s) { s.credential = std::string(1024, 'c'); }},
      {"an algorithm not offered (ES384)", algorithm, [](Say& s) { s.algorithm = -35; }},
      {"no algorithm", algorithm, [](Say& s) { s.algorithm = 0; }},
      {"RS1", algorithm, [](Say& s) { s.algorithm = -65535; }},
      {"an elliptic key that says RS256", public_key, [](Say& s) { s.algorithm = -257; }},
      {"an elliptic key that says EdDSA", public_key, [](Say& s) { s.algorithm = -8; }},
      {"another type of key", public_key, [](Say& s) { s.key_type = 1; }},
      {"a symmetric key", public_key, [](Say& s) { s.key_type = 4; }},
      {"another curve", public_key, [](Say& s) { s.curve = 2; }},
      {"no curve", public_key, [](Say& s) { s.curve = 0; }},
      {"secp256k1", public_key, [](Say& s) { s.curve = 8; }},
      {"octets behind the authenticator data", authenticator_data, [](Say& s) { s.behind = "x"; }},
      {"extensions that are announced and absent", authenticator_data, [](Say& s) { s.flags |= 0x80; }},
      {"extensions that are no map", authenticator_data, [](Say& s) { s.flags |= 0x80; s.behind = std::string("\x80", 1); }},
      {"extensions, and octets behind", authenticator_data, [](Say& s) { s.flags |= 0x80; s.behind = std::string("\xa0\xa0", 2); }},
      {"none, with a statement", attestation, [](Say& s) { s.statement = std::string("\xa1", 1) + test::cbor_text("sig") + test::cbor_octets("x"); }},
      {"packed, and nothing signed", attestation, [](Say& s) { s.format = "packed"; s.statement = std::string("\xa1", 1) + test::cbor_text("alg") + test::cbor_integer(-7); }},
      {"packed, signed with nonsense", attestation, [](Say& s) { s.format = "packed"; s.statement = std::string("\xa2", 1) + test::cbor_text("alg") + test::cbor_integer(-7) + test::cbor_text("sig") + test::cbor_octets("sig"); }},
      {"packed, by another algorithm than the key's", attestation, [](Say& s) { s.format = "packed"; s.statement = std::string("\xa2", 1) + test::cbor_text("alg") + test::cbor_integer(-257) + test::cbor_text("sig") + test::cbor_octets("sig"); }},
      {"a statement that is no map", attestation_object, [](Say& s) { s.statement = std::string("\x80", 1); }},
      {"a statement twice as deep as any", attestation_object, [](Say& s) { s.statement = std::string(20, '\x81') + std::string("\x80", 1); }},
  };
  for (const Row& row : rows) {
    Say say = registration();
    row.wrong(say);
    const auto made = check(say);
    ASSERT_FALSE(made) << row.name;
    EXPECT_EQ(enum_name(made.error()), enum_name(row.why)) << row.name;
  }
  const std::string good = key.attestation(registration());
  const std::string client = key.client_data(registration());
  for (std::size_t length = 0; length < good.size(); ++length) EXPECT_FALSE(check_registration(kParty, kChallenge, client, good.substr(0, length))) << "cut at " << length;
  EXPECT_FALSE(check_registration(kParty, kChallenge, client, good + "x"));
  EXPECT_FALSE(check_registration(kParty, "", client, good)) << "no challenge was given";
  EXPECT_EQ(check_registration(kParty, kChallenge, "[]", good).error(), client_data);
  EXPECT_EQ(check_registration(kParty, kChallenge, "", good).error(), client_data);
  // A point that is not on the curve.
  std::string off = good;
  off.back() = static_cast<char>(off.back() ^ 1);
  EXPECT_EQ(check_registration(kParty, kChallenge, client, off).error(), public_key);
}

TEST(WebAuthn, AnAssertionThatMustNotPass) {
  const Authenticator key, other;
  const auto made = check_registration(kParty, kChallenge, key.client_data(registration()), key.attestation(registration()));
  ASSERT_TRUE(made);
  const Known known{made->public_key, 7, false};
  const auto check = [&](const Say& say, const Known& of) {
    const std::string client = key.client_data(say), data = key.authenticator_data(say, false), signature = key.signature(say);
    return check_assertion(kParty, kChallenge, {client, data, signature}, of);
  };
  EXPECT_EQ(check(assertion(), known), 8U);
  using enum Refusal;
  const Row rows[] = {
      {"made for registering", type, [](Say& s) { s.type = "webauthn.create"; }},
      {"another challenge", challenge, [](Say& s) { s.challenge = std::string(32, 'y'); }},
      {"no challenge", challenge, [](Say& s) { s.challenge = ""; }},
      {"another origin", origin, [](Say& s) { s.origin = "https://evil.example"; }},
      {"a neighbour's origin", origin, [](Say& s) { s.origin = "https://other.example.org"; }},
      {"framed", cross_origin, [](Say& s) { s.more = R"(,"crossOrigin":true)"; }},
      {"another relying party", relying_party, [](Say& s) { s.party = "evil.example"; }},
      {"nobody was there", user_absent, [](Say& s) { s.flags = 0x04; }},
      {"nobody was recognised", user_unverified, [](Say& s) { s.flags = 0x01; }},
      {"backed up though it cannot be", backup_state, [](Say& s) { s.flags = 0x15; }},
      {"can be backed up, since yesterday", backup_state, [](Say& s) { s.flags = 0x0d; }},
      {"the counter stands", counter, [](Say& s) { s.counter = 7; }},
      {"the counter went back", counter, [](Say& s) { s.counter = 3; }},
      {"the counter is gone", counter, [](Say& s) { s.counter = 0; }},
      {"octets behind the authenticator data", authenticator_data, [](Say& s) { s.behind = "x"; }},
      {"a credential announced and absent", authenticator_data, [](Say& s) { s.flags |= 0x40; }},
      {"extensions announced and absent", authenticator_data, [](Say& s) { s.flags |= 0x80; }},
  };
  for (const Row& row : rows) {
    Say say = assertion();
    row.wrong(say);
    const auto used = check(say, known);
    ASSERT_FALSE(used) << row.name;
    EXPECT_EQ(enum_name(used.error()), enum_name(row.why)) << row.name;
  }
  const Say say = assertion();
  const std::string client = key.client_data(say), data = key.authenticator_data(say, false), sig = key.signature(say);
  const auto with = [&](std::string_view c, std::string_view d, std::string_view s) { return check_assertion(kParty, kChallenge, {c, d, s}, known); };
  EXPECT_EQ(with(client, data, other.signature(say)).error(), Refusal::signature) << "another key";
  EXPECT_EQ(with(client, data, "").error(), Refusal::signature);
  EXPECT_EQ(with(client, data, sig.substr(1)).error(), Refusal::signature);
  EXPECT_EQ(with(client, data, sig + "x").error(), Refusal::signature) << "octets behind the signature";
  EXPECT_EQ(with(client + " ", data, sig).error(), Refusal::signature) << "the client data is signed as it stands";
  EXPECT_EQ(check_assertion(kParty, kChallenge, {client, data, sig}, {"", 7, false}).error(), public_key);
  EXPECT_EQ(check_assertion(kParty, kChallenge, {client, data, sig}, {made->public_key + "x", 7, false}).error(), public_key);
  RelyingParty strict = kParty;
  strict.algorithms = {rs256};
  EXPECT_EQ(check_assertion(strict, kChallenge, {client, data, sig}, known).error(), public_key) << "an algorithm no longer taken";
  for (std::size_t length = 0; length < data.size(); ++length) EXPECT_FALSE(with(client, data.substr(0, length), sig)) << "cut at " << length;
  // An authenticator that does not count stays at nought.
  Say uncounted = assertion();
  uncounted.counter = 0;
  EXPECT_EQ(check(uncounted, {made->public_key, 0, false}), 0U);
}

}  // namespace
}  // namespace gongshi::identity::webauthn
