// Days and rounds of handling. Where provinces differ, what most of the rules found say; each assembly may set its own (modules/settings).
#pragma once

#include <boost/describe.hpp>

namespace gongshi::handling {

struct Settings {
  int return_working_days = 5;         // to ask for a return, after it was assigned
  int first_contact_working_days = 15;
  int assisting_days = 30;             // for the opinion of an assisting unit
  int reply_months = 3;
  int extension_months = 1;            // once
  int again_days = 30;                 // to handle again what did not satisfy
  int rounds = 2;                      // then people meet
  int rating_working_days = 15;        // after the answer, until when both sides' ratings are sealed
};
BOOST_DESCRIBE_STRUCT(Settings, (), (return_working_days, first_contact_working_days, assisting_days, reply_months, extension_months, again_days, rounds, rating_working_days))

inline constexpr int kNearWorkingDays = 7;  // from when on a deadline is called near
inline constexpr int kFewestRatings = 5;    // of a crowd, before anything is shown or follows from them

}  // namespace gongshi::handling
