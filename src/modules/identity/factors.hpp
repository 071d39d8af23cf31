// What a person has beyond a password, and proving it: at sign-in, and again before what must not be done from a screen left alone.
#pragma once

#include "modules/identity/wire.hpp"
#include "platform/operations/context.hpp"

namespace gongshi::identity {

struct Factors {
  std::int64_t totp = 0;
  std::int64_t passkeys = 0;
  std::int64_t recovery_codes = 0;  // not used yet
  /// Recovery codes stand in for a factor; alone they are none.
  bool any() const { return totp + passkeys > 0; }
};
BOOST_DESCRIBE_STRUCT(Factors, (), (totp, passkeys, recovery_codes))

Factors factors_of(db::ReadTx& tx, PersonId person);

/// What an app's secret is sealed together with (secrets.hpp).
std::string totp_sealed_for(PersonId person);
/// Whether this is the code of the person's app, or one of their recovery codes; it is used up with that.
bool use_code(Context& context, db::WriteTx& tx, PersonId person, std::string_view typed);
/// Tells the person and the security log; sessions see it after the commit.
void factor_changed(Context& context, db::WriteTx& tx, PersonId person, std::string_view event);
/// All of them gone, for somebody who lost them.
void remove_factors(db::WriteTx& tx, PersonId person);

Result<FactorsView> read_factors(Context& context, db::ReadTx& tx, const Nothing&);
Result<TotpSecret> begin_totp(Context& context, const Nothing&);
Result<Nothing> confirm_totp(Context& context, const TypedCode& request);
Result<Nothing> remove_totp(Context& context, db::WriteTx& tx, const Nothing&);
Result<RecoveryCodes> make_recovery_codes(Context& context, const Nothing&);
Result<SessionView> take_second_step(Context& context, const TakeSecondStep& request);
Result<SessionView> confirm(Context& context, const Confirm& request);

}  // namespace gongshi::identity
