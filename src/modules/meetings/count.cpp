// How many watched, by channel, with source and time. People and person-times 人次 stay two figures.
#include "embedded/meetings.hpp"
#include "modules/meetings/store.hpp"
#include "modules/meetings/use_cases.hpp"

namespace gongshi::meetings {

Result<MeetingView> enter_count(Context& context, db::WriteTx& tx, const EnterCount& request) {
  TRY_ASSIGN(const Meeting meeting, find_managed(context, tx, request.id));
  if (!row_of(meeting.state).under_way && !row_of(meeting.state).after) return fail(ErrorKind::conflict, "meetings.not_under_way");
  tx.run(sql::enter_count, context.ids.next_value(), meeting.id, request.channel, request.source, request.unit, request.value, context.now(), context.actor.person);
  record(context, tx, meeting, "meetings.enter_count");
  touch(context, tx, meeting.id);
  return view_again(context, tx, meeting.id);
}

}  // namespace gongshi::meetings
