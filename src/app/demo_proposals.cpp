#include "app/demo_proposals.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "maths/random.hpp"
#include "modules/handling/demo.hpp"
#include "modules/proposals/demo.hpp"
#include "modules/settings/demo.hpp"

namespace gongshi::app {
namespace {

using namespace std::chrono_literals;
using handling::ItemState;
using handling::TaskState;
using proposals::Category;
using proposals::State;

struct Topic {
  const char* words;
  Category category;
  std::size_t unit;
};
constexpr Topic kTopics[] = {
    {"社区居家养老服务", Category::society, 0},   {"中小学课后服务", Category::society, 1},       {"老旧小区加装电梯", Category::society, 2},   {"城乡公交一体化", Category::society, 3},   {"农村饮水安全", Category::society, 4},
    {"制造业数字化改造", Category::economy, 5},   {"小微企业融资", Category::economy, 5},         {"夜间经济", Category::economy, 6},           {"农产品冷链物流", Category::economy, 4},   {"县域商业体系", Category::economy, 6},
    {"古建筑保护利用", Category::culture, 7},     {"乡村文化礼堂", Category::culture, 7},         {"非物质文化遗产传承", Category::culture, 7}, {"公共图书馆延时开放", Category::culture, 7}, {"全民健身场地", Category::culture, 1},
    {"河道生态修复", Category::ecology, 8},       {"生活垃圾分类", Category::ecology, 2},         {"废旧电池回收", Category::ecology, 8},       {"工业园区污水处理", Category::ecology, 8}, {"城市绿道", Category::ecology, 2},
    {"基层矛盾纠纷化解", Category::politics, 9},  {"政务服务一次办", Category::politics, 9},      {"社区议事协商", Category::politics, 9},      {"法律援助下乡", Category::politics, 9},    {"停车难治理", Category::society, 3},
    {"儿童医院床位", Category::society, 10},      {"家庭医生签约", Category::society, 10},        {"基层医疗设备", Category::society, 10},      {"职业学校实训基地", Category::society, 1}, {"应届毕业生就业", Category::society, 11},
    {"零工市场", Category::society, 11},          {"残疾人无障碍设施", Category::society, 0},     {"校车安全", Category::society, 3},           {"防汛排涝设施", Category::ecology, 4},     {"电动自行车充电", Category::society, 2},
};
constexpr const char* kHow[] = {"加快发展", "进一步完善", "规范", "补齐短板、提升"};

proposals::Parts parts(const Topic& topic, const std::string& place, int way) {
  return {.title = fmt::format("关于{}{}{}的建议", kHow[way], place, topic.words),
          .situation = fmt::format("{}的{}近年有所改善，但发展不平衡：城区好于乡镇，新区好于老区，群众反映集中在便利、价格和质量三个方面。", place, topic.words),
          .analysis = "底数不清，几个部门各管一段；资金靠一次性投入，后续运行没有着落；群众的意见没有固定的渠道进来。",
          .suggestions = {fmt::format("一季度内摸清{}{}的底数，建立台账并向社会公布", place, topic.words), "列入年度为民办实事项目，明确牵头单位、资金和完成时限", "每半年请委员和群众代表评议一次，结果公开"},
          .research = "走访了六个乡镇（街道），开了三次座谈会。",
          .publish = proposals::Publish::whole,
          .publish_reason = {},
          .seconding = way % 2 == 0,
          .contact = {}};
}

/// How many of a session's 450 are in each state; the rest is filed.
struct Mix {
  State state;
  int of_hundred;
};
constexpr Mix kUnderWay[] = {{State::submitted, 6}, {State::second_review, 4}, {State::final_review, 4}, {State::returned, 2}, {State::merged, 5}, {State::converted, 4}, {State::withdrawn, 1}};
constexpr Mix kOver[] = {{State::merged, 6}, {State::converted, 7}, {State::withdrawn, 1}};

State pick(std::span<const Mix> mix, std::size_t chance) {
  int below = 0;
  for (const Mix& one : mix) {
    below += one.of_hundred;
    if (static_cast<int>(chance) < below) return one.state;
  }
  return State::filed;
}

struct Maker {
  assemblies::AssemblyId assembly;
  DemoPeople people;
  Timestamp now;
  maths::Random random{902};

  proposals::DemoSession session(Timestamp from, std::span<const Mix> mix, std::size_t begin) {
    proposals::DemoSession session{.assembly = assembly, .from = from, .cut_off = from + 24h * 4, .leader = people.leader, .proposals = {}};
    std::optional<std::size_t> filed;
    for (std::size_t i = begin; i < begin + 450; ++i) {
      const Topic& topic = kTopics[i % std::size(kTopics)];
      const DemoWriter& writer = people.writers[random.below(people.writers.size())];
      proposals::DemoProposal one{.proposer = writer.person, .body = {}, .sector = writer.sector, .signers = {}, .seconders = {}, .state = pick(mix, random.below(100)), .submitted_at = {}, .category = topic.category,
                                  .parts = parts(topic, people.places[i / std::size(kTopics) % people.places.size()], static_cast<int>(i / std::size(kTopics) / people.places.size()) % 4), .main = {}};
      const std::size_t at = i - begin;
      // Most come in the days of the session; what is still under review came lately.
      one.submitted_at = proposals::State::filed == one.state || at < 300 ? from + 1h * static_cast<int>(at % 90) : from + 24h * static_cast<int>(10 + at % 60);
      for (std::size_t s = random.below(4); s > 0; --s) {
        const PersonId signer = people.writers[random.below(people.writers.size())].person;
        if (signer != one.proposer && std::ranges::find(one.signers, signer) == one.signers.end()) one.signers.push_back(signer);
      }
      // One of nine a party or a committee proposes, under its seal.
      if (i % 9 == 0) {
        const DemoBody& body = people.bodies[i / 9 % people.bodies.size()];
        one.proposer = body.convener;
        one.body = body.id;
        one.sector = {};
        one.signers.clear();
        one.parts.seconding = false;
      }
      if (one.parts.seconding == true) {
        for (std::size_t s = random.below(3); s > 0; --s) {
          const PersonId seconder = people.writers[random.below(people.writers.size())].person;
          if (seconder != one.proposer && std::ranges::find(one.signers, seconder) == one.signers.end() && std::ranges::find(one.seconders, seconder) == one.seconders.end()) one.seconders.push_back(seconder);
        }
      }
      // The example that is told from end to end: what the Committee for Proposals asked for the old, answered with six dated promises.
      if (i == 0) {
        one.state = State::filed;
        one.parts.title = "关于完善社区居家养老服务体系的建议";
      }
      one.key = one.state == State::filed && i % 45 == 0;
      if (one.state == State::merged && !filed) one.state = State::filed;
      if (one.state == State::merged) one.main = filed;
      if (one.state == State::filed) filed = at;
      session.proposals.push_back(std::move(one));
    }
    return session;
  }

  /// `over`: the session of the year before, of which nearly everything is answered.
  handling::DemoMatter matter(const proposals::DemoProposal& proposal, proposals::ProposalId id, std::size_t topic, std::size_t at, bool over) {
    handling::DemoMatter matter{.assembly = assembly, .kind = "proposal", .subject = id.value, .title = proposal.parts.title, .link = fmt::format("/proposals/{}", id.value),
                                .opened_at = proposal.submitted_at + 24h * 9, .channel = {}, .unit = people.units[kTopics[topic].unit % people.units.size()], .assigned_at = proposal.submitted_at + 24h * 20,
                                .outcome = handling::Outcome(random.below(5)), .reply = fmt::format("您提出的“{}”收悉。我们上门听取了意见，三条建议采纳两条，已经列入年度计划，由分管负责人牵头推进。", proposal.parts.title), .suggestions = proposal.parts.suggestions.size(),
                                .category = std::string(enum_name(proposal.category)), .promises = {}, .ratings = {}, .messages = {}};
    // What is of the Party's goes through its office, the rest through the government's; a few lie there to be assigned.
    const auto channel = people.channels[kTopics[topic].category == Category::politics ? 0 : 1];
    // Of ten of the session under way: one waits, five are with their units, four are answered.
    const std::size_t step = over ? 6 + at % 4 : at % 10;
    if (step != 0 || at % 60 == 0) matter.channel = channel;
    if (step == 0) return matter;
    constexpr TaskState kWithUnits[] = {TaskState::to_sign, TaskState::handling, TaskState::handling, TaskState::to_approve, TaskState::under_check};
    if (step < 6) {
      matter.state = ItemState::handling;
      matter.task = kWithUnits[step - 1];
      // One in ten is late.
      matter.assigned_at = now - 24h * static_cast<int>(at % 10 == 2 && at % 100 < 50 ? 110 : 5 + at % 75);
      if (step == 2 && !proposal.body) matter.messages = {{proposal.proposer, "想了解办理的进展。我可以陪同到现场看一看。"}, {{}, "已经列入本月的调研安排，下周与您约时间。"}, {proposal.proposer, "好的，周二、周三都可以。"}};
      return matter;
    }
    matter.task = TaskState::accepted;
    matter.state = step == 6 ? ItemState::replied : step == 7 ? ItemState::tracking : over || step == 9 ? ItemState::closed : ItemState::replied;
    matter.promises = {{"明年第一季度完成摸底并公布台账", matter.assigned_at + 24h * 240}};
    if (over && at == 0) {
      matter.state = ItemState::tracking;
      matter.outcome = handling::Outcome::in_progress;
      matter.reply = "贵委提出的建议收悉。我局会同有关部门到十二个社区上门听取意见，三条建议全部采纳，分六项落实，逐项明确了时限，请监督。";
      matter.promises.clear();
      constexpr const char* kPromised[] = {"建成三十个社区老年助餐点", "为两千户困难老人改造居家环境", "每个街道建成一处综合养老服务中心", "培训养老护理员一千名", "开通全市养老服务热线和平台", "出台居家养老服务补贴办法"};
      for (int i = 0; const char* promised : kPromised) matter.promises.emplace_back(promised, matter.assigned_at + 24h * (270 + 60 * i++));
    }
    std::vector<std::int64_t> askers{proposal.body ? proposal.body.value : proposal.proposer.value};
    for (const PersonId signer : proposal.signers) askers.push_back(signer.value);
    for (const std::int64_t asker : askers) {
      // Not everybody answers, and nobody who did not is satisfied.
      if (matter.state != ItemState::replied && random.below(5) > 0) matter.ratings.emplace_back(asker, random.below(4) == 0 ? handling::Satisfaction::basically : handling::Satisfaction::satisfied);
    }
    return matter;
  }
};

}  // namespace

void load_demo_proposals(Context& context, db::WriteTx& tx, assemblies::AssemblyId assembly, const DemoPeople& people) {
  // What has nothing in the way goes out by itself here, so that one sees both.
  settings::load_demo(tx, assembly, "proposals.publish_at_once", 1, context.now() - 24h * 600, people.leader, "主席会议");
  Maker maker{.assembly = assembly, .people = people, .now = context.now()};
  std::vector<proposals::ProposalId> on_the_old, to_evaluate;
  for (const bool over : {true, false}) {
    const auto session = maker.session(context.now() - 24h * (over ? 560 : 195), over ? std::span<const Mix>(kOver) : std::span<const Mix>(kUnderWay), over ? 0 : 450);
    const auto ids = proposals::load_demo(context, tx, session);
    std::vector<handling::DemoMatter> matters;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (session.proposals[i].state == State::filed) matters.push_back(maker.matter(session.proposals[i], ids[i], (i + (over ? 0 : 450)) % std::size(kTopics), i, over));
    }
    for (std::size_t i = 0; i < ids.size() && on_the_old.size() < 12; ++i) {
      if (session.proposals[i].state == State::filed && (i + (over ? 0 : 450)) % std::size(kTopics) == 0) on_the_old.push_back(ids[i]);
    }
    for (std::size_t i = 0; over && i < ids.size() && to_evaluate.size() < 12; i += 9) {
      if (session.proposals[i].state == State::filed) to_evaluate.push_back(ids[i]);
      if (session.proposals[i + 4].state == State::filed) to_evaluate.push_back(ids[i + 4]);
    }
    handling::load_demo(context, tx, matters);
    if (over) {
      const auto at = context.now() - 24h * 430;
      proposals::load_demo_minutes(context, tx, ids[0], people.clerk, {.kind = proposals::MinutesKind::meeting, .at = at, .place = "市政协三楼会议室", .chaired_by = people.leader, .attended = "提案委员会、示例局01负责人，提案人代表",
                                   .units = {people.units[0]}, .said = "示例局01汇报了办理进展。与会人员认为助餐点选址要听取社区老人的意见，护理员培训要与用工衔接。",
                                   .points = {{"助餐点选址方案公布前征求社区老人意见", people.units[0], at + 24h * 60}, {"每季度向提案委员会通报一次进展", {}, {}}}});
    }
  }
  std::vector<assemblies::BodyId> seats;
  for (const DemoBody& body : people.bodies) seats.push_back(body.id);
  proposals::load_demo_evaluation(context, tx, assembly, "上一年度优秀提案评选", to_evaluate, seats);
  // By those who belong to the party whose convener is printed.
  const std::vector<proposals::DemoContribution> contributions{
      {"社区老年食堂难以为继", "走访了三个社区食堂，午餐每份补贴两元，客流不足就亏，一年里关了一家。", "补贴按实际用餐人次发放\n允许食堂对外营业"},
      {"居家老人夜间无人照应", "独居老人夜里发病，往往第二天才被发现。紧急呼叫器装了一半，坏了没有人修。", "紧急呼叫器由街道统一维护\n每晚一次电话问候"}};
  proposals::load_demo_call(context, tx, {.assembly = assembly, .body = people.bodies.back().id, .title = "居家养老的问题和建议", .sought = "请写您所在单位、社区的实际困难，最好有数字和例子；建议写得具体些。", .due = context.now() + 24h * 21, .contributions = contributions});
  const std::vector<std::string> clues{"城东公交站没有雨棚和座椅，老人等车站着淋雨。建议先在医院和菜市场门口的站点加装。", "小区垃圾分类投放时间太短，上晚班的人赶不上。建议每个街道留一处误时投放点。", "县城到高铁站的末班车太早，晚到的旅客只能坐黑车。建议按车次加开晚班。"};
  proposals::load_demo_topic(context, tx, assembly, "社区居家养老", "历年关于社区居家养老的提案、答复和承诺。", on_the_old);
  proposals::load_demo_clues(context, tx, assembly, people.citizen, clues);
}

}  // namespace gongshi::app
