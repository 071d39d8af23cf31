// Numbers of the procedure. Where provinces differ, what most of the rules found say; each assembly may set its own (modules/settings).
#pragma once

#include <boost/describe.hpp>

namespace gongshi::proposals {

struct Settings {
  int invitation_days = 10;               // to sign with others
  int most_signers = 30;                  // invited and not refused
  bool sectors_in_session_only = true;    // national rules; Beijing lets sectors propose always
  bool publish_at_once = false;           // what has its proposer's consent, and in which the check finds nothing
  int publish_days = 15;                  // for the committee's decision on what is public
};
BOOST_DESCRIBE_STRUCT(Settings, (), (invitation_days, most_signers, sectors_in_session_only, publish_at_once, publish_days))

}  // namespace gongshi::proposals
