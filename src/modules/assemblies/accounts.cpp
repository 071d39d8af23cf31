// Accounts of staff: who is given a seat, the link by which they come in the first time, the end of a seat.
#include <algorithm>

#include "embedded/assemblies.hpp"
#include "modules/assemblies/roles.hpp"
#include "modules/assemblies/use_cases.hpp"
#include "modules/assemblies/wrong_field.hpp"
#include "modules/identity/api.hpp"
#include "platform/journal/journal.hpp"
#include "platform/notices/notices.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::assemblies {
namespace {

/// Of the system, of security or of the audit: none of them can be switched off.
bool only_administrator(const std::vector<Official>& all, const Official& one) {
  return is_administration(one.role) && std::ranges::none_of(all, [&](const Official& other) {
           return other.role == one.role && other.assembly == one.assembly && other.seat != one.seat;
         });
}

/// Whoever looks after security or the audit and has a password: a link made by another administrator would be a way to act as them.
bool is_out_of_reach(db::ReadTx& tx, const Official& one) {
  return is_administration(one.role) && one.role != Role::administrator && identity::login_of(tx, one.person).has_value();
}

/// The seat, if it is one of staff in the actor's assembly.
Result<Official> find_own(Context& context, db::ReadTx& tx, SeatId seat) {
  auto all = officials(tx, context.actor.scope, context.now());
  const auto found = std::ranges::find(all, seat, &Official::seat);
  if (found == all.end()) return fail(ErrorKind::not_found, "assemblies.no_such_seat");
  return std::move(*found);
}

/// That, or one given with an assembly right below: so a new county is handed to its office, and none is ever entered again.
Result<Official> find_own_or_new(Context& context, db::ReadTx& tx, SeatId seat) {
  for (const Official& one : officials(tx, {}, context.now())) {
    if (one.seat != seat || one.assembly == context.actor.scope) continue;
    const auto assembly = find_assembly(tx, one.assembly);
    if (assembly && assembly->parent == context.actor.scope && waits_for_first_link(context, tx, one)) return one;
  }
  return find_own(context, tx, seat);
}

AccountView view(Context& context, db::ReadTx& tx, const Official& one, const std::vector<Official>& all) {
  const auto login = identity::login_of(tx, one.person);
  AccountView view{.seat = one.seat,
                   .person = one.person,
                   .name = identity::display_name(tx, one.person),
                   .role = one.role,
                   .role_name = context.say("role." + std::string(enum_name(one.role))),
                   .body = one.body_name.empty() ? std::nullopt : std::optional(one.body_name),
                   .from = one.from,
                   .login = login && !login->empty() ? login : std::nullopt,
                   .has_password = login.has_value()};
  if (!is_out_of_reach(tx, one)) view.actions.push_back("link");
  if (!only_administrator(all, one)) view.actions.push_back("end");
  return view;
}

/// Who is to hold the seat: found, or made.
Result<PersonId> person_for(Context& context, db::WriteTx& tx, const CreateAccount& request, const std::vector<Official>& all) {
  if (request.name.has_value() + request.person.has_value() + request.member_number.has_value() != 1) return wrong("/name", "assemblies.who");
  if (request.person) {
    // Only who is known here already: the number of a stranger's account must not be found out by trying.
    if (std::ranges::find(all, *request.person, &Official::person) == all.end()) return wrong("/person", "assemblies.no_such_account");
    return *request.person;
  }
  if (request.member_number) {
    const auto member = find_member_by_number(tx, request.id, *request.member_number, context.now());
    if (!member) return wrong("/member_number", "assemblies.no_such_member");
    return *member;
  }
  if (odd(*request.name)) return wrong("/name", "assemblies.bad_name");
  return identity::create_person(context, tx, {.name = *request.name});
}

}  // namespace

bool waits_for_first_link(Context& context, db::ReadTx& tx, const Official& one) {
  return tx.one<SeatId>(sql::founding_seat, one.seat) && !identity::login_of(tx, one.person) && !identity::masked_phone_of(context, tx, one.person);
}

std::vector<Official> officials(db::ReadTx& tx, AssemblyId assembly, Timestamp at) {
  return tx.all<Official>(sql::officials, assembly ? std::optional(assembly) : std::nullopt, at);
}

Result<void> end_seat(Context& context, db::WriteTx& tx, SeatId seat) {
  const auto all = officials(tx, {}, context.now());
  const auto one = std::ranges::find(all, seat, &Official::seat);
  if (one == all.end()) return fail(ErrorKind::not_found, "assemblies.no_such_seat");
  if (only_administrator(all, *one)) return fail(ErrorKind::conflict, "assemblies.last_administrator");
  tx.run(sql::end_seat, seat, context.now());
  journal::record(context, tx, {.verb = "assemblies.end_seat", .subject_kind = "seat", .subject = seat.value, .scope = one->assembly,
                                .detail = "{\"person\":" + std::to_string(one->person.value) + "}"});
  context.after_commit.push_back([&app = context.app, person = one->person] { identity::forget_actor(app, person); });
  return {};
}

Result<AccountList> list_accounts(Context& context, db::ReadTx& tx, const ByAssembly& request) {
  TRY(require(context, tx, request.id, "operator"));
  const auto all = officials(tx, request.id, context.now());
  AccountList list;
  for (const Official& one : all) list.items.push_back(view(context, tx, one, all));
  for (const std::string_view each : enum_names<Role>()) {
    const std::string name(each);
    const Role role = *enum_from_name<Role>(each);
    if (is_staff(role)) list.roles.push_back({role, context.say("role." + name), context.say("role_about." + name)});
  }
  return list;
}

Result<AccountView> create_account(Context& context, db::WriteTx& tx, const CreateAccount& request) {
  TRY(require(context, tx, request.id, "operator"));
  if (!is_staff(request.role)) return wrong("/role", "assemblies.role_not_given");
  if (sits_in_unit(request.role) != request.unit.has_value()) return wrong("/unit", "assemblies.which_unit");
  const auto units = units_of(tx, request.id);
  if (request.unit && std::ranges::find(units, *request.unit, &Unit::id) == units.end()) return wrong("/unit", "assemblies.which_unit");
  if (speaks_for_body(request.role) != request.body.has_value()) return wrong("/body", "assemblies.which_body");
  const auto bodies = bodies_of(tx, request.id, context.now());
  if (request.body && std::ranges::find(bodies, *request.body, &Body::id) == bodies.end()) return wrong("/body", "assemblies.which_body");
  const auto channels = channels_of(tx, request.id);
  if (request.channel && (request.role != Role::supervisor || std::ranges::find(channels, *request.channel, &Unit::id) == channels.end())) return wrong("/channel", "assemblies.which_channel");
  auto all = officials(tx, request.id, context.now());
  TRY_ASSIGN(const PersonId person, person_for(context, tx, request, all));
  const bool held = std::ranges::any_of(all, [&](const Official& one) { return one.person == person && one.role == request.role; });
  if (held) return wrong("/role", "assemblies.seat_held");
  TRY(may_hold(tx, person, request.id, request.role, context.now()));
  const SeatId seat = add_seat(context, tx, person, request.id, request.role, context.now(), request.unit ? *request.unit : request.channel ? *request.channel : request.body.value_or(BodyId{}));
  journal::record(context, tx, {.verb = "assemblies.give_seat", .subject_kind = "seat", .subject = seat.value, .scope = request.id,
                                .detail = "{\"person\":" + std::to_string(person.value) + "}"});
  all = officials(tx, request.id, context.now());
  return view(context, tx, *std::ranges::find(all, seat, &Official::seat), all);
}

Result<AccountLink> make_account_link(Context& context, db::WriteTx& tx, const BySeat& request) {
  TRY_ASSIGN(const Official one, find_own_or_new(context, tx, request.id));
  if (is_out_of_reach(tx, one)) return fail(ErrorKind::conflict, "assemblies.link_out_of_reach");
  identity::end_unused_links(tx, one.person);
  const std::string token = identity::create_sign_in_link(context, tx, one.person, one.seat);
  identity::log_security(context, tx, one.person, "link_made");
  // Who can come in by themselves learns that somebody else could, in their name.
  if (identity::login_of(tx, one.person)) {
    notices::tell(context, tx, {one.person},
                  {.kind = "assemblies.link_made", .subject_kind = "seat", .subject = one.seat.value, .args = {{"@role", "role." + std::string(enum_name(one.role))}}});
  }
  journal::record(context, tx, {.verb = "assemblies.make_link", .subject_kind = "seat", .subject = one.seat.value, .scope = one.assembly});
  return AccountLink{token, context.now() + identity::kLinkLife};
}

Result<Nothing> end_account(Context& context, db::WriteTx& tx, const BySeat& request) {
  TRY(find_own(context, tx, request.id));
  TRY(end_seat(context, tx, request.id));
  return Nothing{};
}

}  // namespace gongshi::assemblies
