// What those who look after accounts do with them, from the console and the command line.
#include "base/text.hpp"
#include "embedded/identity.hpp"
#include "modules/identity/passwords.hpp"
#include "modules/identity/service.hpp"

namespace gongshi::identity {

std::optional<PersonId> find_by_login(db::ReadTx& tx, std::string_view login) { return tx.one<PersonId>(sql::person_by_login, folded_login(login)); }

std::optional<std::string> login_of(db::ReadTx& tx, PersonId person) {
  auto login = tx.one<std::string>(sql::login_of, person);
  if (login && login->starts_with('#')) login->clear();
  return login;
}

void end_unused_links(db::WriteTx& tx, PersonId person) { tx.run(sql::end_links_of, person); }

void shut_out(Context& context, db::WriteTx& tx, PersonId person) {
  end_sessions(context, tx, person);
  end_unused_links(tx, person);
  log_security(context, tx, person, "sessions_ended");
}

std::int64_t end_all_sessions(Context& context, db::WriteTx& tx) {
  const auto ended = tx.run(sql::end_all_sessions);
  tx.run(sql::end_links, "sign_in");
  log_security(context, tx, context.actor.person, "all_sessions_ended");
  context.after_commit.push_back([&app = context.app] { forget_all_actors(app); });
  return ended;
}

}  // namespace gongshi::identity
