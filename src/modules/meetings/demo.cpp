#include "modules/meetings/demo.hpp"

#include <array>

#include <fmt/format.h>

#include "base/day.hpp"
#include "embedded/meetings.hpp"
#include "modules/identity/api.hpp"
#include "modules/meetings/recommendation.hpp"
#include "modules/meetings/store.hpp"
#include "modules/meetings/use_cases.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::meetings {
namespace {

using namespace std::chrono_literals;

constexpr std::array kTopics{"把闲置校舍改成社区养老驿站", "助餐点要算得平账，才开得长久", "让护理员留得住：培训、补贴和尊重", "老旧小区加装电梯要有人牵头", "医养结合先打通家庭医生这一环", "农村互助养老从邻里做起"};
constexpr std::array kMessages{"助餐点中午排队太长，能不能分两批？", "支持把闲置校舍用起来。", "我们小区的电梯谈了三年，请牵头的单位说清楚。", "护理员工资低，留不住人。", "希望公布每个街道的驿站名单和电话。", "家庭医生一年没有上门，签了约等于没签。", "加装电梯一楼的住户也要照顾到。", "夜里突发疾病没有人应答，希望有一键呼叫。"};
/// The demonstration's own figures are those of the newspaper page: 1,853 messages, 368,400 person-times.
constexpr int kLeft = 1853;
constexpr std::int64_t kWatchedHere = 121'300, kWatchedThere = 247'100;

/// Does what people do, at the times at which they would have done it.
class Script {
 public:
  Script(Context& context, const DemoPeople& people) : context_(context), people_(people), clock_(context.now()) {}

  Result<MeetingId> meeting(const MeetingText& text, Timestamp written) {
    clock_.set(written);
    return write(people_.clerk, [&](Context& as, db::WriteTx& tx) -> Result<MeetingId> {
      const std::vector<AgendaLine> agenda = row_of(text.form).discussion ? std::vector<AgendaLine>{}
                                                                          : std::vector<AgendaLine>{{ItemKind::opening, "主持人介绍议题", 5}, {ItemKind::report, "市民政局通报情况", 15}, {ItemKind::speeches, "委员发言", 60}, {ItemKind::exchange, "交流互动", 40}, {ItemKind::other, "主席讲话", 10}};
      TRY_ASSIGN(const MeetingView draft, create(as, tx, {.meeting = text, .agenda = agenda, .reserved = {people_.party}}));
      TRY(invite(as, tx, {.id = draft.id, .capacity = Capacity::must, .voting = true, .everyone = false, .bodies = {}, .members = {people_.numbers.begin(), people_.numbers.end()}, .units = {}}));
      TRY(invite(as, tx, {.id = draft.id, .capacity = Capacity::responding, .voting = false, .everyone = false, .bodies = {}, .members = {}, .units = {people_.unit}}));
      TRY(move(as, tx, {.id = draft.id, .verb = Action::announce, .version = version_of(tx, draft.id), .reason = {}}));
      return draft.id;
    });
  }
  Result<void> step(MeetingId id, Action action, Timestamp at) {
    clock_.set(at);
    return write(people_.clerk, [&](Context& as, db::WriteTx& tx) -> Result<void> {
      TRY(move(as, tx, {.id = id, .verb = action, .version = version_of(tx, id), .reason = {}}));
      return {};
    });
  }
  Result<void> applications(MeetingId id, std::size_t count, Timestamp at) {
    clock_.set(at);
    for (std::size_t i = 0; i < count && i < people_.members.size(); ++i) {
      TRY(write(people_.members[i], [&](Context& as, db::WriteTx& tx) -> Result<void> {
        TRY(answer_invitation(as, tx, {.id = id, .verb = i % 5 == 4 ? AnswerVerb::coming_online : AnswerVerb::coming, .reason = {}, .substitute = {}}));
        TRY(apply_to_speak(as, tx, {.id = id, .kind = SpeechKind::speech, .manner = i % 5 == 4 ? Manner::online : Manner::on_site, .topic = kTopics[i % kTopics.size()], .text = {}, .minutes = 8, .body = {}, .answers = {}}));
        return {};
      }));
    }
    return write(people_.clerk, [&](Context& as, db::WriteTx& tx) -> Result<void> {
      for (const Speech& one : speeches_of(tx, id)) TRY(move_speech(as, tx, {.id = one.id, .verb = SpeechAction::list, .version = one.version, .reason = {}, .minutes = {}}));
      return {};
    });
  }
  Result<void> arrivals(MeetingId id, std::size_t absent, Timestamp at) {
    clock_.set(at);
    return write(people_.clerk, [&](Context& as, db::WriteTx& tx) -> Result<void> {
      const auto all = tx.all<Participant>(sql::participants, id);
      for (std::size_t i = 0; i + absent < all.size(); ++i) TRY(check_in_other(as, tx, {.id = id, .participant = all[i].id, .present = i % 5 == 4 ? Presence::online : Presence::on_site}));
      return {};
    });
  }
  /// The first `count` on the list speak one after the other, eight minutes each; the last one has not finished when `open`.
  Result<void> speeches(MeetingId id, std::size_t count, Timestamp from, bool open) {
    return write(people_.clerk, [&](Context& as, db::WriteTx& tx) -> Result<void> {
      clock_.set(from);
      TRY(step_agenda(as, tx, {.id = id, .number = 3}));
      std::size_t spoken = 0;
      for (const Speech& one : speeches_of(tx, id)) {
        if (spoken == count) break;
        clock_.set(from + 8min * static_cast<int>(spoken));
        TRY(move_speech(as, tx, {.id = one.id, .verb = SpeechAction::start, .version = tx.one<Speech>(sql::speech, one.id)->version, .reason = {}, .minutes = {}}));
        ++spoken;
      }
      if (open) return {};
      clock_.set(from + 8min * static_cast<int>(count));
      TRY(step_agenda(as, tx, {.id = id, .number = 4}));
      return {};
    });
  }
  /// Written, changed as one member wishes and not as another, adopted by nearly all who are there; two minutes from step to step.
  Result<void> recommendation(MeetingId id, Timestamp at) {
    clock_.set(at);
    TRY_ASSIGN(OutcomeView kept, write(people_.clerk, [&](Context& as, db::WriteTx& tx) {
      return write_recommendation(as, tx, {.id = id, .title = "关于完善社区居家养老服务的建议案", .addressee = "中共示例市委、示例市人民政府",
                                           .text = "一、把六所闲置校舍改建为社区养老驿站。\n二、助餐点由街道统筹，财政补贴跟着就餐人数走。\n三、建立护理员培训、补贴和职称制度。"});
    }));
    const RecommendationId written = kept.recommendations.back().id;
    const auto amends = [&](std::size_t member, std::string passage, std::string wording, std::string reason) {
      return write(people_.members[member], [&](Context& as, db::WriteTx& tx) { return amend(as, tx, {.id = written, .passage = passage, .wording = wording, .reason = reason}); });
    };
    const auto decides = [&](AmendmentId which, bool take, std::string word) {
      return write(people_.clerk, [&](Context& as, db::WriteTx& tx) { return decide_amendment(as, tx, {.id = which, .take = take, .word = word}); });
    };
    TRY(amends(0, "把六所闲置校舍", "年内把六所闲置校舍", "没有期限，就没法督办。"));
    TRY_ASSIGN(kept, amends(1, "", "四、免去社区养老用房的水电费。", "驿站的开支大半是水电。"));
    const auto waiting = kept.recommendations.back().amendments;
    clock_.set(at + 2min);
    TRY(decides(waiting.at(0).id, true, ""));
    TRY_ASSIGN(kept, decides(waiting.at(1).id, false, "水电价格另有规定，已转发展改革部门研究。"));
    clock_.set(at + 4min);
    TRY_ASSIGN(kept, write(people_.clerk, [&](Context& as, db::WriteTx& tx) { return call_vote(as, tx, {.id = written, .version = kept.recommendations.back().version}); }));
    const PollId poll = kept.recommendations.back().poll.value();
    std::vector<Participant> present;
    TRY(write(people_.clerk, [&](Context&, db::WriteTx& tx) -> Result<void> {
      present = tx.all<Participant>(sql::participants, id);
      return {};
    }));
    for (std::size_t i = 0; i < present.size(); ++i) {
      if (!present[i].voting || present[i].present == Presence::absent) continue;
      TRY(write(present[i].person, [&](Context& as, db::WriteTx& tx) { return raise_hand(as, tx, {.id = id, .poll = poll, .choice = i % 9 == 8 ? 3 : 1}); }));
    }
    clock_.set(at + 6min);
    return write(people_.clerk, [&](Context& as, db::WriteTx& tx) -> Result<void> {
      TRY(close_poll(as, tx, {poll}));
      return {};
    });
  }
  /// Written by citizens in turn and shown, all within the ten minutes after `from`.
  Result<void> messages(MeetingId id, int count, Timestamp from) {
    return write(people_.clerk, [&](Context& as, db::WriteTx& tx) -> Result<void> {
      const auto names = identity::display_names(tx, people_.citizens);
      for (int i = 0; i < count; ++i) {
        const PersonId author = people_.citizens[static_cast<std::size_t>(i) % people_.citizens.size()];
        const auto message = as.ids.next<MessageId>();
        const Timestamp at = from + std::chrono::milliseconds(600'000LL * i / count);
        const auto name = names.find(author);
        tx.run(sql::add_message, message, id, author, name == names.end() ? "" : name->second, kMessages[static_cast<std::size_t>(i) % kMessages.size()], at);
        tx.run(sql::show_message, message, at + 20s);
      }
      return {};
    });
  }
  Result<void> count(MeetingId id, std::string channel, std::string source, std::int64_t value, Timestamp at) {
    clock_.set(at);
    return write(people_.clerk, [&](Context& as, db::WriteTx& tx) -> Result<void> {
      TRY(enter_count(as, tx, {.id = id, .channel = std::move(channel), .source = std::move(source), .unit = CountUnit::person_times, .value = value}));
      return {};
    });
  }
  /// What became of it: the exchange, the leaders who came, groups of messages with answers, points that are handled.
  Result<void> aftermath(MeetingId id, Timestamp at) {
    clock_.set(at);
    return write(people_.clerk, [&](Context& as, db::WriteTx& tx) -> Result<void> {
      TRY(record_exchange(as, tx, {.id = id, .held = true, .text = "四位委员就助餐点运营、护理员补贴和加装电梯提问，示例局当场回应，会后书面补充。"}));
      TRY(set_guests(as, tx, {.id = id, .guests = {{Office::party_secretary, "张某（示例）", "市委书记", true}, {Office::expert, "周某（示例）", "市社会科学院研究员", true}}}));
      std::array<std::vector<MessageId>, 2> groups;
      for (const Message& one : tx.all<Message>(sql::loose_messages, id)) {
        if (one.text == kMessages[0]) groups[0].push_back(one.id);
        if (one.text == kMessages[2] || one.text == kMessages[6]) groups[1].push_back(one.id);
      }
      if (groups[0].empty() || groups[1].empty()) return {};
      TRY_ASSIGN(const GroupList first, add_group(as, tx, {.id = id, .title = "助餐点中午排队", .messages = groups[0]}));
      TRY(answer_group(as, tx, {.id = first.items.at(0).id, .version = first.items.at(0).version, .answer = "从下月起，十二个助餐点分两批开餐，年内再增设八个。"}));
      TRY_ASSIGN(const GroupList second, add_group(as, tx, {.id = id, .title = "加装电梯谁来牵头", .messages = groups[1]}));
      const auto spoken = speeches_of(tx, id);
      TRY(add_point(as, tx, {.id = id, .text = "年内把六所闲置校舍改建为社区养老驿站", .speech = spoken.empty() ? std::nullopt : std::optional(spoken.front().id), .group = {}}));
      TRY(add_point(as, tx, {.id = id, .text = "明确加装电梯的牵头部门和一楼住户的补偿办法", .speech = {}, .group = second.items.at(1).id}));
      TRY(hand_over_points(as, tx, {id}));
      return {};
    });
  }

 private:
  template <class F>
  auto write(PersonId person, F&& act) -> std::invoke_result_t<F, Context&, db::WriteTx&> {
    Context as{.app = context_.app, .db = context_.db, .clock = clock_, .ids = context_.ids, .messages = context_.messages};
    using Done = std::invoke_result_t<F, Context&, db::WriteTx&>;
    return as.db.write([&](db::WriteTx& tx) -> Done {
      as.after_commit.clear();  // nobody watches yet
      as.actor = identity::actor_of(as, tx, person);
      return act(as, tx);
    });
  }
  static std::int64_t version_of(db::ReadTx& tx, MeetingId id) { return tx.one<Meeting>(sql::find, id)->version; }

  Context& context_;
  const DemoPeople& people_;
  FakeClock clock_;
};

MeetingText text(const DemoPeople& people, Form form, std::string title, std::string topic, Timestamp from, std::chrono::hours length) {
  return {.form = form, .title = std::move(title), .topic = std::move(topic), .plan_item = "2026 年度协商计划第 3 项", .place = row_of(form).discussion ? "" : "示例市政协机关三楼会议室", .chair = people.chair, .audience = Audience::everybody, .signing_up = true,
          .speaking_until = {}, .consultation = people.consultation == 0 ? std::nullopt : std::optional(people.consultation), .video = Video::none, .video_address = {}, .starts_at = from, .ends_at = from + length};
}

}  // namespace

Result<void> load_demo(Context& context, const DemoPeople& people) {
  const Timestamp now = context.now();
  Script script(context, people);
  const Timestamp last = now - 24h * 30;
  TRY_ASSIGN(const MeetingId held, script.meeting(text(people, Form::topical_standing_committee, "“完善社区居家养老服务”专题议政性常委会会议", "社区居家养老怎样办得起、办得好、办得久。", last, 3h), last - 24h * 20));
  TRY(script.applications(held, 12, last - 24h * 5));
  TRY(script.step(held, Action::open, last));
  TRY(script.arrivals(held, 4, last));
  TRY(script.speeches(held, 6, last + 20min, false));
  TRY(script.messages(held, kLeft, last + 40min));
  TRY(script.recommendation(held, last + 2h));
  TRY(script.count(held, "政协云", "本平台", kWatchedHere, last + 3h));
  TRY(script.count(held, "市融媒体客户端", "融媒体中心提供", kWatchedThere, last + 3h));
  TRY(script.step(held, Action::end, last + 3h));
  TRY(script.aftermath(held, last + 24h * 2));
  TRY(script.step(held, Action::close, last + 24h * 3));
  TRY_ASSIGN(const MeetingId now_on, script.meeting(text(people, Form::topical_consultation, "“中小企业数字化改造”专题协商会", "设备、人才、资金，先解决哪一样？", now - 1h, 3h), now - 24h * 10));
  TRY(script.applications(now_on, 9, now - 24h * 3));
  TRY(script.step(now_on, Action::open, now - 1h));
  TRY(script.arrivals(now_on, 7, now - 1h));
  TRY(script.speeches(now_on, 3, now - 20min, true));
  TRY(script.messages(now_on, 40, now - 15min));
  TRY(script.count(now_on, "市融媒体客户端", "融媒体中心提供", 18'240, now - 2min));
  const Timestamp next = beginning_of(day_at(now) + std::chrono::days(8)) + 9h;
  TRY_ASSIGN(const MeetingId coming, script.meeting(text(people, Form::sector, "“校外托管规范发展”界别协商会", "家长要放心，机构要有数，学校要出力。", next, 3h), now - 24h));
  return script.applications(coming, 3, now - 2h);
}

}  // namespace gongshi::meetings
