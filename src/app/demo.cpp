#include "app/demo.hpp"

#include <stdexcept>

#include <fmt/format.h>

#include "app/demo_files.hpp"
#include "app/demo_opinions.hpp"
#include "app/demo_proposals.hpp"
#include "modules/assemblies/api.hpp"
#include "modules/circulars/api.hpp"
#include "modules/conferences/api.hpp"
#include "modules/consultation/demo.hpp"
#include "modules/handling/api.hpp"
#include "modules/identity/api.hpp"
#include "modules/meetings/api.hpp"
#include "modules/meetings/demo.hpp"
#include "modules/proposals/api.hpp"
#include "modules/settings/api.hpp"

namespace gongshi::app {
namespace {

using namespace std::chrono_literals;

// 3,170 members over one city and twelve counties, as on the page this city is modelled on.
constexpr int kCityMembers = 398;
constexpr int kStandingCommittee = 43;
constexpr int kCountyMembers = 231;
constexpr std::size_t kUnits = 12;
constexpr std::size_t kTookPart = 1'846;
constexpr std::string_view kCity = "示例市政协";
constexpr const char* kCounties[] = {"一江区", "二桥区", "三塔区", "四明县", "五岭县", "六盘县", "七星县", "八仙县", "九龙县", "十里县", "百花县", "千山市"};
constexpr const char* kSectors[] = {"中国共产党", "民主党派",     "无党派", "共青团和青联", "总工会", "妇联", "工商联", "科技和科协",
                                    "侨联和台联", "文化艺术",     "社会科学", "经济", "农业", "教育", "医药卫生", "社会福利和社会保障",
                                    "环境资源",   "少数民族和宗教", "新闻出版和体育", "特别邀请"};
constexpr const char* kParties[] = {"民革", "民盟", "民建", "民进", "农工党", "致公党", "九三学社", "台盟"};
constexpr const char* kCommittees[] = {"提案委员会", "经济科技委员会", "农业和农村委员会", "人口资源环境委员会", "教科卫体委员会",
                                       "社会和法制委员会", "民族宗教和港澳台侨委员会", "文化文史和学习委员会"};
constexpr const char* kSurnames[] = {"王", "李", "张", "刘", "陈", "杨", "黄", "赵", "周", "吴", "徐", "孙", "马", "朱", "胡", "郭", "何", "林", "罗", "高"};

constexpr Timestamp kTermBegan{1'640'966'400'000};  // 2022-01-01 in Beijing

/// The one name nobody bears: a surname, 示例 and a number.
std::string made_up_name(int number) { return fmt::format("{}示例{:04}", kSurnames[number % std::size(kSurnames)], number); }

struct City {
  assemblies::AssemblyId assembly;
  PersonId clerk, second_clerk, chair, citizen;
  std::vector<consultation::DemoMember> members;  // the first one is the member whose link is printed
  std::vector<assemblies::BodyId> units;
  std::vector<assemblies::BodyId> channels;  // the Party committee's office, the government's
  std::vector<DemoBody> bodies;
  std::vector<PersonId> arranged;  // citizens who came one after another from one cabinet
};

struct Chamber {
  assemblies::AssemblyId assembly;
  assemblies::TermId term;
  std::vector<assemblies::BodyId> sectors, parties, committees;
};

Chamber create_chamber(Context& context, db::WriteTx& tx, const assemblies::NewAssembly& assembly, std::int64_t term_number) {
  Chamber chamber;
  chamber.assembly = assemblies::create_assembly(context, tx, assembly);
  chamber.term = assemblies::create_term(context, tx, chamber.assembly, term_number, fmt::format("第{}届", term_number), kTermBegan);
  const auto bodies = [&](assemblies::BodyKind kind, const auto& names, std::vector<assemblies::BodyId>& into) {
    for (const char* name : names) into.push_back(assemblies::create_body(context, tx, chamber.assembly, chamber.term, kind, name));
  };
  bodies(assemblies::BodyKind::sector, kSectors, chamber.sectors);
  bodies(assemblies::BodyKind::party, kParties, chamber.parties);
  bodies(assemblies::BodyKind::committee, kCommittees, chamber.committees);
  return chamber;
}

City create_city(Context& context, db::WriteTx& tx) {
  City city;
  maths::Random random(20'211'001);
  std::vector<Chamber> chambers;
  chambers.push_back(create_chamber(context, tx, {.name = std::string(kCity), .short_name = "市政协", .level = assemblies::Tier::city, .parent = {},
                                                  .code = "demo", .demonstration = true}, 12));
  city.assembly = chambers[0].assembly;
  int county = 0;
  for (const char* name : kCounties) {
    chambers.push_back(create_chamber(context, tx, {.name = fmt::format("{}政协", name), .short_name = name, .level = assemblies::Tier::county,
                                                    .parent = city.assembly, .code = fmt::format("demo-{:02}", ++county), .demonstration = true}, 12));
  }

  std::vector<identity::NewPerson> people;
  for (int i = 0; i < kCityMembers + static_cast<int>(std::size(kCounties)) * kCountyMembers; ++i) {
    people.push_back({.name = made_up_name(i + 1), .demonstration = true});
  }
  const std::vector<PersonId> ids = identity::create_persons(context, tx, people);
  std::vector<assemblies::NewMembership> memberships;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const std::size_t place = i < kCityMembers ? 0 : 1 + (i - kCityMembers) / kCountyMembers;
    const Chamber& chamber = chambers[place];
    const std::size_t sector = random.below(chamber.sectors.size());
    const bool in_party = sector == 1 || random.below(12) == 0;
    // The printed member belongs to the party whose convener is printed too.
    const bool printed = i == 0;
    memberships.push_back({.person = ids[i],
                           .assembly = chamber.assembly,
                           .term = chamber.term,
                           .sector = chamber.sectors[sector],
                           .party = in_party ? chamber.parties[random.below(chamber.parties.size())] : printed ? chamber.parties[1] : assemblies::BodyId{},
                           .committee = chamber.committees[random.below(chamber.committees.size())],
                           .number = fmt::format("12{:02}{:04}", place, i + 1),
                           .name = people[i].name,
                           .from = kTermBegan});
    // A county's sectors have the names of the city's; the strips of a city's consultation are by the city's.
    city.members.push_back({ids[i], chambers[0].sectors[sector], chamber.assembly, static_cast<int>(sector)});
  }
  assemblies::add_memberships(context, tx, memberships);

  const auto staff = identity::create_persons(context, tx, std::vector<identity::NewPerson>{{.name = "工作示例01", .demonstration = true},
                                                                                          {.name = "工作示例02", .demonstration = true},
                                                                                          {.name = "主席示例01", .demonstration = true},
                                                                                          {.name = "市民示例01", .demonstration = true, .phone = "+8610000000001"},
                                                                                          {.name = "安全示例01", .demonstration = true},
                                                                                          {.name = "审计示例01", .demonstration = true},
                                                                                          {.name = "督查示例01", .demonstration = true},
                                                                                          {.name = "承办示例01", .demonstration = true},
                                                                                          {.name = "局长示例01", .demonstration = true},
                                                                                          {.name = "承办示例02", .demonstration = true},
                                                                                          {.name = "局长示例02", .demonstration = true},
                                                                                          {.name = "召集示例01", .demonstration = true},
                                                                                          {.name = "召集示例02", .demonstration = true},
                                                                                          {.name = "交办示例01", .demonstration = true}});
  city.clerk = staff[0];
  city.second_clerk = staff[1];
  city.chair = staff[2];
  city.citizen = staff[3];
  assemblies::add_seat(context, tx, city.clerk, city.assembly, assemblies::Role::clerk, kTermBegan);
  assemblies::add_seat(context, tx, city.second_clerk, city.assembly, assemblies::Role::clerk, kTermBegan);
  assemblies::add_seat(context, tx, city.chair, city.assembly, assemblies::Role::chair, kTermBegan);
  assemblies::add_seat(context, tx, staff[6], city.assembly, assemblies::Role::supervisor, kTermBegan);
  for (std::size_t i = 0; i < kUnits; ++i) {
    const auto unit = assemblies::create_body(context, tx, city.assembly, {}, assemblies::BodyKind::unit, fmt::format("示例局{:02}", i + 1));
    city.units.push_back(unit);
    if (i >= 2) continue;  // the others have nobody who signs in
    assemblies::add_seat(context, tx, staff[7 + 2 * i], city.assembly, assemblies::Role::handler, kTermBegan, unit);
    assemblies::add_seat(context, tx, staff[8 + 2 * i], city.assembly, assemblies::Role::unit_leader, kTermBegan, unit);
  }
  for (const char* name : {"示例市委办公室", "示例市政府办公室"}) city.channels.push_back(assemblies::create_body(context, tx, city.assembly, {}, assemblies::BodyKind::office, name));
  assemblies::add_seat(context, tx, staff[13], city.assembly, assemblies::Role::supervisor, kTermBegan, city.channels[1]);
  // Who speaks for the Committee for Proposals, and who keeps a party's seal.
  for (const auto& [person, body] : {std::pair{staff[12], chambers[0].committees[0]}, {staff[11], chambers[0].parties[1]}}) {
    assemblies::add_seat(context, tx, person, city.assembly, assemblies::Role::convener, kTermBegan, body);
    city.bodies.push_back({body, person});
  }
  std::vector<identity::NewPerson> arranged;
  for (int i = 2; i <= 25; ++i) arranged.push_back({.name = fmt::format("市民示例{:02}", i), .demonstration = true, .phone = i == 2 ? "+8610000000002" : ""});
  city.arranged = identity::create_persons(context, tx, arranged);
  // Where the city stands beside a real assembly, security and audit are that one's.
  for (const auto& [person, role] : {std::pair{staff[4], assemblies::Role::security_administrator}, {staff[5], assemblies::Role::audit_administrator}}) {
    if (assemblies::may_hold(tx, person, city.assembly, role, kTermBegan)) assemblies::add_seat(context, tx, person, city.assembly, role, kTermBegan);
  }
  return city;
}

std::vector<consultation::DemoVoter> vote_as_camps(const City& city, const DemoConsultation& content) {
  maths::Random random(514);
  std::vector<consultation::DemoMember> members(city.members.begin() + 1, city.members.end());  // the printed member has not voted yet
  random.shuffle(members);
  members.resize(kTookPart);
  std::vector<consultation::DemoVoter> voters;
  for (const auto& member : members) {
    // Sectors lean: enterprises and economy to the first camp, trade unions, women and welfare to the second.
    const bool first = member.sector_index == 6 || member.sector_index == 11 ? random.below(10) < 9
                       : member.sector_index == 4 || member.sector_index == 5 || member.sector_index == 15 ? random.below(10) < 2
                                                                                                          : random.below(10) < 6;
    voters.push_back({member, made_up_votes(content, first ? 0 : 1, random)});
  }
  return voters;
}

/// All alike, as of somebody who is in a hurry.
std::vector<consultation::DemoVoter> vote_as_told(const City& city) {
  std::vector<consultation::DemoVoter> voters;
  for (const PersonId person : city.arranged) voters.push_back({{.person = person, .sector = {}, .county = {}}, {{0, 1}, {1, -1}, {2, 1}}});
  return voters;
}

constexpr const char* kPendingStatements[] = {
    "中小企业做数字化改造，最怕买了系统没人会用，补贴应当包含一年的驻场服务。",
    "职业学校的实训设备比企业落后两代，应当允许企业把在用设备放进学校。",
    "希望把设备更新的贴息直接抵扣利息，不要先交后返。",
    "请某某局长出来走两步。",
};
constexpr const char* kPosts[] = {
    "我们厂去年招不到两个数控工，最后只能到外地挖人。希望学校的专业和园区的岗位对得上。",
    "设备补贴的申请材料太多，同一份证明交了三个部门。",
    "赞成共享实训车间，但排期要公开，不然小厂永远排不上。",
};

template <class T>
T value_of(Result<T> result) {
  if (!result) throw std::runtime_error("the demonstration city could not be loaded: " + result.error().code);
  return std::move(*result);
}

void value_of(Result<void> result) {
  if (!result) throw std::runtime_error("the demonstration city could not be loaded: " + result.error().code);
}

}  // namespace

void load_demo(Application& app) {
  Context context = app.context();
  const bool there = app.database().read([](db::ReadTx& tx) {
    return std::ranges::any_of(assemblies::all_assemblies(tx), [](const auto& assembly) { return assembly.code == "demo"; });
  });
  if (there) return;
  const City city = value_of(app.database().write([&](db::WriteTx& tx) -> Result<City> { return create_city(context, tx); }));
  identity::forget_all_actors(app);

  value_of(consultation::load_polis_demo(context, city.assembly, demo_file("vtaiwan.uberx/summary.csv"), demo_file("vtaiwan.uberx/comments.csv"),
                                         demo_file("vtaiwan.uberx/votes.csv")));
  const DemoConsultation content = manufacturing();
  std::vector<std::string> statements;
  for (const auto& statement : content.statements) statements.push_back(statement.text);
  const auto made_up = value_of(consultation::load_made_up_demo(
      context, {.assembly = city.assembly, .clerk = city.clerk, .title = content.title, .question = content.question,
                .background = content.background, .statements = statements, .closes_at = context.now() + 24h * 21,
                .voters = vote_as_camps(city, content), .held = vote_as_told(city), .pending = {std::begin(kPendingStatements), std::end(kPendingStatements)},
                .posts = {std::begin(kPosts), std::end(kPosts)}}));
  // The printed members write their own.
  std::vector<DemoWriter> writers;
  for (std::size_t i = 2; i < kCityMembers; ++i) writers.push_back({city.members[i].person, city.members[i].sector});
  std::vector<std::string> places{"全市"};
  for (const char* name : kCounties) places.emplace_back(name);
  value_of(app.database().write([&](db::WriteTx& tx) -> Result<bool> {
    load_demo_proposals(context, tx, city.assembly, {.writers = writers, .units = city.units, .channels = city.channels, .places = places, .bodies = city.bodies, .leader = city.chair, .clerk = city.clerk, .citizen = city.citizen});
    return true;
  }));
  // The Standing Committee is the first of the roster; the printed members sit on it.
  std::vector<std::string> numbers;
  std::vector<PersonId> standing;
  for (int i = 0; i < kStandingCommittee; ++i) {
    numbers.push_back(fmt::format("1200{:04}", i + 1));
    standing.push_back(city.members[static_cast<std::size_t>(i)].person);
  }
  value_of(meetings::load_demo(context, {.assembly = city.assembly, .clerk = city.clerk, .chair = city.chair, .numbers = numbers, .members = standing, .citizens = city.arranged, .unit = city.units[0], .party = city.bodies[1].id, .consultation = made_up.value}));
  identity::forget_all_actors(app);
}

bool purge_demo(Application& app) {
  Context context = app.context();
  const auto purged = app.database().write([&](db::WriteTx& tx) -> Result<bool> {
    const auto all = assemblies::all_assemblies(tx);
    if (std::ranges::none_of(all, [](const auto& assembly) { return assembly.demonstration; })) return false;
    for (const auto& assembly : all) {
      if (!assembly.demonstration) continue;
      consultation::remove_all_of(tx, assembly.id);
      proposals::remove_all_of(tx, assembly.id);
      handling::remove_all_of(tx, assembly.id);
      settings::remove_all_of(tx, assembly.id);
      circulars::remove_all_of(tx, assembly.id);
      meetings::remove_all_of(tx, assembly.id);
      conferences::remove_all_of(tx, assembly.id);
    }
    assemblies::remove_demonstration(context, tx);
    identity::remove_demonstration(tx);
    return true;
  });
  identity::forget_all_actors(app);
  return value_of(purged);
}

std::vector<std::pair<std::string, std::string>> demo_links(Application& app) {
  Context context = app.context();
  return value_of(app.database().write([&](db::WriteTx& tx) -> Result<std::vector<std::pair<std::string, std::string>>> {
    std::vector<std::pair<std::string, std::string>> links;
    const auto all = assemblies::all_assemblies(tx);
    const auto city = std::ranges::find(all, std::string("demo"), &assemblies::Assembly::code);
    if (city == all.end()) return links;
    const auto now = context.now();
    const auto clerks = assemblies::holders_of(tx, city->id, assemblies::Role::clerk, now);
    const auto chairs = assemblies::holders_of(tx, city->id, assemblies::Role::chair, now);
    const auto member = assemblies::find_member_by_number(tx, city->id, "12000001", now);
    const auto second_member = assemblies::find_member_by_number(tx, city->id, "12000002", now);
    const auto citizen = identity::find_by_phone(context, tx, "+8610000000001");
    const auto arranged = identity::find_by_phone(context, tx, "+8610000000002");
    const auto add = [&](std::string who, std::optional<PersonId> person) {
      if (person) links.emplace_back(std::move(who), identity::create_sign_in_link(context, tx, *person));
    };
    if (clerks.size() >= 2) {
      add("clerk", clerks[0]);
      add("second clerk", clerks[1]);
    }
    if (!chairs.empty()) add("chair", chairs[0]);
    for (const auto& [who, role] : {std::pair{"security administrator", assemblies::Role::security_administrator}, {"audit administrator", assemblies::Role::audit_administrator},
                                   {"supervisor", assemblies::Role::supervisor}, {"handler", assemblies::Role::handler}, {"unit leader", assemblies::Role::unit_leader}, {"convener", assemblies::Role::convener}}) {
      const auto holders = assemblies::holders_of(tx, city->id, role, now);
      if (!holders.empty()) add(who, holders[0]);
      if (role == assemblies::Role::supervisor && holders.size() > 1) add("channel's supervisor", holders[1]);
    }
    add("member", member);
    add("second member", second_member);
    add("voter set aside", arranged);
    add("citizen", citizen);
    return links;
  }));
}

}  // namespace gongshi::app
