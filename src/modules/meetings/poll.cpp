// Quick polls and shows of hands, with how each sector voted.
#include <algorithm>
#include <map>
#include <numeric>

#include <fmt/format.h>

#include "embedded/meetings.hpp"
#include "maths/suppression.hpp"
#include "modules/meetings/halls.hpp"
#include "modules/meetings/recommendation.hpp"
#include "modules/meetings/store.hpp"
#include "modules/meetings/use_cases.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::meetings {
namespace {

/// The number of the option "for".
constexpr std::int64_t kFor = 1;

std::int64_t electorate_of(db::ReadTx& tx, const Poll& poll) {
  return tx.one<std::int64_t>(sql::electorate, poll.meeting, std::int64_t{poll.kind == PollKind::adoption}).value_or(0);
}

/// More than half of all who may vote, present or not.
std::int64_t needed_of(std::int64_t electorate) { return electorate / 2 + 1; }

bool may_vote(const Poll& poll, const std::optional<Participant>& one) { return one && (poll.kind == PollKind::adoption ? one->voting : true) && one->present != Presence::absent; }

std::vector<SectorCount> sectors_of(db::ReadTx& tx, const Poll& poll, std::size_t options) {
  std::map<assemblies::BodyId, std::vector<std::int64_t>> counts;
  tx.each(sql::by_sector, [&](const db::Row& row) {
    auto& sector = counts[assemblies::BodyId{row.integer(0)}];
    sector.resize(options);
    const auto choice = static_cast<std::size_t>(row.integer(1) - 1);
    if (choice < options) sector[choice] = row.integer(2);
  }, poll.id);
  std::vector<std::uint32_t> sizes;
  for (const auto& [sector, chosen] : counts) sizes.push_back(static_cast<std::uint32_t>(std::accumulate(chosen.begin(), chosen.end(), std::int64_t{0})));
  const std::vector<bool> hidden = maths::hidden_cells(sizes);
  std::vector<SectorCount> sectors;
  std::size_t i = 0;
  for (auto& [sector, chosen] : counts) {
    SectorCount one{.sector_name = sector_name(tx, sector), .people = {}, .counts = {}};
    if (!hidden[i]) {
      one.people = sizes[i];
      one.counts = std::move(chosen);
    }
    ++i;
    sectors.push_back(std::move(one));
  }
  return sectors;
}

PollView view_one(Context&, db::ReadTx& tx, const Poll& poll) {
  PollView view{.id = poll.id, .kind = poll.kind, .question = poll.question, .opened_at = poll.opened_at, .closed_at = poll.closed_at, .electorate = poll.closed_at ? poll.electorate : electorate_of(tx, poll), .voted = 0,
                .needed = {}, .adopted = {}, .options = tx.all<OptionCount>(sql::options, poll.id), .sectors = {}};
  for (const OptionCount& option : view.options) view.voted += option.count;
  if (poll.kind == PollKind::adoption) view.needed = needed_of(view.electorate);
  if (poll.kind == PollKind::adoption && poll.closed_at) view.adopted = poll.adopted;
  // While hands go up only how many have voted is shown: nobody votes by what others did.
  if (!poll.closed_at) {
    for (OptionCount& option : view.options) option.count = 0;
  } else {
    view.sectors = sectors_of(tx, poll, view.options.size());
  }
  return view;
}

Result<Poll> find_poll(Context& context, db::ReadTx& tx, PollId id) {
  auto poll = tx.one<Poll>(sql::poll, id);
  if (!poll || !find(context, tx, poll->meeting)) return fail(ErrorKind::not_found, "meetings.no_such_poll");
  return std::move(*poll);
}

}  // namespace

std::vector<PollView> polls_of(Context& context, db::ReadTx& tx, const Meeting& meeting) {
  std::vector<PollView> views;
  for (const Poll& poll : tx.all<Poll>(sql::polls, meeting.id)) views.push_back(view_one(context, tx, poll));
  return views;
}

Result<PollView> open_poll(Context& context, db::WriteTx& tx, const OpenPoll& request) {
  TRY_ASSIGN(const Meeting meeting, find_run(context, tx, request.id));
  if (meeting.state != State::open) return fail(ErrorKind::conflict, "meetings.not_under_way");
  if (request.kind == PollKind::adoption && !row_of(meeting.form).standing) return fail(ErrorKind::conflict, "meetings.standing_committee_adopts");
  std::vector<std::string> options = request.options;
  if (request.kind == PollKind::quick) {
    if (options.size() < 2) return wrong("/options", "meetings.two_options_needed");
    for (std::size_t i = 0; i < options.size(); ++i) {
      if (options[i].empty() || options[i].size() > 200) return wrong("/options/" + std::to_string(i), "meetings.option_needed");
    }
  } else {
    if (!options.empty()) return wrong("/options", "meetings.options_are_fixed");
    for (const std::string_view one : {"for", "against", "abstain"}) options.push_back(context.say("meetings.hand." + std::string(one)));
  }
  const Poll poll{.id = context.ids.next<PollId>(), .meeting = meeting.id, .kind = request.kind, .question = request.question, .opened_at = context.now(), .closed_at = {}};
  tx.run(sql::add_poll, poll.id, poll.meeting, poll.kind, poll.question, poll.opened_at);
  for (std::size_t i = 0; i < options.size(); ++i) tx.run(sql::add_option, poll.id, static_cast<std::int64_t>(i + 1), options[i]);
  record(context, tx, meeting, "meetings.open_poll", fmt::format(R"({{"poll":{}}})", poll.id.value));
  touch(context, tx, meeting.id);
  return view_one(context, tx, poll);
}

Result<PollView> close_poll(Context& context, db::WriteTx& tx, const ByPoll& request) {
  TRY_ASSIGN(Poll poll, find_poll(context, tx, request.id));
  TRY_ASSIGN(const Meeting meeting, find_run(context, tx, poll.meeting));
  poll.electorate = electorate_of(tx, poll);
  std::int64_t in_favour = 0;
  for (const OptionCount& option : tx.all<OptionCount>(sql::options, poll.id)) {
    if (option.number == kFor) in_favour = option.count;
  }
  poll.adopted = poll.kind == PollKind::adoption && in_favour >= needed_of(poll.electorate);
  poll.closed_at = now_or_later(context, poll.opened_at);
  if (tx.run(sql::close_poll, poll.id, poll.closed_at, poll.electorate, poll.adopted) == 0) return fail(ErrorKind::conflict, "meetings.poll_closed");
  decide_by_poll(context, tx, meeting, poll);
  record(context, tx, meeting, "meetings.close_poll", fmt::format(R"({{"poll":{}}})", poll.id.value));
  touch(context, tx, meeting.id);
  return view_one(context, tx, poll);
}

Result<OwnVotes> raise_hand(Context& context, db::WriteTx& tx, const RaiseHand& request) {
  TRY_ASSIGN(const Poll poll, find_poll(context, tx, request.poll));
  if (poll.meeting != request.id) return fail(ErrorKind::not_found, "meetings.no_such_poll");
  const auto one = participant_of(tx, poll.meeting, context.actor.person);
  if (!may_vote(poll, one)) return fail(ErrorKind::forbidden, poll.kind == PollKind::adoption && one && !one->voting ? "meetings.not_voting" : "meetings.not_present");
  if (poll.closed_at) return fail(ErrorKind::conflict, "meetings.poll_closed");
  const auto options = tx.all<OptionCount>(sql::options, poll.id);
  if (std::ranges::find(options, request.choice, &OptionCount::number) == options.end()) return wrong("/choice", "request.unknown_value");
  // A closing that is under way at the same time waits for this row, or this for it.
  if (tx.run(sql::hold_poll, poll.id) == 0) return fail(ErrorKind::conflict, "meetings.poll_closed");
  tx.run(sql::raise_hand, poll.id, one->person, one->sector, request.choice);
  context.after_commit.push_back([&halls = context.app.use<Halls>(), id = poll.meeting] { halls.stir(id); });
  return own_votes(context, tx, {poll.meeting});
}

Result<OwnVotes> own_votes(Context& context, db::ReadTx& tx, const ByMeeting& request) {
  TRY_ASSIGN(const Meeting meeting, find(context, tx, request.id));
  return OwnVotes{.items = tx.all<OwnVote>(sql::own_hands, meeting.id, context.actor.person), .liked = tx.all<MessageId>(sql::own_likes, meeting.id, context.actor.person)};
}

}  // namespace gongshi::meetings
