#include "modules/identity/personal_data.hpp"

#include "embedded/identity.hpp"
#include "modules/identity/factors.hpp"
#include "modules/identity/phones.hpp"
#include "modules/identity/reach.hpp"
#include "modules/identity/service.hpp"
#include "modules/identity/wrong_field.hpp"
#include "platform/journal/journal.hpp"
#include "platform/notices/notices.hpp"

namespace gongshi::identity {
namespace {

constexpr std::string_view kErased = "已注销用户";

struct OwnConsent {
  std::string terms;
  Timestamp at;
};
BOOST_DESCRIBE_STRUCT(OwnConsent, (), (terms, at))

struct OwnEvent {
  Timestamp at;
  std::string event;
  std::string address;
};
BOOST_DESCRIBE_STRUCT(OwnEvent, (), (at, event, address))

struct OwnPerson {
  PersonId id;
  std::string name;
  std::optional<std::string> phone;
  std::optional<std::string> mail;
  std::optional<std::string> login;
  std::vector<OwnConsent> consents;
  std::vector<OwnEvent> security_log;
};
BOOST_DESCRIBE_STRUCT(OwnPerson, (), (id, name, phone, mail, login, consents, security_log))

}  // namespace

Result<http::Response> export_own_data(Context& context, const Nothing&) {
  TRY(require_confirmed(context));
  const PersonId person = context.actor.person;
  const OwnPerson own = context.db.read([&](db::ReadTx& tx) {
    auto login = tx.one<std::string>(sql::login_of, person);
    if (login && login->starts_with('#')) login.reset();  // the number, which stands there already
    return OwnPerson{person, display_name(tx, person), phone_of(context, tx, person), mail_of(context, tx, person), std::move(login), tx.all<OwnConsent>(sql::consents_of, person),
                     tx.all<OwnEvent>(sql::security_of, person)};
  });
  http::Response response;
  response.body = "{\"person\":" + json::encode(own);
  for (const Module& module : context.app.modules()) {
    for (const Operation& row : module.operations) {
      const bool is_own = row.method == http::Method::get && row.path.starts_with("/api/v1/me/") && row.path != "/api/v1/me/data" && !row.path.contains('{');
      const auto answer = is_own ? context.app.answer_get(context, row.path) : std::nullopt;
      if (!answer) continue;
      response.body += ',';
      json::append_string(response.body, row.path);
      response.body += ':' + *answer;
    }
  }
  response.body += '}';
  response.set("Content-Type", "application/json");
  response.set("Content-Disposition", "attachment; filename=\"gongshi-my-data.json\"");
  return response;
}

Result<Nothing> erase_own_account(Context& context, const EraseAccount& request) {
  if (!request.sure) return wrong_field("/sure", "identity.erase_sure");
  TRY(require_confirmed(context));
  const PersonId person = context.actor.person;
  const auto done = context.db.write([&](db::WriteTx& tx) -> Result<bool> {
    const auto& offices = service(context).offices;
    if (offices.standing && !offices.standing(tx, person, context.now()).seats.empty()) return fail(ErrorKind::conflict, "identity.erase_office");
    remove_factors(tx, person);
    end_sessions(context, tx, person);
    for (const db::Query* step : {&sql::remove_password, &sql::remove_phone, &sql::remove_mail, &sql::remove_mail_code, &sql::remove_channels, &sql::remove_consents, &sql::remove_links_of, &sql::remove_second_steps_of, &sql::remove_recoveries_of}) {
      tx.run(*step, person);
    }
    notices::forget(tx, person);
    rename_person(tx, person, kErased);
    log_security(context, tx, person, "erased");
    journal::record(context, tx, {.verb = "identity.erase", .subject_kind = "person", .subject = person.value});
    return true;
  });
  TRY(done);
  return Nothing{};
}

}  // namespace gongshi::identity
