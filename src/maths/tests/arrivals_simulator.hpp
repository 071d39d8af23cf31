// A consultation of three days with people whose kind is known: most come by themselves, some are sent by somebody. For the test and the bench of
// arrivals.hpp.
#pragma once

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "maths/arrivals.hpp"
#include "maths/random.hpp"

namespace gongshi::maths::simulated {

enum class Kind : std::uint8_t { honest, office, sim_farm, metronome, sleepers, copied_text, bought };
inline constexpr std::array<const char*, 7> kKindNames{"honest", "office of 500", "SIM farm", "metronome", "sleepers", "copied text", "bought real people"};

struct Crowd {
  std::vector<Arrival> arrivals;
  std::vector<WrittenText> texts;
  std::vector<Kind> kind;
};

struct Settings {
  std::size_t honest = 2'000;
  std::size_t office = 500;
  std::size_t arranged = 60;     // of each kind
  double newcomers = 0.15;       // share of the honest whose account is made for this consultation
  double office_newcomers = 0.4;
};

class Simulator {
 public:
  Simulator(std::uint64_t seed, const Settings& settings) : random_(seed), settings_(settings) {}

  Crowd run() {
    for (std::size_t i = 0; i < settings_.honest; ++i) {
      add(Kind::honest, by_daylight(), settings_.newcomers, home());
      if (random_.unit() < 0.2) write(honest_text());
    }
    office();
    sim_farm();
    metronome();
    sleepers();
    copied_text();
    // Paid, and otherwise like anybody: on two evenings, from home, with accounts of their own.
    for (std::size_t i = 0; i < settings_.arranged; ++i) add(Kind::bought, day(i % 2) + 19 * kHour + spread(2 * kHour), settings_.newcomers, home());
    return std::move(crowd_);
  }

 private:
  static constexpr std::int64_t kSecond = 1'000, kMinute = 60 * kSecond, kHour = 60 * kMinute, kDay = 24 * kHour;
  static constexpr std::int64_t kLaunch = 0, kStart = 400 * kDay;  // a tenth of all accounts were made in the week of the launch

  static std::int64_t day(std::size_t n) { return kStart + static_cast<std::int64_t>(n) * kDay; }
  std::int64_t spread(std::int64_t width) { return static_cast<std::int64_t>(random_.unit() * static_cast<double>(width)); }

  /// Between 7 and 23, and a third of all in the two hours after a message to everybody.
  std::int64_t by_daylight() { return random_.unit() < 0.33 ? day(0) + 10 * kHour + spread(2 * kHour) : day(random_.below(3)) + 7 * kHour + spread(16 * kHour); }

  /// Every third person behind one of four carriers' addresses, the others at home.
  std::uint64_t home() { return random_.unit() < 0.33 ? 1 + random_.below(4) : 1'000 + random_.below(900); }
  std::uint64_t place_of_its_own() { return ++next_place_; }

  std::int64_t old_account() { return random_.unit() < 0.1 ? kLaunch + spread(7 * kDay) : kLaunch + spread(360 * kDay); }

  void add(Kind kind, std::int64_t at, double newcomers, std::uint64_t place) {
    if (random_.unit() < newcomers) return put(kind, at, at - kMinute - spread(kHour), at, place);
    // Every third of the others comes back after a long time.
    const auto registered = old_account();
    put(kind, at, registered, random_.unit() < 0.33 ? at - spread(kHour) : std::max(registered, at - 2 * kDay - spread(20 * kDay)), place);
  }
  void put(Kind kind, std::int64_t at, std::int64_t registered, std::int64_t awake, std::uint64_t place) {
    crowd_.arrivals.push_back({at, registered, std::max(awake, registered), place});
    crowd_.kind.push_back(kind);
  }
  void write(std::string text) { crowd_.texts.push_back({static_cast<std::uint32_t>(crowd_.arrivals.size() - 1), std::move(text)}); }

  /// One address, two mornings after a circular; many registered for it, and every third had registered together for an earlier consultation.
  void office() {
    const auto place = place_of_its_own();
    for (std::size_t i = 0; i < settings_.office; ++i) {
      const auto at = day(i % 3 == 0) + 9 * kHour + spread(3 * kHour);
      const double chance = random_.unit();
      if (chance < settings_.office_newcomers) put(Kind::office, at, at - kMinute - spread(kHour), at, place);
      else if (chance < settings_.office_newcomers + 0.33) put(Kind::office, at, kStart - 200 * kDay + spread(3 * kDay), at - spread(kHour), place);
      else add(Kind::office, at, 0, place);
    }
  }

  /// New numbers one after another from three addresses of one cabinet, within an hour.
  void sim_farm() {
    const std::array places{place_of_its_own(), place_of_its_own(), place_of_its_own()};
    const auto from = day(1) + 15 * kHour;
    for (std::size_t i = 0; i < settings_.arranged; ++i) {
      const auto at = from + spread(kHour);
      put(Kind::sim_farm, at, at - kMinute - spread(10 * kMinute), at, places[i % places.size()]);
    }
  }

  /// One machine that goes through bought accounts, a minute each, give or take three seconds.
  void metronome() {
    const auto place = place_of_its_own();
    auto at = day(1) + 2 * kHour;
    for (std::size_t i = 0; i < settings_.arranged; ++i) {
      at += kMinute - 3 * kSecond + spread(6 * kSecond);
      const auto registered = old_account();
      put(Kind::metronome, at, registered, at - 3 * kDay, place);
    }
  }

  /// Made in five days a year ago, never used, each from an address of its own, within an hour and a half.
  void sleepers() {
    for (std::size_t i = 0; i < settings_.arranged; ++i) {
      const auto at = day(2) + 20 * kHour + spread(90 * kMinute);
      put(Kind::sleepers, at, kStart - 300 * kDay + spread(5 * kDay), at - spread(20 * kMinute), place_of_its_own());
    }
  }

  /// One text, each time with a few words changed, by people who otherwise come like anybody.
  void copied_text() {
    static constexpr std::array kGreetings{"", "", "我认为", "大家好，", "同意！"}, kEnds{"", "", "！", "。谢谢", "，拜托了"};
    for (std::size_t i = 0; i < settings_.arranged; ++i) {
      add(Kind::copied_text, by_daylight(), settings_.newcomers, home());
      write(std::string(kGreetings[random_.below(kGreetings.size())]) + "东边老厂房的改造应当交给本地企业来做，不要再拖三年五年" + kEnds[random_.below(kEnds.size())]);
    }
  }

  /// Of what people say about a road: parts that recur, in some 20,000 combinations.
  std::string honest_text() {
    static constexpr std::array kWhere{"学校门口", "菜市场旁边", "河西小区", "火车站前", "老城墙根", "医院后门", "公园北侧", "工业园里", "桥头", "村委会附近", "图书馆对面", "幼儿园那条"};
    static constexpr std::array kWhat{"的路灯太暗", "的人行道被车占了", "早上堵得厉害", "下雨就积水", "应该种些树", "需要一个斑马线", "可以设公交站", "夜里大车太吵", "没有无障碍坡道", "的停车费太贵",
                                      "垃圾没有人管", "的护栏坏了很久"};
    static constexpr std::array kWhy{"，老人走着害怕", "，孩子上学不安全", "，商户也有意见", "，修一次要问清楚谁出钱", "，请先听听住户怎么说", "，去年说过没有下文", "，骑车的人最清楚", "，不一定要花很多钱",
                                     "，希望今年能解决", "，别的城市做得到", "，我愿意出一份力", "，建议先试三个月"};
    std::string text = kWhere[random_.below(kWhere.size())];
    text += kWhat[random_.below(kWhat.size())];
    text += kWhy[random_.below(kWhy.size())];
    if (random_.unit() < 0.5) text += kWhy[random_.below(kWhy.size())];
    return text;
  }

  Random random_;
  const Settings settings_;
  Crowd crowd_;
  std::uint64_t next_place_ = 1'000'000;
};

/// Of each kind: how many there are, and how many stand in a group.
struct Found {
  std::array<std::size_t, kKindNames.size()> all{};
  std::array<std::size_t, kKindNames.size()> pointed_at{};

  double recall(Kind kind) const { return static_cast<double>(pointed_at[index(kind)]) / static_cast<double>(all[index(kind)]); }
  static std::size_t index(Kind kind) { return static_cast<std::size_t>(kind); }
};

inline Found look_for(const Crowd& crowd) {
  Found found;
  for (const Kind kind : crowd.kind) ++found.all[Found::index(kind)];
  for (const auto& group : irregular_arrivals(crowd.arrivals, crowd.texts)) {
    for (const auto i : group.members) ++found.pointed_at[Found::index(crowd.kind[i])];
  }
  return found;
}

}  // namespace gongshi::maths::simulated
