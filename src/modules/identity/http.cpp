// The whole HTTP surface of identity, one row each. Signing in is no stored answer: the cookie and the CSRF token belong to one reader.
#include "modules/identity/http.hpp"

#include "modules/identity/passwords.hpp"
#include "modules/identity/sign_in.hpp"

namespace gongshi::identity {

std::vector<Operation> operations() {
  return {
      get("/api/v1/session", kAnyone, read_session, "Who the reader is, what they may do, and the CSRF token; visitors too"),
      post("/api/v1/session/password", kAnyone, sign_in_by_password, "Sign in by login and password"),
      post("/api/v1/session/phone-codes", kAnyone, ask_for_code, "Send a code to a telephone").answers(202),
      post("/api/v1/session/phone", kAnyone, sign_in_by_phone, "Sign in by the code; the first time with consent to the privacy terms"),
      post("/api/v1/session/link", kAnyone, sign_in_by_link, "Sign in by a link that works once"),
      post("/api/v1/session/first-administrator", kAnyone, create_first_administrator, "Create the first administrator of a new installation"),
      put("/api/v1/session/seat", kSignedIn, choose_seat, "Act in another of one's seats; 0: for oneself alone"),
      post("/api/v1/session/sign-out", kAnyone, sign_out, "End this session"),
      post("/api/v1/me/password", kSignedIn, change_password, "Set or change the password; one's other sessions end"),
      get("/api/v1/development/outbox", kAnyone, read_outbox, "What would have been sent as text messages; only where configured"),
  };
}

}  // namespace gongshi::identity
