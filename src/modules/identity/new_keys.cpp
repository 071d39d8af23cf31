#include "modules/identity/new_keys.hpp"

#include "embedded/identity.hpp"
#include "modules/identity/factors.hpp"
#include "modules/identity/phones.hpp"
#include "modules/identity/reach.hpp"
#include "modules/identity/service.hpp"
#include "platform/log/log.hpp"

namespace gongshi::identity {
namespace {

struct SealedPhone {
  PersonId person;
  std::string look_up;
  db::Bytes sealed;
};
BOOST_DESCRIBE_STRUCT(SealedPhone, (), (person, look_up, sealed))

struct SealedSecret {
  PersonId person;
  db::Bytes sealed;
};
BOOST_DESCRIBE_STRUCT(SealedSecret, (), (person, sealed))

struct Done {
  int anew = 0;
  int lost = 0;
};

Done seal_anew(Context& context, db::WriteTx& tx, const Identity& identity) {
  Done done;
  for (const SealedPhone& one : tx.all<SealedPhone>(sql::all_phones)) {
    const std::string about = std::to_string(one.person.value);
    const auto number = secrets::unseal(identity.phone_keys, one.sealed, about);
    if (!number) {
      ++done.lost;
      continue;
    }
    const std::string look_up = look_up_of(context, *number);
    if (look_up == one.look_up && secrets::unseal(identity.phone_keys.front(), one.sealed, about)) continue;
    ++done.anew;
    tx.run(sql::put_phone_anew, one.person, look_up, secrets::seal(identity.phone_keys.front(), *number, about));
    tx.run(sql::put_login_anew, "#" + one.look_up, "#" + look_up);  // whose number is their login
  }
  for (const SealedSecret& one : tx.all<SealedSecret>(sql::all_mail)) {
    const std::string about = mail_sealed_for(one.person);
    if (secrets::unseal(identity.phone_keys.front(), one.sealed, about)) continue;
    const auto address = secrets::unseal(identity.phone_keys, one.sealed, about);
    ++(address ? done.anew : done.lost);
    if (address) tx.run(sql::put_mail_anew, one.person, secrets::seal(identity.phone_keys.front(), *address, about));
  }
  for (const SealedSecret& one : tx.all<SealedSecret>(sql::all_totp)) {
    const std::string about = totp_sealed_for(one.person);
    if (secrets::unseal(identity.factor_keys.front(), one.sealed, about)) continue;
    const auto secret = secrets::unseal(identity.factor_keys, one.sealed, about);
    ++(secret ? done.anew : done.lost);
    if (secret) tx.run(sql::put_totp_anew, one.person, secrets::seal(identity.factor_keys.front(), *secret, about));
  }
  return done;
}

}  // namespace

void seal_anew(Application& app) {
  const Identity& identity = service(app);
  if (identity.phone_keys.size() + identity.look_up_keys.size() + identity.factor_keys.size() == 3) return;
  Context context = app.context();
  const auto done = context.db.write([&](db::WriteTx& tx) -> Result<Done> { return seal_anew(context, tx, identity); });
  if (done) log::info("a new key", {{"sealed_anew", std::to_string(done->anew)}, {"no_key_opens", std::to_string(done->lost)}});
}

}  // namespace gongshi::identity
