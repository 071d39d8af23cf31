// The whole HTTP surface of identity, one row each. Signing in is no stored answer: the cookie and the CSRF token belong to one reader.
#include "modules/identity/http.hpp"

#include "modules/identity/factors.hpp"
#include "modules/identity/oidc.hpp"
#include "modules/identity/passkeys.hpp"
#include "modules/identity/passwords.hpp"
#include "modules/identity/personal_data.hpp"
#include "modules/identity/reach.hpp"
#include "modules/identity/recovery.hpp"
#include "modules/identity/security_log.hpp"
#include "modules/identity/sign_in.hpp"

namespace gongshi::identity {

std::vector<Operation> operations() {
  return {
      get("/api/v1/session", kAnyone, read_session, "Who the reader is, what they may do, and the CSRF token; visitors too"),
      post("/api/v1/session/password", kAnyone, sign_in_by_password, "Sign in by login and password"),
      post("/api/v1/session/phone-codes", kAnyone, ask_for_code, "Send a code to a telephone").answers(202).paced(pace::kPhoneCodes),
      post("/api/v1/session/phone", kAnyone, sign_in_by_phone, "Sign in by the code; the first time with consent to the privacy terms"),
      post("/api/v1/session/link", kAnyone, sign_in_by_link, "Sign in by a link that works once"),
      post("/api/v1/session/second-step", kAnyone, take_second_step, "Finish signing in by the code of an app or a recovery code"),
      post("/api/v1/session/passkey-challenges", kAnyone, ask_to_sign_in_by_passkey, "What a passkey is to sign"),
      post("/api/v1/session/passkey", kAnyone, sign_in_by_passkey, "Sign in by a passkey"),
      post("/api/v1/session/oidc", kAnyone, begin_oidc_sign_in, "Where to sign in at the configured service (OpenID Connect)"),
      post("/api/v1/session/oidc/finish", kAnyone, finish_oidc, "Back from there: sign in, or link who is signed in"),
      post("/api/v1/me/oidc", kSignedIn, begin_oidc_link, "Where to say at the service that one's account there and here belong together"),
      delete_("/api/v1/me/oidc", kSignedIn, remove_oidc, "They do not belong together any more"),
      post("/api/v1/session/first-administrator", kAnyone, create_first_administrator, "Create the first administrator of a new installation"),
      put("/api/v1/session/seat", kSignedIn, choose_seat, "Act in another of one's seats; 0: for oneself alone"),
      post("/api/v1/session/sign-out", kAnyone, sign_out, "End this session"),
      post("/api/v1/me/password", kSignedIn, change_password, "Set or change the password; one's other sessions end"),
      get("/api/v1/me/sessions", kSignedIn, list_sessions, "Where one is signed in"),
      delete_("/api/v1/me/sessions/{session}", kSignedIn, end_one_session, "End one of one's sessions"),
      post("/api/v1/me/sessions/end-others", kSignedIn, end_other_sessions, "End one's sessions but this"),
      post("/api/v1/me/confirm", kSignedIn, confirm, "Prove once more who one is; ten minutes long what is sensitive may then be done"),
      post("/api/v1/me/passkey-challenges", kSignedIn, ask_to_confirm_by_passkey, "What a passkey is to sign to confirm"),
      get("/api/v1/me/factors", kSignedIn, read_factors, "What one has for signing in besides a password"),
      post("/api/v1/me/totp", kSignedIn, begin_totp, "A secret for an app that makes codes; it counts once confirmed"),
      post("/api/v1/me/totp/confirm", kSignedIn, confirm_totp, "From now on the app's code is the second step of signing in"),
      delete_("/api/v1/me/totp", kSignedIn, remove_totp, "The app is not asked any more"),
      post("/api/v1/me/recovery-codes", kSignedIn, make_recovery_codes, "Ten codes that work once each, for when the factor is lost; earlier ones end"),
      post("/api/v1/me/passkey-options", kSignedIn, ask_for_passkey, "What the browser makes a passkey with"),
      post("/api/v1/me/passkeys", kSignedIn, add_passkey, "Register the passkey that was made"),
      delete_("/api/v1/me/passkeys/{id}", kSignedIn, remove_passkey, "Remove a passkey"),
      get("/api/v1/me/reach", kSignedIn, read_reach, "By what one is told besides the inbox"),
      put("/api/v1/me/reach", kSignedIn, choose_reach, "Be told by a channel, or not"),
      post("/api/v1/me/mail-address", kSignedIn, ask_for_mail_code, "Send a code to a mail address, which counts once it came back").answers(202),
      post("/api/v1/me/mail-address/confirmation", kSignedIn, confirm_mail, "The code that came by mail"),
      delete_("/api/v1/me/mail-address", kSignedIn, remove_mail, "Take the mail address away"),
      get("/api/v1/me/data", kSignedIn, export_own_data, "A copy of what is kept of oneself, as a file").paced(pace::kFiles),
      post("/api/v1/me/erase", kSignedIn, erase_own_account, "End one's account: name, number and ways in are erased"),
      get("/api/v1/recoveries", "account.recover", list_recoveries, "Who is to be let in again, and whether a second person has confirmed it"),
      post("/api/v1/recoveries", "account.recover", ask_for_recovery, "Ask that somebody who lost every way in be let in again"),
      put("/api/v1/recoveries/{id}/link", "account.recover", confirm_recovery, "Confirm it as the second person: a link that works once, to hand over"),
      delete_("/api/v1/recoveries/{id}", "account.recover", withdraw_recovery, "Take it back; a link that was not used ends"),
      get("/api/v1/security-log", "security_log.read", read_security_log, "Who signed in, was refused, changed accounts or read personal data, newest first"),
      get("/api/v1/security-log/check", "security_log.read", check_security_log, "Whether the log is as it was written"),
      get("/api/v1/development/outbox", kAnyone, read_outbox, "What would have been sent as text messages; only where configured"),
  };
}

}  // namespace gongshi::identity
