// Passkeys: made on the account page, signed in with from any page, confirmed with before what is sensitive.
#pragma once

#include "modules/identity/sessions.hpp"
#include "modules/identity/webauthn.hpp"
#include "modules/identity/wire.hpp"

namespace gongshi::identity {

/// For whom browsers keep passkeys here: the host of `public_url`, else "localhost" where we are addressed so. nullopt: at this address there
/// can be none, since nothing but the operator's word says that the host a request names is ours.
std::optional<webauthn::RelyingParty> relying_party(const Context& context);

Result<PasskeyOptions> ask_for_passkey(Context& context, db::WriteTx& tx, const Nothing&);
Result<PasskeyView> add_passkey(Context& context, db::WriteTx& tx, const NewPasskey& request);
Result<Nothing> remove_passkey(Context& context, db::WriteTx& tx, const OnePasskey& request);
Result<PasskeyChallenge> ask_to_sign_in_by_passkey(Context& context, db::WriteTx& tx, const Nothing&);
Result<PasskeyChallenge> ask_to_confirm_by_passkey(Context& context, db::WriteTx& tx, const Nothing&);
Result<SessionView> sign_in_by_passkey(Context& context, const PasskeyAnswer& request);
/// Whether the answer is by a passkey of who is signed in, to a challenge given to this session.
Result<bool> confirm_by_passkey(Context& context, const PasskeyAnswer& request);

}  // namespace gongshi::identity
