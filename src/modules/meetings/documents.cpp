// Minutes 会议纪要, the digest of speeches 发言摘编, and the formal recommendation 建议案, from the record.
#include <algorithm>

#include <fmt/format.h>

#include "embedded/meetings.hpp"
#include "modules/identity/api.hpp"
#include "modules/meetings/points.hpp"
#include "modules/meetings/recommendation.hpp"
#include "platform/documents/document.hpp"

namespace gongshi::meetings {
namespace {

constexpr std::array kOrdinals{"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"};

void add(documents::Document& document, std::string_view text) { std::ranges::move(documents::paragraphs_of(text), std::back_inserter(document.body)); }

/// Of a heading of the first level; from the eleventh on in figures.
std::string ordinal(std::size_t at) { return at < kOrdinals.size() ? std::string(kOrdinals[at]) : std::to_string(at + 1); }

std::string office_of(db::ReadTx& tx, const Meeting& meeting) {
  const auto assembly = assemblies::find_assembly(tx, meeting.assembly);
  return (assembly ? assembly->name : "") + "办公室";
}

std::string named(db::ReadTx& tx, const Speech& one) {
  const std::string of = one.body ? assemblies::body_name(tx, one.body) : sector_name(tx, one.sector);
  return of.empty() ? one.name : fmt::format("{}（{}）", one.name, of);
}

std::string names_of(const std::vector<Participant>& people, auto which) {
  std::string names;
  for (const Participant& one : people) {
    if (!which(one)) continue;
    const std::string& name = one.answer == Answer::substituted && !one.substitute.empty() ? one.substitute : one.name;
    names += (names.empty() ? "" : "、") + name;
  }
  return names;
}

documents::Document compose_minutes(Context& context, db::ReadTx& tx, const Meeting& meeting) {
  const Timestamp written = meeting.ended_at.value_or(meeting.state_since);
  const Attendance there = attendance_of(tx, meeting.id);
  documents::Document document{.form = documents::Form::minutes, .mark = context.say("meetings.form." + std::string(enum_name(meeting.form))) + "纪要", .title = meeting.title, .signature = office_of(tx, meeting), .date = documents::date_text(written),
                               .printed_by = office_of(tx, meeting), .written = written};
  const std::string chair = meeting.chair ? identity::display_name(tx, meeting.chair) + "主持" : "召开";
  add(document, fmt::format("{}，会议在{}{}。应出席{}人，实到{}人，其中线上参加{}人。现将会议情况纪要如下：", documents::date_text(meeting.opened_at.value_or(meeting.starts_at)), meeting.place, chair, there.must, there.present, there.online));
  std::size_t part = 0;
  const auto heading = [&](std::string_view text) { add(document, fmt::format("{}、{}", ordinal(part++), text)); };
  if (!meeting.topic.empty()) {
    heading("议题");
    add(document, meeting.topic);
  }
  const auto speeches = speeches_of(tx, meeting.id);
  const auto spoken = [](const Speech& one) { return one.state == SpeechState::spoken || (one.manner == Manner::written && one.state == SpeechState::listed); };
  if (std::ranges::any_of(speeches, spoken)) {
    heading("发言情况");
    std::size_t number = 0;
    for (const Speech& one : speeches) {
      if (spoken(one) && one.kind != SpeechKind::point_of_order) add(document, fmt::format("{}. {}{}：{}", ++number, named(tx, one), one.kind == SpeechKind::answer ? "回应" : one.manner == Manner::written ? "书面发言" : "发言", one.topic));
    }
  }
  if (!meeting.exchange.empty()) {
    heading(meeting.exchange_held ? "交流互动" : "未进行交流互动的原因");
    add(document, meeting.exchange);
  }
  std::vector<Poll> polls = tx.all<Poll>(sql::polls, meeting.id);
  std::erase_if(polls, [](const Poll& one) { return one.kind != PollKind::adoption || !one.closed_at; });
  if (!polls.empty()) {
    heading("表决情况");
    for (const Poll& one : polls) add(document, fmt::format("{}：常务委员会组成人员{}人，{}。", one.question, one.electorate, one.adopted ? "以全体组成人员过半数赞成通过" : "未达到全体组成人员过半数，未通过"));
  }
  const auto points = points_view(context, tx, meeting.id);
  if (!points.empty()) {
    heading("议定事项");
    for (const PointView& one : points) add(document, fmt::format("{}. {}", one.number, one.text));
  }
  const auto people = tx.all<Participant>(sql::participants, meeting.id);
  document.present.push_back({"出席", names_of(people, [](const Participant& one) { return one.capacity == Capacity::must && one.present != Presence::absent; })});
  document.present.push_back({"请假", names_of(people, [](const Participant& one) { return one.answer == Answer::on_leave; })});
  document.present.push_back({"列席", names_of(people, [](const Participant& one) { return one.capacity != Capacity::must && one.present != Presence::absent; })});
  std::erase_if(document.present, [](const documents::Row& row) { return row.value.empty(); });
  return document;
}

documents::Document compose_digest(Context&, db::ReadTx& tx, const Meeting& meeting) {
  const Timestamp written = meeting.ended_at.value_or(meeting.state_since);
  documents::Document document{.form = documents::Form::letter, .mark = office_of(tx, meeting), .title = fmt::format("{}发言摘编", meeting.title), .signature = office_of(tx, meeting), .date = documents::date_text(written), .written = written};
  std::size_t number = 0;
  for (const Speech& one : speeches_of(tx, meeting.id)) {
    const bool spoken = one.state == SpeechState::spoken || (one.manner == Manner::written && one.state == SpeechState::listed);
    if (!spoken || one.kind == SpeechKind::point_of_order) continue;
    add(document, fmt::format("{}、{}：{}", ordinal(number++), named(tx, one), one.topic));
    add(document, one.text.empty() ? "（未提交发言全文）" : one.text);
  }
  return document;
}

}  // namespace

Result<http::Response> meeting_document(Context& context, const AskDocument& request) {
  Context chinese = documents::in_chinese(context);
  std::string title;
  // Laid out only once the database is let go.
  const auto composed = context.db.read([&](db::ReadTx& tx) -> Result<documents::Document> {
    TRY_ASSIGN(const Meeting meeting, find(context, tx, request.id));
    if (!row_of(meeting.state).after || row_of(meeting.form).discussion) return fail(ErrorKind::not_found, "meetings.no_document_yet");
    title = meeting.title;
    return request.kind == DocumentKind::minutes ? compose_minutes(chinese, tx, meeting) : compose_digest(chinese, tx, meeting);
  });
  if (!composed) return std::unexpected(composed.error());
  return documents::answer(context, *composed, request.format, (request.kind == DocumentKind::minutes ? "会议纪要-" : "发言摘编-") + title);
}

Result<http::Response> recommendation_document(Context& context, const AskRecommendation& request) {
  std::string title;
  const auto composed = context.db.read([&](db::ReadTx& tx) -> Result<documents::Document> {
    const auto row = tx.one<Recommendation>(sql::recommendation, request.id);
    const auto meeting = row ? find(context, tx, row->meeting) : Result<Meeting>(fail(ErrorKind::not_found, "meetings.no_such_recommendation"));
    if (!meeting || row->state != RecommendationState::adopted) return fail(ErrorKind::not_found, "meetings.no_such_recommendation");
    const auto assembly = assemblies::find_assembly(tx, meeting->assembly);
    const std::string committee = (assembly ? assembly->name : "") + "常务委员会";
    title = row->title;
    documents::Document document{.form = documents::Form::official, .mark = committee, .title = row->title, .addressee = row->addressee, .body = documents::paragraphs_of(row->text), .signature = committee, .date = documents::date_text(*row->decided_at),
                                 .printed_by = office_of(tx, *meeting), .written = *row->decided_at};
    add(document, fmt::format("（{}{}通过）", documents::date_text(*row->decided_at), meeting->title));
    return document;
  });
  if (!composed) return std::unexpected(composed.error());
  return documents::answer(context, *composed, request.format, "建议案-" + title);
}

}  // namespace gongshi::meetings
