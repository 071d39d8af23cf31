// What is to come of a meeting, as units handle it.
#pragma once

#include "modules/handling/api.hpp"
#include "modules/meetings/store.hpp"

namespace gongshi::meetings {

std::vector<PointView> points_view(Context& context, db::ReadTx& tx, MeetingId id);
void remove_points(db::WriteTx& tx, MeetingId id);
/// Every unit that had to has answered: who asked is told.
Result<void> tell_of_answer(Context& context, db::WriteTx& tx, const handling::Answered& event);
/// The kinds of subjects that points are for handling.
void start_handling(Application& app);

}  // namespace gongshi::meetings
