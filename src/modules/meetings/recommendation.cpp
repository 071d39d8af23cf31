#include "modules/meetings/recommendation.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "embedded/meetings.hpp"
#include "modules/meetings/use_cases.hpp"
#include "platform/notices/notices.hpp"

namespace gongshi::meetings {
namespace {

struct Amendment {
  AmendmentId id;
  RecommendationId recommendation;
  std::int64_t edition = 0;
  PersonId person;
  std::string name;
  std::string passage;
  std::string wording;
  std::string reason;
  AmendmentState state = AmendmentState::waiting;
  std::string word;
  Timestamp at;
};
BOOST_DESCRIBE_STRUCT(Amendment, (), (id, recommendation, edition, person, name, passage, wording, reason, state, word, at))

/// Who may vote on it reads and amends it from the beginning; everybody reads what was adopted.
bool reads(const Context& context, const Meeting& meeting, const std::optional<Participant>& one, const Recommendation& recommendation) {
  return runs(context, meeting) || one || recommendation.state == RecommendationState::adopted;
}

bool takes_text(const Meeting& meeting, const Recommendation& recommendation) { return recommendation.state == RecommendationState::written && (row_of(meeting.state).planned || row_of(meeting.state).under_way); }

RecommendationView view_one(Context& context, db::ReadTx& tx, const Meeting& meeting, const std::optional<Participant>& one, const Recommendation& row) {
  RecommendationView view{.id = row.id, .title = row.title, .addressee = row.addressee, .text = row.text, .edition = row.edition, .state = row.state, .state_name = context.say("meetings.recommendation." + std::string(enum_name(row.state))),
                          .poll = row.poll ? std::optional(row.poll) : std::nullopt, .decided_at = row.decided_at, .editions = tx.all<EditionView>(sql::editions, row.id), .amendments = {}, .may_amend = takes_text(meeting, row) && one && one->voting,
                          .may_write = takes_text(meeting, row) && manages(context, meeting), .may_call_vote = row.state == RecommendationState::written && meeting.state == State::open && runs(context, meeting), .version = row.version};
  for (const Amendment& each : tx.all<Amendment>(sql::amendments, row.id)) {
    if (each.state == AmendmentState::waiting) view.may_call_vote = false;
    view.amendments.push_back({each.id, each.edition, each.name, each.passage, each.wording, each.reason, each.state, each.word, each.at});
  }
  return view;
}

OutcomeView outcome(Context& context, db::ReadTx& tx, const Meeting& meeting) {
  OutcomeView view;
  const auto one = participant_of(tx, meeting.id, context.actor.person);
  if (row_of(meeting.state).after && !row_of(meeting.form).discussion) {
    view.documents.push_back({context.say("meetings.document.minutes"), fmt::format("/meetings/{}/documents/minutes", meeting.id.value)});
    view.documents.push_back({context.say("meetings.document.digest"), fmt::format("/meetings/{}/documents/digest", meeting.id.value)});
  }
  for (const Recommendation& row : tx.all<Recommendation>(sql::recommendations, meeting.id)) {
    if (!reads(context, meeting, one, row)) continue;
    view.recommendations.push_back(view_one(context, tx, meeting, one, row));
    if (row.state == RecommendationState::adopted) view.documents.push_back({row.title, fmt::format("/recommendations/{}/document", row.id.value)});
  }
  return view;
}

struct Found {
  Recommendation recommendation;
  Meeting meeting;
};
/// Error 404 where the actor may not read it.
Result<Found> find_recommendation(Context& context, db::ReadTx& tx, RecommendationId id) {
  auto row = tx.one<Recommendation>(sql::recommendation, id);
  if (!row) return fail(ErrorKind::not_found, "meetings.no_such_recommendation");
  auto meeting = find(context, tx, row->meeting);
  if (!meeting || !reads(context, *meeting, participant_of(tx, row->meeting, context.actor.person), *row)) return fail(ErrorKind::not_found, "meetings.no_such_recommendation");
  return Found{std::move(*row), std::move(*meeting)};
}
Result<Found> find_to_write(Context& context, db::ReadTx& tx, RecommendationId id) {
  TRY_ASSIGN(Found found, find_recommendation(context, tx, id));
  if (!manages(context, found.meeting)) return fail(ErrorKind::forbidden, "request.not_permitted");
  if (!takes_text(found.meeting, found.recommendation)) return fail(ErrorKind::conflict, "workflow.not_now");
  return found;
}

Result<void> new_edition(Context& context, db::WriteTx& tx, const Recommendation& row, std::int64_t version, const std::string& title, const std::string& addressee, const std::string& text) {
  if (tx.run(sql::rewrite_recommendation, row.id, version, title, addressee, text) == 0) return fail(ErrorKind::conflict, "meetings.moved_meanwhile");
  tx.run(sql::add_edition, row.id, row.edition + 1, title, text, context.now(), context.actor.person);
  return {};
}

}  // namespace

Result<OutcomeView> read_outcome(Context& context, db::ReadTx& tx, const ByMeeting& request) {
  TRY_ASSIGN(const Meeting meeting, find(context, tx, request.id));
  return outcome(context, tx, meeting);
}

Result<OutcomeView> write_recommendation(Context& context, db::WriteTx& tx, const WriteRecommendation& request) {
  TRY_ASSIGN(const Meeting meeting, find_managed(context, tx, request.id));
  if (!row_of(meeting.form).standing) return fail(ErrorKind::conflict, "meetings.standing_committee_adopts");
  if (!row_of(meeting.state).planned && !row_of(meeting.state).under_way) return fail(ErrorKind::conflict, "meetings.over_already");
  const auto id = context.ids.next<RecommendationId>();
  tx.run(sql::add_recommendation, id, meeting.id, request.title, request.addressee, request.text);
  tx.run(sql::add_edition, id, std::int64_t{1}, request.title, request.text, context.now(), context.actor.person);
  record(context, tx, meeting, "meetings.write_recommendation");
  return outcome(context, tx, meeting);
}

Result<OutcomeView> rewrite_recommendation(Context& context, db::WriteTx& tx, const RewriteRecommendation& request) {
  TRY_ASSIGN(const Found found, find_to_write(context, tx, request.id));
  TRY(new_edition(context, tx, found.recommendation, request.version, request.title, request.addressee, request.text));
  record(context, tx, found.meeting, "meetings.write_recommendation");
  return outcome(context, tx, found.meeting);
}

Result<OutcomeView> call_vote(Context& context, db::WriteTx& tx, const VoteOnRecommendation& request) {
  TRY_ASSIGN(const Found found, find_recommendation(context, tx, request.id));
  const auto& [row, meeting] = found;
  if (!runs(context, meeting)) return fail(ErrorKind::forbidden, "request.not_permitted");
  // An amendment that comes in at the same time waits for this row, or this for it.
  if (tx.run(sql::hold_recommendation, row.id) == 0) return fail(ErrorKind::conflict, "workflow.not_now");
  if (tx.one<std::int64_t>(sql::amendments_waiting, row.id).value_or(0) > 0) return fail(ErrorKind::conflict, "meetings.amendments_wait");
  TRY_ASSIGN(const PollView poll, open_poll(context, tx, {.id = meeting.id, .kind = PollKind::adoption, .question = context.say("meetings.vote_on", {{"title", row.title}}), .options = {}}));
  if (tx.run(sql::vote_on_recommendation, row.id, request.version, poll.id) == 0) return fail(ErrorKind::conflict, "meetings.moved_meanwhile");
  return outcome(context, tx, meeting);
}

Result<OutcomeView> amend(Context& context, db::WriteTx& tx, const Amend& request) {
  TRY_ASSIGN(const Found found, find_recommendation(context, tx, request.id));
  const auto& [row, meeting] = found;
  const auto one = participant_of(tx, meeting.id, context.actor.person);
  if (!one || !one->voting) return fail(ErrorKind::forbidden, "meetings.not_voting");
  if (!takes_text(meeting, row)) return fail(ErrorKind::conflict, "workflow.not_now");
  if (request.passage.empty() && request.wording.empty()) return wrong("/wording", "meetings.text_needed");
  if (!request.passage.empty() && row.text.find(request.passage) == std::string::npos) return wrong("/passage", "meetings.no_such_passage");
  if (tx.run(sql::hold_recommendation, row.id) == 0) return fail(ErrorKind::conflict, "workflow.not_now");
  tx.run(sql::add_amendment, context.ids.next<AmendmentId>(), row.id, row.edition, one->person, one->name, request.passage, request.wording, request.reason, context.now());
  record(context, tx, meeting, "meetings.amend");
  return outcome(context, tx, meeting);
}

Result<OutcomeView> decide_amendment(Context& context, db::WriteTx& tx, const DecideAmendment& request) {
  const auto amendment = tx.one<Amendment>(sql::amendment, request.id);
  if (!amendment) return fail(ErrorKind::not_found, "meetings.no_such_recommendation");
  TRY_ASSIGN(const Found found, find_to_write(context, tx, amendment->recommendation));
  const auto& [row, meeting] = found;
  if (!request.take && request.word.empty()) return wrong("/word", "meetings.reason_needed");
  if (tx.run(sql::decide_amendment, amendment->id, request.take ? AmendmentState::taken : AmendmentState::declined, request.word) == 0) return fail(ErrorKind::conflict, "meetings.moved_meanwhile");
  if (request.take) {
    std::string text = row.text;
    if (amendment->passage.empty()) {
      text += "\n" + amendment->wording;
    } else {
      const auto at = text.find(amendment->passage);
      // Another amendment has changed it, or it stands there twice: the office says how the text reads now.
      if (at == std::string::npos || text.find(amendment->passage, at + 1) != std::string::npos) return fail(ErrorKind::conflict, "meetings.passage_not_once");
      text.replace(at, amendment->passage.size(), amendment->wording);
    }
    TRY(new_edition(context, tx, row, row.version, row.title, row.addressee, text));
  }
  notices::tell(context, tx, {amendment->person}, {.kind = request.take ? "meetings.amendment_taken" : "meetings.amendment_declined", .subject_kind = "meeting", .subject = meeting.id.value, .link = link_of(meeting.id),
                                                   .args = {{"title", row.title}, {"word", request.word}}});
  record(context, tx, meeting, request.take ? "meetings.take_amendment" : "meetings.decline_amendment");
  return outcome(context, tx, meeting);
}

void decide_by_poll(Context& context, db::WriteTx& tx, const Meeting& meeting, const Poll& poll) {
  const auto row = tx.one<Recommendation>(sql::recommendation_of_poll, poll.id);
  if (!row) return;
  tx.run(sql::decide_recommendation, row->id, poll.adopted ? RecommendationState::adopted : RecommendationState::not_adopted, context.now());
  record(context, tx, meeting, poll.adopted ? "meetings.adopt" : "meetings.not_adopt", fmt::format(R"({{"recommendation":{}}})", row->id.value));
}

void remove_recommendations(db::WriteTx& tx, MeetingId id) {
  for (const db::Query* step : {&sql::forget_amendments, &sql::forget_editions, &sql::forget_recommendations}) tx.run(*step, id);
}

}  // namespace gongshi::meetings
