// What other modules may use of identity: who a person is, how they sign in, and what identity asks about seats.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "platform/operations/module.hpp"

namespace gongshi::identity {

/// How sure we are who somebody is; Actor::level holds the number. phone: a number they answered from, or an account staff gave them.
/// member: holds a membership now, in any assembly.
enum class Level { none = 0, phone = 1, member = 2 };
BOOST_DESCRIBE_ENUM(Level, none, phone, member)

/// What anybody signed in may do, whatever their seat: holding an office takes nobody's own voice away.
inline constexpr std::string_view kOwnVoice[] = {"consultation.read", "consultation.vote", "consultation.speak", "moderation.appeal"};

// ---- persons

struct Person {
  PersonId id;
  std::string name;  // as shown to others
  bool demonstration = false;
};
BOOST_DESCRIBE_STRUCT(Person, (), (id, name, demonstration))

struct NewPerson {
  std::string name;
  bool demonstration = false;
  std::string phone{};  // in normal form, or empty
};

std::optional<Person> find_person(db::ReadTx& tx, PersonId person);
/// Empty when there is no such person (any more).
std::string display_name(db::ReadTx& tx, PersonId person);
/// Of several at once; who is no longer there is left out.
std::unordered_map<PersonId, std::string> display_names(db::ReadTx& tx, std::span<const PersonId> persons);

/// Since when an account is there, and since when it has been in use without a break longer than a session lives (absent: it is in no session).
struct Acquaintance {
  Timestamp registered;
  std::optional<Timestamp> awake;
};
BOOST_DESCRIBE_STRUCT(Acquaintance, (), (registered, awake))
std::optional<Acquaintance> acquaintance(db::ReadTx& tx, PersonId person);

/// The phone, if given, counts as not yet verified. Throws db::ConstraintViolated when it belongs to somebody else.
PersonId create_person(Context& context, db::WriteTx& tx, const NewPerson& person);
/// The same for many, in order.
std::vector<PersonId> create_persons(Context& context, db::WriteTx& tx, std::span<const NewPerson> persons);
void rename_person(db::WriteTx& tx, PersonId person, std::string_view name);

// ---- phones: stored encrypted, looked up by a keyed hash

/// "+8613812341234" from what people type; bare numbers are mainland mobiles. nullopt when it is none.
std::optional<std::string> normal_phone(std::string_view typed);
/// 138****1234
std::string masked_phone(std::string_view normal);
std::optional<PersonId> find_by_phone(Context& context, db::ReadTx& tx, std::string_view normal);
/// Replaces the person's number; 409 identity.phone_taken when it is somebody else's.
Result<void> add_phone(Context& context, db::WriteTx& tx, PersonId person, std::string_view normal);
/// In full, for staff who are to call them: the caller has checked the permission and writes the reading into the security log.
std::optional<std::string> number_to_call(Context& context, db::ReadTx& tx, PersonId person);
std::optional<std::string> masked_phone_of(Context& context, db::ReadTx& tx, PersonId person);

// ---- passwords

struct PasswordHash {
  std::string login;  // folded
  std::string text;
};
/// Checks the rules and does the costly work, outside any transaction: 422 with fields /login, /password, or 503 identity.busy. `known`: the
/// person's name and what else those who know them think of, which does not count towards the length.
Result<PasswordHash> hash_password(Context& context, std::string_view login, std::string_view password, std::vector<std::string> known = {});
/// Ends all sessions of the person but `keep`. Field error when the login is somebody else's.
Result<void> set_password(Context& context, db::WriteTx& tx, PersonId person, const PasswordHash& hash, std::string_view keep = {});

/// As people type it, in any case; a number is not looked for.
std::optional<PersonId> find_by_login(db::ReadTx& tx, std::string_view login);
/// nullopt where there is no password; empty where the telephone number is the login.
std::optional<std::string> login_of(db::ReadTx& tx, PersonId person);

// ---- links and actors

inline constexpr std::chrono::hours kLinkLife{24};
/// The token of a link that signs in once, within 24 hours, into `seat` (none: the person's first).
std::string create_sign_in_link(Context& context, db::WriteTx& tx, PersonId person, SeatId seat = {});
void end_unused_links(db::WriteTx& tx, PersonId person);
/// Ends the person's sessions and the links that were not used yet.
void shut_out(Context& context, db::WriteTx& tx, PersonId person);
/// Everybody's; gives how many sessions there were.
std::int64_t end_all_sessions(Context& context, db::WriteTx& tx);

/// Within 24 hours, once, for "/first#TOKEN"; nothing when there is an administrator already. Earlier links of this kind end.
std::optional<std::string> create_first_administrator_link(Application& app);

/// The actor a session of this person in this seat has (none: the first seat).
Actor actor_of(Context& context, db::ReadTx& tx, PersonId person, SeatId seat = {});
/// After a change of seats, roles or memberships has been committed: sessions of the person see it at once (on other nodes within 10 s).
void forget_actor(Application& app, PersonId person);
void forget_all_actors(Application& app);

/// 403 identity.confirm_needed unless whoever sits there has proved in the last ten minutes who they are, by a second factor if they have one:
/// before changing ways in, erasing, and administering accounts.
Result<void> require_confirmed(const Context& context);
/// Ends all sessions of the person but `keep`, and what is streamed to them.
void end_sessions(Context& context, db::WriteTx& tx, PersonId person, std::string_view keep = {});

/// An entry of the security log, with the reader's address: sign-ins, changes of accounts, and reading personal data. `person` did it, or it was
/// tried in their name; `about`: whose data or account it was, where that is somebody else. "security.<event>" says it in words; names that end
/// in _refused are refusals, in _read or _exported readings of personal data.
void log_security(Context& context, db::WriteTx& tx, PersonId person, std::string_view event, PersonId about = {});

/// The same of a reading by the actor, in a transaction of its own; once in ten minutes, so that it is written for a visit and not for each page.
void log_reading(Context& context, std::string_view event, PersonId about = {});

/// Persons the demonstration brought, with everything of theirs here.
void remove_demonstration(db::WriteTx& tx);

// ---- what identity asks of the module that knows seats (assemblies registers it in its start)

struct Seat {
  SeatId id;
  ScopeId assembly;
  std::string assembly_name;
  std::string body_name;
  std::string_view role;  // lives as long as the program; its words have the message key "role.<role>"
  std::span<const std::string_view> permissions;
  bool staff = false;  // sessions in this seat end after 30 idle minutes, and after 12 hours
};

struct Standing {
  bool member = false;
  std::vector<Seat> seats{};  // held now; the first is the one a session begins in
};

struct Offices {
  std::function<Standing(db::ReadTx&, PersonId, Timestamp)> standing;
  std::function<bool(db::ReadTx&, Timestamp)> has_administrator;
  std::function<SeatId(Context&, db::WriteTx&, PersonId)> appoint_first_administrator;
  std::function<std::optional<PersonId>(db::ReadTx&, ScopeId, std::string_view, Timestamp)> member_by_number{};
};
void register_offices(Application& app, Offices offices);

Module identity_module();

}  // namespace gongshi::identity
