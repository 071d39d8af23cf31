// 督办纪要: the committee writes them, the leader who leads the supervision confirms. From then on who signed and the units read them, and what was agreed is
// promised in the handling of the proposal.
#include "modules/proposals/minutes.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "embedded/proposals.hpp"
#include "modules/handling/api.hpp"
#include "modules/identity/api.hpp"
#include "modules/proposals/workflow.hpp"
#include "platform/documents/document.hpp"
#include "platform/journal/journal.hpp"

namespace gongshi::proposals {
namespace {

/// A row of proposals_minutes.
struct Minutes {
  MinutesId id;
  ProposalId proposal;
  MinutesKind kind = MinutesKind::meeting;
  Timestamp at;
  std::string place;
  PersonId chaired_by;
  std::string attended;
  std::string said;
  std::string remark;
  PersonId entered_by;
  Timestamp entered_at;
  std::optional<PersonId> confirmed_by;
  std::optional<Timestamp> confirmed_at;
  std::string reason;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Minutes, (), (id, proposal, kind, at, place, chaired_by, attended, said, remark, entered_by, entered_at, confirmed_by, confirmed_at, reason, version))

struct Point {
  std::int64_t number = 0;
  std::string text;
  assemblies::BodyId unit;
  std::optional<Timestamp> due;
  bool tracked = false;
};
BOOST_DESCRIBE_STRUCT(Point, (), (number, text, unit, due, tracked))

/// Leads its supervision.
struct Leader {
  PersonId leader;
};
BOOST_DESCRIBE_STRUCT(Leader, (), (leader))

std::vector<assemblies::BodyId> units_of(db::ReadTx& tx, MinutesId id) { return tx.all<assemblies::BodyId>(sql::minutes_units, id); }
std::vector<Point> points_of(db::ReadTx& tx, MinutesId id) { return tx.all<Point>(sql::minutes_points, id); }

bool leads(const Context& context, db::ReadTx& tx, const Proposal& proposal) {
  const auto leader = tx.one<Leader>(sql::leader_of_key, proposal.id);
  return leader && leader->leader && leader->leader == context.actor.person && context.actor.may(kLead, proposal.assembly);
}

/// Before it is confirmed: the committee, and the leader who is to confirm it. Then also other leaders, who signed, and the units.
bool reads(Context& context, db::ReadTx& tx, const Proposal& proposal, const Minutes& minutes) {
  if (is_office(context, proposal) || leads(context, tx, proposal)) return true;
  if (!minutes.confirmed_at) return false;
  if (context.actor.may(kLead, proposal.assembly) || handling::takes_part(context, tx, "proposal", proposal.id.value)) return true;
  return context.actor.signed_in() && std::ranges::binary_search(askers(context, tx, proposal), context.actor.person);
}

struct FoundMinutes {
  Minutes minutes;
  Proposal proposal;
};
/// Error 404 where the actor may not read them.
Result<FoundMinutes> find_minutes(Context& context, db::ReadTx& tx, MinutesId id) {
  auto minutes = tx.one<Minutes>(sql::find_minutes, id);
  auto proposal = minutes ? find(tx, minutes->proposal) : std::nullopt;
  if (!proposal || !reads(context, tx, *proposal, *minutes)) return fail(ErrorKind::not_found, "proposals.no_such_minutes");
  return FoundMinutes{std::move(*minutes), std::move(*proposal)};
}
/// As long as they are written, for the committee.
Result<FoundMinutes> find_written(Context& context, db::ReadTx& tx, MinutesId id) {
  TRY_ASSIGN(FoundMinutes found, find_minutes(context, tx, id));
  if (!is_office(context, found.proposal)) return fail(ErrorKind::forbidden, "request.not_permitted");
  if (found.minutes.confirmed_at) return fail(ErrorKind::conflict, "proposals.minutes_confirmed_already");
  return found;
}

Result<void> check(Context& context, db::ReadTx& tx, const Proposal& proposal, const MinutesText& text) {
  if (text.at > context.now()) return wrong("/minutes/at", "proposals.minutes_in_the_future");
  const auto leaders = assemblies::holders_of(tx, proposal.assembly, assemblies::Role::chair, context.now());
  if (std::ranges::find(leaders, text.chaired_by) == leaders.end()) return wrong("/minutes/chaired_by", "proposals.no_such_leader");
  const auto known = assemblies::units_of(tx, proposal.assembly);
  const auto is_unit = [&](assemblies::BodyId unit) { return std::ranges::find(known, unit, &assemblies::Unit::id) != known.end(); };
  for (std::size_t i = 0; i < text.units.size(); ++i) {
    if (!is_unit(text.units[i])) return wrong("/minutes/units/" + std::to_string(i), "proposals.no_such_unit");
  }
  for (std::size_t i = 0; i < text.points.size(); ++i) {
    const AgreedPoint& point = text.points[i];
    const std::string at = "/minutes/points/" + std::to_string(i);
    if (point.unit && !is_unit(*point.unit)) return wrong(at + "/unit", "proposals.no_such_unit");
    if (point.unit && !point.due) return wrong(at + "/due", "proposals.point_needs_a_day");
    if (point.due && *point.due <= text.at) return wrong(at + "/due", "proposals.point_before_the_day");
  }
  return {};
}

void store_lists(db::WriteTx& tx, MinutesId id, const MinutesText& text) {
  tx.run(sql::forget_minutes_units, id);
  tx.run(sql::forget_minutes_points, id);
  for (const assemblies::BodyId unit : text.units) tx.run(sql::add_minutes_unit, id, unit);
  std::int64_t number = 0;
  for (const AgreedPoint& point : text.points) tx.run(sql::add_minutes_point, id, ++number, point.text, point.unit.value_or(assemblies::BodyId{}), point.due);
}

void record(Context& context, db::WriteTx& tx, const Proposal& proposal, std::string_view verb) {
  journal::record(context, tx, {.verb = verb, .subject_kind = "proposal", .subject = proposal.id.value, .scope = proposal.assembly});
}

/// To the leader who is to confirm what was written.
void ask_leader(Context& context, db::WriteTx& tx, const Proposal& proposal) {
  const auto leader = tx.one<Leader>(sql::leader_of_key, proposal.id);
  if (leader && leader->leader) tell(context, tx, proposal, {leader->leader}, "proposals.minutes_to_confirm");
}

MinutesView view_one(Context& context, db::ReadTx& tx, const Proposal& proposal, const Minutes& minutes) {
  MinutesView view{.id = minutes.id, .kind = minutes.kind, .kind_name = context.say("proposals.minutes_kind." + std::string(enum_name(minutes.kind))), .at = minutes.at, .place = minutes.place, .chaired_by = minutes.chaired_by,
                   .chair = identity::display_name(tx, minutes.chaired_by), .attended = minutes.attended, .units = {}, .said = minutes.said, .points = {}, .state_name = context.say(minutes.confirmed_at ? "proposals.minutes_confirmed" : "proposals.minutes_written"),
                   .remark = minutes.confirmed_at ? "" : minutes.remark, .entered_by = identity::display_name(tx, minutes.entered_by), .confirmed_by = {}, .confirmed_at = minutes.confirmed_at, .reason = minutes.reason, .version = minutes.version,
                   .actions = {}, .documents = {}};
  for (const assemblies::BodyId unit : units_of(tx, minutes.id)) view.units.push_back({unit, assemblies::body_name(tx, unit)});
  for (const Point& one : points_of(tx, minutes.id)) {
    view.points.push_back({one.text, one.unit ? std::optional(one.unit) : std::nullopt, one.unit ? assemblies::body_name(tx, one.unit) : "", one.due, one.tracked});
  }
  if (minutes.confirmed_by) view.confirmed_by = identity::display_name(tx, *minutes.confirmed_by);
  const bool office = is_office(context, proposal);
  if (minutes.confirmed_at) {
    view.documents.push_back({context.say("proposals.document.minutes"), fmt::format("/minutes/{}/document", minutes.id.value)});
  } else {
    if (leads(context, tx, proposal)) view.actions = {"confirm", "send_back"};
    if (office) std::ranges::copy(std::vector<std::string>{"save", "confirm_for", "discard"}, std::back_inserter(view.actions));
  }
  return view;
}

documents::Document compose(Context& context, db::ReadTx& tx, const Proposal& proposal, const Minutes& minutes) {
  const auto assembly = assemblies::find_assembly(tx, proposal.assembly);
  const std::string committee = (assembly ? assembly->name : "") + "提案委员会";
  std::string units;
  for (const assemblies::BodyId unit : units_of(tx, minutes.id)) units += (units.empty() ? "" : "、") + assemblies::body_name(tx, unit);
  const std::string kind = context.say("proposals.minutes_kind." + std::string(enum_name(minutes.kind)));
  documents::Document document{.form = documents::Form::minutes, .mark = "重点提案督办纪要", .title = fmt::format("{}《{}》督办{}纪要", numbered(context, tx, proposal), proposal.title, kind), .signature = committee,
                               .date = documents::date_text(*minutes.confirmed_at), .copies = addressed(tx, proposal) + (units.empty() ? "" : "，" + units), .printed_by = committee, .written = *minutes.confirmed_at};
  const auto add = [&](std::string_view text) { std::ranges::move(documents::paragraphs_of(text), std::back_inserter(document.body)); };
  add(fmt::format("{}，{}在{}主持{}，督办{}《{}》的办理。现将有关情况纪要如下：", documents::date_text(minutes.at), identity::display_name(tx, minutes.chaired_by), minutes.place, kind, numbered(context, tx, proposal), proposal.title));
  add("一、有关情况");
  add(minutes.said);
  const auto points = points_of(tx, minutes.id);
  if (!points.empty()) add("二、商定事项");
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Point& one = points[i];
    std::string task = one.unit ? "责任单位：" + assemblies::body_name(tx, one.unit) : "";
    if (one.due) task += (task.empty() ? "" : "，") + std::string("完成时限：") + documents::date_text(*one.due);
    add(fmt::format("{}. {}{}", i + 1, one.text, task.empty() ? "" : "（" + task + "）"));
  }
  std::string present = minutes.attended;
  std::ranges::replace(present, '\n', ' ');
  document.present.push_back({"出席", present});
  if (!units.empty()) document.present.push_back({"列席", units});
  return document;
}

}  // namespace

std::vector<MinutesView> minutes_of(Context& context, db::ReadTx& tx, const Proposal& proposal) {
  std::vector<MinutesView> views;
  for (const Minutes& one : tx.all<Minutes>(sql::minutes_of, proposal.id)) {
    if (reads(context, tx, proposal, one)) views.push_back(view_one(context, tx, proposal, one));
  }
  return views;
}

bool may_add_minutes(Context& context, db::ReadTx& tx, const Proposal& proposal) { return is_office(context, proposal) && proposal.state == State::filed && tx.one<Leader>(sql::leader_of_key, proposal.id).has_value(); }

Result<ProposalView> add_minutes(Context& context, db::WriteTx& tx, const AddMinutes& request) {
  TRY_ASSIGN(const Proposal proposal, find_readable(context, tx, request.id));
  if (!is_office(context, proposal)) return fail(ErrorKind::forbidden, "request.not_permitted");
  if (!may_add_minutes(context, tx, proposal)) return fail(ErrorKind::conflict, "proposals.not_key");
  TRY(check(context, tx, proposal, request.minutes));
  const auto id = context.ids.next<MinutesId>();
  const MinutesText& text = request.minutes;
  tx.run(sql::add_minutes, id, proposal.id, text.kind, text.at, text.place, text.chaired_by, text.attended, text.said, context.actor.person, context.now());
  store_lists(tx, id, text);
  record(context, tx, proposal, "proposals.write_minutes");
  ask_leader(context, tx, proposal);
  return view(context, tx, proposal);
}

Result<ProposalView> save_minutes(Context& context, db::WriteTx& tx, const SaveMinutes& request) {
  TRY_ASSIGN(const FoundMinutes found, find_written(context, tx, request.id));
  TRY(check(context, tx, found.proposal, request.minutes));
  const MinutesText& text = request.minutes;
  if (tx.run(sql::save_minutes, request.id, request.version, text.kind, text.at, text.place, text.chaired_by, text.attended, text.said) == 0) return fail(ErrorKind::conflict, "proposals.moved_meanwhile");
  store_lists(tx, request.id, text);
  record(context, tx, found.proposal, "proposals.write_minutes");
  if (!found.minutes.remark.empty()) ask_leader(context, tx, found.proposal);
  return view(context, tx, found.proposal);
}

Result<ProposalView> discard_minutes(Context& context, db::WriteTx& tx, const ByMinutes& request) {
  TRY_ASSIGN(const FoundMinutes found, find_written(context, tx, request.id));
  for (const db::Query* query : {&sql::forget_minutes_units, &sql::forget_minutes_points, &sql::discard_minutes}) tx.run(*query, request.id);
  record(context, tx, found.proposal, "proposals.discard_minutes");
  return view(context, tx, found.proposal);
}

Result<ProposalView> decide_minutes(Context& context, db::WriteTx& tx, const DecideMinutes& request) {
  TRY_ASSIGN(const FoundMinutes found, find_minutes(context, tx, request.id));
  const auto& [minutes, proposal] = found;
  const bool leader = leads(context, tx, proposal);
  const bool office = is_office(context, proposal);
  if (!leader && !office) return fail(ErrorKind::forbidden, "proposals.not_led_by_you");
  if (minutes.confirmed_at) return fail(ErrorKind::conflict, "proposals.minutes_confirmed_already");
  if (!leader && !request.confirm) return fail(ErrorKind::forbidden, "proposals.not_led_by_you");
  if ((!leader || !request.confirm) && request.words.empty()) return wrong("/words", "proposals.reason_needed");
  if (!request.confirm) {
    if (tx.run(sql::send_minutes_back, minutes.id, request.version, request.words) == 0) return fail(ErrorKind::conflict, "proposals.moved_meanwhile");
    record(context, tx, proposal, "proposals.send_minutes_back");
    tell_office(context, tx, proposal, "proposals.minutes_sent_back");
    return view(context, tx, proposal);
  }
  if (tx.run(sql::confirm_minutes, minutes.id, request.version, context.actor.person, context.now(), leader ? std::string() : request.words) == 0) return fail(ErrorKind::conflict, "proposals.moved_meanwhile");
  for (const Point& one : points_of(tx, minutes.id)) {
    if (one.unit && one.due && handling::promise_agreed(context, tx, "proposal", proposal.id.value, one.unit, one.text, *one.due, minutes.id.value)) tx.run(sql::point_tracked, minutes.id, one.number);
  }
  record(context, tx, proposal, "proposals.confirm_minutes");
  tell(context, tx, proposal, askers(context, tx, proposal), "proposals.minutes_confirmed");
  if (leader) tell_office(context, tx, proposal, "proposals.minutes_confirmed");
  handling::tell_units(context, tx, "proposal", proposal.id.value, "proposals.minutes_confirmed");
  return view(context, tx, proposal);
}

Result<http::Response> minutes_document(Context& context, const AskMinutesDocument& request) {
  Context chinese = documents::in_chinese(context);
  std::string title;
  // Laid out only once the database is let go.
  const auto composed = context.db.read([&](db::ReadTx& tx) -> Result<documents::Document> {
    TRY_ASSIGN(const FoundMinutes found, find_minutes(context, tx, request.id));
    if (!found.minutes.confirmed_at) return fail(ErrorKind::not_found, "proposals.no_such_minutes");
    title = found.proposal.title;
    return compose(chinese, tx, found.proposal, found.minutes);
  });
  if (!composed) return std::unexpected(composed.error());
  return documents::answer(context, *composed, request.format, "督办纪要-" + title);
}

void remove_minutes(db::WriteTx& tx, ProposalId proposal) {
  for (const auto id : tx.all<MinutesId>(sql::ids_of_minutes, proposal)) {
    for (const db::Query* query : {&sql::forget_minutes_units, &sql::forget_minutes_points, &sql::discard_minutes}) tx.run(*query, id);
  }
}

}  // namespace gongshi::proposals
