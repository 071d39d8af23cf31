// Days and rounds of handling. Where provinces differ, what most of the rules found say.
#pragma once

namespace gongshi::handling {

struct Settings {
  int return_working_days = 5;         // to ask for a return, after it was assigned
  int first_contact_working_days = 15;
  int assisting_days = 30;             // for the opinion of an assisting unit
  int reply_months = 3;
  int extension_months = 1;            // once
  int again_days = 30;                 // to handle again what did not satisfy
  int near_working_days = 7;           // from when on it is called near
  int rounds = 2;                      // then people meet
  int rating_working_days = 15;        // after the answer, until when both sides' ratings are sealed
  int fewest_ratings = 5;              // of a crowd, before anything is shown or follows from them
};
inline constexpr Settings kSettings;

}  // namespace gongshi::handling
