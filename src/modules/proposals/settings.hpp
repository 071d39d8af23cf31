// Days of the procedure. Where provinces differ, what most of the rules found say.
#pragma once

namespace gongshi::proposals {

struct Settings {
  int invitation_days = 10;    // to sign with others
  int most_signers = 30;       // invited and not refused
  int similar_shown = 5;
  bool sectors_in_session_only = true;  // national rules; Beijing lets sectors propose always
};
inline constexpr Settings kSettings;

}  // namespace gongshi::proposals
