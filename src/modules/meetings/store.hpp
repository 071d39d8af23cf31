// What more than one use case needs: finding a meeting as the actor may see it, who runs it, and telling who watches.
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "modules/meetings/wire.hpp"
#include "modules/meetings/workflow.hpp"

namespace gongshi::meetings {

/// Of its office; whoever runs it also chairs it.
bool manages(const Context& context, const Meeting& meeting);
bool runs(const Context& context, const Meeting& meeting);

/// Error 404 where it is absent or hidden from the actor.
Result<Meeting> find(Context& context, db::ReadTx& tx, MeetingId id);
/// The same, and error 403 where the actor does not prepare it, or does not run it.
Result<Meeting> find_managed(Context& context, db::ReadTx& tx, MeetingId id);
Result<Meeting> find_run(Context& context, db::ReadTx& tx, MeetingId id);

std::optional<Participant> participant_of(db::ReadTx& tx, MeetingId meeting, PersonId person);
/// Error 404 where the meeting has no such participant.
Result<Participant> find_participant(db::ReadTx& tx, MeetingId meeting, ParticipantId id);
/// Error 404 where the actor may not read its meeting.
Result<Speech> find_speech(Context& context, db::ReadTx& tx, SpeechId id);
std::vector<AgendaItem> agenda_of(db::ReadTx& tx, MeetingId meeting);
std::vector<Speech> speeches_of(db::ReadTx& tx, MeetingId meeting);
std::vector<assemblies::BodyId> reserved_of(db::ReadTx& tx, MeetingId meeting);
Attendance attendance_of(db::ReadTx& tx, MeetingId meeting);

Facts facts_of(db::ReadTx& tx, const Meeting& meeting);

/// Now, or what happened last where the clock was set back since: nothing ends before it began, and what follows stands behind.
inline Timestamp now_or_later(const Context& context, std::optional<Timestamp> last) { return std::max(context.now(), last.value_or(Timestamp{})); }

/// Something that everybody sees has changed: the version moves, and whoever watches is told once that is durable.
void touch(Context& context, db::WriteTx& tx, MeetingId id);
/// The same where the version has moved already.
void tell_watchers(Context& context, MeetingId id);

void record(Context& context, db::WriteTx& tx, const Meeting& meeting, std::string_view verb, std::string detail = {});
std::string link_of(MeetingId id);
/// One field is wrong.
std::unexpected<Error> wrong(std::string pointer, std::string code);

/// How a speech offers itself to the actor.
std::vector<workflow::Offer> offers_of(const Context& context, const Meeting& meeting, const Speech& speech);

// read.cpp
MeetingView view(Context& context, db::ReadTx& tx, const Meeting& meeting);
/// Anew, after a change.
Result<MeetingView> view_again(Context& context, db::ReadTx& tx, MeetingId id);
std::string sector_name(db::ReadTx& tx, assemblies::BodyId sector);

}  // namespace gongshi::meetings
