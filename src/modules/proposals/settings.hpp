// Days of the procedure. Where provinces differ, what most of the rules found say.
#pragma once

namespace gongshi::proposals {

struct Settings {
  int invitation_days = 10;    // to sign with others
  int most_signers = 30;       // invited and not refused
  int similar_shown = 5;
};
inline constexpr Settings kSettings;

}  // namespace gongshi::proposals
