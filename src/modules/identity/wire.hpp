// What crosses the wire about persons and sessions, and nothing else.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "modules/identity/api.hpp"
#include "modules/identity/device.hpp"
#include "platform/json/codec.hpp"
#include "platform/notices/senders.hpp"

namespace gongshi::identity {

using PasskeyId = Id<struct PasskeyTag>;
using RecoveryId = Id<struct RecoveryTag>;

struct SessionPerson {
  PersonId id;
  std::string name;
  bool has_password = false;
  bool needs_login = false;  // a first password comes with a login of their choice: no telephone number stands for one
  bool second_factor = false;
};
BOOST_DESCRIBE_STRUCT(SessionPerson, (), (id, name, has_password, needs_login, second_factor))

/// The sign-in waits for more; `ticket` is sent back with it.
struct SecondStep {
  std::string ticket;
  Timestamp expires_at;
  bool code = false;  // of an app
  bool passkey = false;
};
BOOST_DESCRIBE_STRUCT(SecondStep, (), (ticket, expires_at, code, passkey))

struct SeatView {
  SeatId id;
  ScopeId assembly;
  std::string assembly_name;
  std::string body_name;
  std::string role;
  std::string role_name;
};
BOOST_DESCRIBE_STRUCT(SeatView, (), (id, assembly, assembly_name, body_name, role, role_name))

struct SessionView {
  std::optional<SessionPerson> person;
  Level level = Level::none;
  std::string csrf;
  std::vector<SeatView> seats;
  std::optional<SeatId> seat;
  std::vector<std::string> permissions;
  std::int64_t unread = 0;
  bool demo = false;
  bool development_outbox = false;
  std::optional<SecondStep> second_step;
  std::optional<std::string> oidc;  // what the sign-in service is called; absent: there is none
  bool factor_needed = false;       // a seat of theirs is acted in only once a second factor is shown
};
BOOST_DESCRIBE_STRUCT(SessionView, (), (person, level, csrf, seats, seat, permissions, unread, demo, development_outbox, second_step, oidc, factor_needed))

struct OidcJourney {
  std::string address;  // of the sign-in service, with all it needs to come back
};
BOOST_DESCRIBE_STRUCT(OidcJourney, (), (address))

struct FinishOidc {
  std::string code;
  std::string state;
};
BOOST_DESCRIBE_STRUCT(FinishOidc, (), (code, state))
constexpr auto limits(const FinishOidc*) { return std::array{json::Limit{"code", 1, 4000}, json::Limit{"state", 1, 100}}; }

enum class Way { password, phone, link, passkey, oidc, recovery };
BOOST_DESCRIBE_ENUM(Way, password, phone, link, passkey, oidc, recovery)

struct OpenSession {
  std::string id;
  BrowserKind browser;
  SystemKind system;
  Way way;
  Timestamp since;
  Timestamp seen_at;  // the beginning of the quarter of an hour in which it was
  bool here = false;
};
BOOST_DESCRIBE_STRUCT(OpenSession, (), (id, browser, system, way, since, seen_at, here))

struct OpenSessions {
  std::vector<OpenSession> items;  // last seen first
};
BOOST_DESCRIBE_STRUCT(OpenSessions, (), (items))

struct OneSession {
  std::string session;
};
BOOST_DESCRIBE_STRUCT(OneSession, (), (session))

struct PasskeyView {
  PasskeyId id;
  std::string name;
  Timestamp created_at;
  std::optional<Timestamp> used_at;
};
BOOST_DESCRIBE_STRUCT(PasskeyView, (), (id, name, created_at, used_at))

struct FactorsView {
  std::optional<Timestamp> totp_since;
  std::vector<PasskeyView> passkeys;
  std::int64_t recovery_codes = 0;  // not used yet
  bool passkeys_here = false;       // this address can have them
  std::optional<Timestamp> oidc_since;
};
BOOST_DESCRIBE_STRUCT(FactorsView, (), (totp_since, passkeys, recovery_codes, passkeys_here, oidc_since))

struct TotpSecret {
  std::string secret;   // base32
  std::string address;  // otpauth://, for a QR code
};
BOOST_DESCRIBE_STRUCT(TotpSecret, (), (secret, address))

struct TypedCode {
  std::string code;
};
BOOST_DESCRIBE_STRUCT(TypedCode, (), (code))
constexpr auto limits(const TypedCode*) { return std::array{json::Limit{"code", 1, 40}}; }

struct RecoveryCodes {
  std::vector<std::string> codes;
};
BOOST_DESCRIBE_STRUCT(RecoveryCodes, (), (codes))

struct TakeSecondStep {
  std::string ticket;
  std::string code;
};
BOOST_DESCRIBE_STRUCT(TakeSecondStep, (), (ticket, code))
constexpr auto limits(const TakeSecondStep*) { return std::array{json::Limit{"ticket", 1, 100}, json::Limit{"code", 1, 40}}; }

/// What the page passes on from the browser; all bytes in base64url.
struct PasskeyAnswer {
  std::string credential;
  std::string client_data;
  std::string authenticator_data;
  std::string signature;
};
BOOST_DESCRIBE_STRUCT(PasskeyAnswer, (), (credential, client_data, authenticator_data, signature))
constexpr auto limits(const PasskeyAnswer*) {
  return std::array{json::Limit{"credential", 1, 1400}, json::Limit{"client_data", 1, 8000}, json::Limit{"authenticator_data", 1, 8000}, json::Limit{"signature", 1, 2000}};
}

struct NewPasskey {
  std::string name;
  std::string client_data;
  std::string attestation;
};
BOOST_DESCRIBE_STRUCT(NewPasskey, (), (name, client_data, attestation))
constexpr auto limits(const NewPasskey*) {
  return std::array{json::Limit{"name", 1, 50}, json::Limit{"client_data", 1, 8000}, json::Limit{"attestation", 1, 60'000}};
}

struct OnePasskey {
  PasskeyId id;
};
BOOST_DESCRIBE_STRUCT(OnePasskey, (), (id))

/// What the browser is asked to make a passkey with.
struct PasskeyOptions {
  std::string challenge;
  std::string relying_party;
  std::string site_name;
  std::string user;  // base64url
  std::string user_name;
  std::vector<std::int64_t> algorithms;  // COSE
  std::vector<std::string> exclude;      // those they have
};
BOOST_DESCRIBE_STRUCT(PasskeyOptions, (), (challenge, relying_party, site_name, user, user_name, algorithms, exclude))

struct PasskeyChallenge {
  std::string challenge;
  std::string relying_party;
};
BOOST_DESCRIBE_STRUCT(PasskeyChallenge, (), (challenge, relying_party))

enum class SecurityKind { sign_in, refusal, account, personal_data };
BOOST_DESCRIBE_ENUM(SecurityKind, sign_in, refusal, account, personal_data)

struct ReadSecurityLog {
  std::optional<std::int64_t> before;
  std::optional<SecurityKind> kind;
};
BOOST_DESCRIBE_STRUCT(ReadSecurityLog, (), (before, kind))

struct SecurityEntry {
  std::int64_t id = 0;
  Timestamp at;
  SecurityKind kind;
  std::string event;
  std::string event_name;
  std::optional<PersonId> person;
  std::string person_name;
  std::optional<PersonId> about;
  std::string about_name;
  std::string address;
  std::string operation;   // method and path of what was refused, where the event alone does not say
  std::int64_t times = 1;  // within the minute that begins at `at`
};
BOOST_DESCRIBE_STRUCT(SecurityEntry, (), (id, at, kind, event, event_name, person, person_name, about, about_name, address, operation, times))

struct SecurityLog {
  std::vector<SecurityEntry> items;  // newest first
  std::optional<std::int64_t> next;  // for `before`
};
BOOST_DESCRIBE_STRUCT(SecurityLog, (), (items, next))

struct SecurityCheck {
  std::int64_t entries = 0;
  std::optional<std::int64_t> first_wrong;  // the number of the first that is not what was written
  std::string head;                         // to compare with what the program's own log said
};
BOOST_DESCRIBE_STRUCT(SecurityCheck, (), (entries, first_wrong, head))

struct EraseAccount {
  bool sure = false;
};
BOOST_DESCRIBE_STRUCT(EraseAccount, (), (sure))

struct AskForRecovery {
  std::optional<std::string> login;
  std::optional<std::string> member_number;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(AskForRecovery, (), (login, member_number, reason))
constexpr auto limits(const AskForRecovery*) { return std::array{json::Limit{"login", 1, 100}, json::Limit{"member_number", 1, 40}, json::Limit{"reason", 1, 500}}; }

struct RecoveryView {
  RecoveryId id;
  PersonId person;
  std::string name;
  std::string reason;
  std::string asked_by_name;
  Timestamp asked_at;
  bool confirmed = false;
  std::vector<std::string> actions;
};
BOOST_DESCRIBE_STRUCT(RecoveryView, (), (id, person, name, reason, asked_by_name, asked_at, confirmed, actions))

struct RecoveryList {
  std::vector<RecoveryView> items;  // newest first
};
BOOST_DESCRIBE_STRUCT(RecoveryList, (), (items))

struct OneRecovery {
  RecoveryId id;
};
BOOST_DESCRIBE_STRUCT(OneRecovery, (), (id))

struct RecoveryLink {
  std::string token;
  Timestamp expires_at;
};
BOOST_DESCRIBE_STRUCT(RecoveryLink, (), (token, expires_at))

struct Confirm {
  std::optional<std::string> password;
  std::optional<std::string> code;
  std::optional<PasskeyAnswer> passkey;
};
BOOST_DESCRIBE_STRUCT(Confirm, (), (password, code, passkey))
constexpr auto limits(const Confirm*) { return std::array{json::Limit{"password", 1, 256}, json::Limit{"code", 1, 40}}; }

struct SignInByPassword {
  std::string login;
  std::string password;
};
BOOST_DESCRIBE_STRUCT(SignInByPassword, (), (login, password))
constexpr auto limits(const SignInByPassword*) { return std::array{json::Limit{"login", 1, 100}, json::Limit{"password", 1, 256}}; }

struct AskForCode {
  std::string phone;
};
BOOST_DESCRIBE_STRUCT(AskForCode, (), (phone))
constexpr auto limits(const AskForCode*) { return std::array{json::Limit{"phone", 1, 40}}; }

struct CodeSent {
  Timestamp expires_at;
  Timestamp resend_after;
};
BOOST_DESCRIBE_STRUCT(CodeSent, (), (expires_at, resend_after))

struct SignInByPhone {
  std::string phone;
  std::string code;
  bool consent = false;
};
BOOST_DESCRIBE_STRUCT(SignInByPhone, (), (phone, code, consent))
constexpr auto limits(const SignInByPhone*) { return std::array{json::Limit{"phone", 1, 40}, json::Limit{"code", 1, 20}}; }

struct SignInByLink {
  std::string token;
};
BOOST_DESCRIBE_STRUCT(SignInByLink, (), (token))
constexpr auto limits(const SignInByLink*) { return std::array{json::Limit{"token", 1, 100}}; }

struct CreateFirstAdministrator {
  std::string token;
  std::string name;
  std::string login;
  std::string password;
};
BOOST_DESCRIBE_STRUCT(CreateFirstAdministrator, (), (token, name, login, password))
constexpr auto limits(const CreateFirstAdministrator*) {
  return std::array{json::Limit{"token", 1, 100}, json::Limit{"name", 1, 50}, json::Limit{"login", 2, 64}, json::Limit{"password", 10, 256}};
}

/// 0 chooses no seat: acting for oneself alone.
struct ChooseSeat {
  SeatId seat;
};
BOOST_DESCRIBE_STRUCT(ChooseSeat, (), (seat))

struct ChangePassword {
  std::optional<std::string> current;
  std::optional<std::string> login;  // once, for whom nothing else can be one
  std::string password;
};
BOOST_DESCRIBE_STRUCT(ChangePassword, (), (current, login, password))
constexpr auto limits(const ChangePassword*) {
  return std::array{json::Limit{"current", 1, 256}, json::Limit{"login", 2, 64}, json::Limit{"password", 10, 256}};
}

/// A channel that this installation has; `address` is masked, absent where the person has none.
struct ReachChannel {
  notices::Channel channel = notices::Channel::mail;
  std::optional<std::string> address;
  bool wanted = true;
};
BOOST_DESCRIBE_STRUCT(ReachChannel, (), (channel, address, wanted))

struct ReachView {
  std::vector<ReachChannel> channels;
};
BOOST_DESCRIBE_STRUCT(ReachView, (), (channels))

struct ChooseReach {
  notices::Channel channel = notices::Channel::mail;
  bool wanted = true;
};
BOOST_DESCRIBE_STRUCT(ChooseReach, (), (channel, wanted))

struct AskForMailCode {
  std::string address;
};
BOOST_DESCRIBE_STRUCT(AskForMailCode, (), (address))
constexpr auto limits(const AskForMailCode*) { return std::array{json::Limit{"address", 1, 254}}; }

struct ConfirmMail {
  std::string code;
};
BOOST_DESCRIBE_STRUCT(ConfirmMail, (), (code))
constexpr auto limits(const ConfirmMail*) { return std::array{json::Limit{"code", 6, 6}}; }

struct OutboxItem {
  std::int64_t id = 0;
  std::string to;
  std::string text;
  Timestamp at;
};
BOOST_DESCRIBE_STRUCT(OutboxItem, (), (id, to, text, at))

struct Outbox {
  std::vector<OutboxItem> items;
};
BOOST_DESCRIBE_STRUCT(Outbox, (), (items))

}  // namespace gongshi::identity
