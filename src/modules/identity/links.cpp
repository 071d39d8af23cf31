// Links that work once: into an account, or to create the first administrator.
#include <algorithm>

#include "base/text.hpp"
#include "embedded/identity.hpp"
#include "modules/identity/factors.hpp"
#include "modules/identity/links.hpp"
#include "modules/identity/service.hpp"
#include "modules/identity/sign_in.hpp"
#include "modules/identity/wrong_field.hpp"
#include "platform/journal/journal.hpp"

namespace gongshi::identity {
namespace {

enum class LinkKind { sign_in, first_administrator, recovery };
BOOST_DESCRIBE_ENUM(LinkKind, sign_in, first_administrator, recovery)

struct StoredLink {
  LinkKind kind;
  std::optional<PersonId> person;
  std::optional<SeatId> seat;
  Timestamp expires_at;
  std::optional<std::string> used_key;
};
BOOST_DESCRIBE_STRUCT(StoredLink, (), (kind, person, seat, expires_at, used_key))

/// Unknown, expired, used, of another kind than the first administrator's or not: one answer, so that a guess learns nothing.
Result<StoredLink> find_link(Context& context, db::ReadTx& tx, const std::string& token, bool first_administrator) {
  auto link = tx.one<StoredLink>(sql::find_link, secrets::fingerprint(token));
  if (!link || (link->kind == LinkKind::first_administrator) != first_administrator || link->expires_at <= context.now() || !may_use(context, link->used_key)) {
    return fail(ErrorKind::gone, "identity.link_gone");
  }
  return std::move(*link);
}

std::string add_link(Context& context, db::WriteTx& tx, LinkKind kind, PersonId person, SeatId seat) {
  std::string token = secrets::random_token();
  tx.run(sql::add_link, secrets::fingerprint(token), kind, person ? std::optional(person) : std::nullopt, seat ? std::optional(seat) : std::nullopt,
         context.now() + kLinkLife);
  return token;
}

}  // namespace

std::string create_sign_in_link(Context& context, db::WriteTx& tx, PersonId person, SeatId seat) {
  return add_link(context, tx, LinkKind::sign_in, person, seat);
}

std::string create_recovery_link(Context& context, db::WriteTx& tx, PersonId person) { return add_link(context, tx, LinkKind::recovery, person, {}); }

std::optional<std::string> create_first_administrator_link(Application& app) {
  Context context = app.context();
  const auto& offices = service(app).offices;
  const auto made = context.db.write([&](db::WriteTx& tx) -> Result<std::optional<std::string>> {
    tx.run(sql::end_links, LinkKind::first_administrator);
    if (!offices.has_administrator || offices.has_administrator(tx, context.now())) return std::nullopt;
    return add_link(context, tx, LinkKind::first_administrator, {}, {});
  });
  return made ? *made : std::nullopt;
}

Result<SessionView> sign_in_by_link(Context& context, const SignInByLink& request) {
  const auto entrance = context.db.write([&](db::WriteTx& tx) -> Result<Entrance> {
    TRY_ASSIGN(const StoredLink link, find_link(context, tx, request.token, false));
    tx.run(sql::use_link, secrets::fingerprint(request.token), used_by(context), link.person);
    if (link.kind == LinkKind::recovery) {
      // What was lost may have been found by somebody.
      if (!link.used_key) {
        remove_factors(tx, *link.person);
        tx.run(sql::remove_password, link.person);
        end_sessions(context, tx, *link.person);
        factor_changed(context, tx, *link.person, "recovered");
      }
      return begin_session(context, tx, {.person = *link.person, .way = Way::recovery});
    }
    return admit(context, tx, {.person = *link.person, .seat = link.seat.value_or(SeatId{}), .way = Way::link});
  });
  TRY(entrance);
  return enter(context, *entrance);
}

Result<SessionView> create_first_administrator(Context& context, const CreateFirstAdministrator& request) {
  TRY(context.db.read([&](db::ReadTx& tx) { return find_link(context, tx, request.token, true); }));
  const bool odd = std::ranges::any_of(request.name, [](unsigned char c) { return c < ' ' || c == 0x7f; });
  if (odd || search_form(request.name).empty()) {
    return wrong_field("/name", "identity.bad_name");
  }
  TRY_ASSIGN(const PasswordHash hash, hash_password(context, request.login, request.password, {request.name}));
  const auto entrance = context.db.write([&](db::WriteTx& tx) -> Result<Entrance> {
    TRY_ASSIGN(const StoredLink link, find_link(context, tx, request.token, true));
    if (link.used_key) return admit(context, tx, {.person = *link.person, .way = Way::link});
    const auto& offices = service(context).offices;
    if (offices.has_administrator(tx, context.now())) return fail(ErrorKind::conflict, "identity.administrator_exists");
    const PersonId person = create_person(context, tx, {.name = request.name});
    TRY(set_password(context, tx, person, hash));
    const SeatId seat = offices.appoint_first_administrator(context, tx, person);
    tx.run(sql::use_link, secrets::fingerprint(request.token), used_by(context), person);
    journal::record(context, tx, {.verb = "identity.appoint_first_administrator", .subject_kind = "person", .subject = person.value});
    log_security(context, tx, person, "first_administrator");
    return begin_session(context, tx, {.person = person, .seat = seat, .way = Way::link});
  });
  TRY(entrance);
  return enter(context, *entrance);
}

}  // namespace gongshi::identity
