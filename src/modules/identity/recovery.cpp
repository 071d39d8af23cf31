#include "modules/identity/recovery.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "embedded/identity.hpp"
#include "modules/identity/factors.hpp"
#include "modules/identity/links.hpp"
#include "modules/identity/passwords.hpp"
#include "modules/identity/service.hpp"
#include "modules/identity/wrong_field.hpp"
#include "platform/journal/journal.hpp"

namespace gongshi::identity {
namespace {

constexpr std::chrono::hours kOpenFor{7 * 24};

struct StoredRecovery {
  RecoveryId id;
  PersonId person;
  std::string reason;
  PersonId asked_by;
  Timestamp asked_at;
  std::optional<PersonId> confirmed_by;
};
BOOST_DESCRIBE_STRUCT(StoredRecovery, (), (id, person, reason, asked_by, asked_at, confirmed_by))

/// Whoever works on other people's matters is let in again only by the security administrator.
bool is_staff(Context& context, db::ReadTx& tx, PersonId person) {
  const auto& offices = service(context).offices;
  return offices.standing && std::ranges::any_of(offices.standing(tx, person, context.now()).seats, &Seat::staff);
}

bool belongs_here(Context& context, db::ReadTx& tx, PersonId person) {
  const auto& offices = service(context).offices;
  return offices.standing && std::ranges::any_of(offices.standing(tx, person, context.now()).seats, [&](const Seat& seat) { return seat.assembly == context.actor.scope; });
}

Result<void> may_confirm(Context& context, db::ReadTx& tx, const StoredRecovery& recovery) {
  const PersonId actor = context.actor.person;
  if (recovery.asked_by == actor || recovery.person == actor) return fail(ErrorKind::forbidden, "identity.recovery_second_person");
  if (is_staff(context, tx, recovery.person) && !context.actor.may("account.recover_staff")) return fail(ErrorKind::forbidden, "identity.recovery_of_staff");
  return {};
}

RecoveryView view_of(Context& context, db::ReadTx& tx, const StoredRecovery& recovery) {
  RecoveryView view{.id = recovery.id,
                    .person = recovery.person,
                    .name = display_name(tx, recovery.person),
                    .reason = recovery.reason,
                    .asked_by_name = display_name(tx, recovery.asked_by),
                    .asked_at = recovery.asked_at,
                    .confirmed = recovery.confirmed_by.has_value()};
  if (may_confirm(context, tx, recovery)) view.actions.push_back("confirm");
  view.actions.push_back("withdraw");
  return view;
}

Result<StoredRecovery> find_recovery(Context& context, db::ReadTx& tx, RecoveryId id) {
  auto recovery = tx.one<StoredRecovery>(sql::find_recovery, id, context.actor.scope);
  if (!recovery || recovery->asked_at + kOpenFor <= context.now()) return fail(ErrorKind::not_found, "identity.no_such_recovery");
  return std::move(*recovery);
}

std::optional<PersonId> person_by_login(Context& context, db::ReadTx& tx, std::string_view login) {
  const auto number = normal_phone(login);
  return tx.one<PersonId>(sql::person_by_login, number ? phone_login(context, *number) : folded_login(login));
}

}  // namespace

Result<RecoveryList> list_recoveries(Context& context, db::ReadTx& tx, const Nothing&) {
  RecoveryList list;
  for (const auto& one : tx.all<StoredRecovery>(sql::open_recoveries, context.actor.scope, context.now() - kOpenFor)) list.items.push_back(view_of(context, tx, one));
  return list;
}

Result<RecoveryView> ask_for_recovery(Context& context, db::WriteTx& tx, const AskForRecovery& request) {
  if (request.login.has_value() == request.member_number.has_value()) return wrong_field("/login", "identity.recovery_whom");
  if (search_form(request.reason).empty()) return wrong_field("/reason", "identity.recovery_reason");
  const auto& offices = service(context).offices;
  const auto person = request.login            ? person_by_login(context, tx, *request.login)
                      : offices.member_by_number ? offices.member_by_number(tx, context.actor.scope, *request.member_number, context.now())
                                                 : std::nullopt;
  // An account elsewhere is answered like none: the office does not learn who has one.
  if (!person || (request.login && !belongs_here(context, tx, *person))) return wrong_field(request.login ? "/login" : "/member_number", "identity.recovery_nobody");
  const StoredRecovery recovery{context.ids.next<RecoveryId>(), *person, request.reason, context.actor.person, context.now(), std::nullopt};
  tx.run(sql::add_recovery, recovery.id, context.actor.scope, recovery.person, recovery.reason, recovery.asked_by, recovery.asked_at);
  log_security(context, tx, context.actor.person, "recovery_asked", recovery.person);
  return view_of(context, tx, recovery);
}

Result<RecoveryLink> confirm_recovery(Context& context, db::WriteTx& tx, const OneRecovery& request) {
  TRY_ASSIGN(const StoredRecovery recovery, find_recovery(context, tx, request.id));
  TRY(may_confirm(context, tx, recovery));
  TRY(require_confirmed(context));
  tx.run(sql::end_recovery_links, recovery.person);
  const std::string token = create_recovery_link(context, tx, recovery.person);
  tx.run(sql::confirm_recovery, recovery.id, context.actor.person);
  journal::record(context, tx, {.verb = "identity.recover", .subject_kind = "person", .subject = recovery.person.value, .scope = context.actor.scope});
  log_security(context, tx, context.actor.person, "recovery_confirmed", recovery.person);
  return RecoveryLink{token, context.now() + kLinkLife};
}

Result<Nothing> withdraw_recovery(Context& context, db::WriteTx& tx, const OneRecovery& request) {
  TRY_ASSIGN(const StoredRecovery recovery, find_recovery(context, tx, request.id));
  tx.run(sql::end_recovery_links, recovery.person);
  tx.run(sql::remove_recovery, recovery.id);
  log_security(context, tx, context.actor.person, "recovery_withdrawn", recovery.person);
  return Nothing{};
}

}  // namespace gongshi::identity
