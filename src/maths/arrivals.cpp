#include "maths/arrivals.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <ranges>

#include "base/text.hpp"
#include "maths/elementary.hpp"
#include "maths/random.hpp"

namespace gongshi::maths {
namespace {

constexpr std::int64_t kMinute = 60'000, kHour = 60 * kMinute, kDay = 24 * kHour;

constexpr double kUnlikely = -20.7;  // natural logarithm of 10⁻⁹: of a million windows looked at, one in a thousand by accident

constexpr std::int64_t kFreshAge = kDay;
constexpr std::int64_t kFreshWindows[] = {10 * kMinute, kHour, 6 * kHour};
constexpr double kNearlyAll = 0.9;  // an office or a school also brings people who were here before,
constexpr double kMostAround = 0.8;  // if not in these minutes then an hour earlier or later

constexpr std::size_t kEvenRun = 16;     // arrivals
constexpr double kEvenVariation = 0.12;  // of the gaps: standard deviation over mean; people queueing at one desk have 0.3, independent people 1

constexpr std::int64_t kIdleAge = 30 * kDay;
constexpr std::int64_t kJustAwake = kDay;
constexpr std::int64_t kWakingWindow = 2 * kHour;
constexpr std::int64_t kCohort = 7 * kDay;

constexpr std::size_t kSameText = 12;  // code points: shorter ones are said alike by accident
constexpr double kSimilar = 0.6;       // pieces in common, of the pieces of both
constexpr std::size_t kBands = 10, kRows = 3;
constexpr std::size_t kCompared = 8;   // texts of a bucket that each other one is compared with
constexpr std::size_t kCentres = 32;   // of a group, tried as the one that the others are like

/// Upper bound of the logarithm of P(X ≥ k), X binomial(n, p): −n · KL(k/n ‖ p). 0 where k is no more than expected.
double log_chance(std::size_t k, std::size_t n, double p) {
  const double q = static_cast<double>(k) / static_cast<double>(n);
  if (q <= p) return 0;
  const double more = q * log_exact(q / p);
  const double fewer = q < 1 ? (1 - q) * log_exact((1 - q) / (1 - p)) : 0;
  return -static_cast<double>(n) * (more + fewer);
}

/// A share among those counted, drawn towards one half while they are few.
double share(std::size_t some, std::size_t all) { return (static_cast<double>(some) + 1) / (static_cast<double>(all) + 2); }

/// Each three neighbouring code points of the text as look-up sees it, hashed, sorted, once each; none of a text that is too short.
std::vector<std::uint64_t> pieces_of(const std::string& text) {
  const std::string form = search_form(text);
  std::vector<std::uint64_t> pieces;
  if (code_points(form) < kSameText) return pieces;
  std::uint64_t last[2]{};
  std::size_t seen = 0;
  for (std::size_t i = 0; i < form.size();) {
    std::uint64_t point = 0;
    do point = (point << 8) | static_cast<unsigned char>(form[i++]);
    while (i < form.size() && (static_cast<unsigned char>(form[i]) & 0xC0) == 0x80);
    if (++seen >= 3) pieces.push_back(Random(last[0] ^ Random(last[1] ^ Random(point).next()).next()).next());
    last[0] = last[1];
    last[1] = point;
  }
  std::ranges::sort(pieces);
  pieces.erase(std::ranges::unique(pieces).begin(), pieces.end());
  return pieces;
}

/// Jaccard's.
double agreement(const std::vector<std::uint64_t>& one, const std::vector<std::uint64_t>& other) {
  std::size_t both = 0;
  for (auto a = one.begin(), b = other.begin(); a != one.end() && b != other.end();) {
    if (*a < *b) ++a;
    else if (*b < *a) ++b;
    else ++both, ++a, ++b;
  }
  return static_cast<double>(both) / static_cast<double>(one.size() + other.size() - both);
}

class Search {
 public:
  Search(std::span<const Arrival> arrivals, std::span<const WrittenText> texts) : arrivals_(arrivals), texts_(texts), taken_(arrivals.size()) {
    by_time_.resize(arrivals.size());
    std::iota(by_time_.begin(), by_time_.end(), 0U);
    std::ranges::sort(by_time_, {}, [&](std::uint32_t i) { return std::pair(arrivals_[i].at, i); });
    for (const auto i : by_time_) {
      if (arrivals_[i].place != 0) places_[arrivals_[i].place].push_back(i);
    }
  }

  std::vector<Irregular> run() {
    fresh_accounts();
    metronome();
    sleepers();
    copied_text();
    return std::move(found_);
  }

 private:
  std::int64_t at(std::uint32_t i) const { return arrivals_[i].at; }
  bool fresh(std::uint32_t i) const { return arrivals_[i].at - arrivals_[i].registered < kFreshAge; }
  bool woken(std::uint32_t i) const {
    const Arrival& one = arrivals_[i];
    return one.at - one.registered >= kIdleAge && one.at - one.awake < kJustAwake;
  }

  void add(Irregularity kind, std::vector<std::uint32_t> members, double chance) {
    std::ranges::sort(members);
    members.erase(std::ranges::unique(members).begin(), members.end());
    std::erase_if(members, [&](std::uint32_t i) { return taken_[i]; });
    if (members.size() < kFewestIrregular) return;
    for (const auto i : members) taken_[i] = true;
    const auto [first, last] = std::ranges::minmax(members, {}, [&](std::uint32_t i) { return at(i); });
    found_.push_back({kind, std::move(members), at(first), at(last), chance});
  }

  void fresh_accounts() {
    const auto all_fresh = static_cast<std::size_t>(std::ranges::count_if(by_time_, [&](std::uint32_t i) { return fresh(i); }));
    for (const auto& [place, here] : places_) {
      const auto fresh_here = static_cast<std::size_t>(std::ranges::count_if(here, [&](std::uint32_t i) { return fresh(i); }));
      if (fresh_here < kFewestIrregular) continue;
      // On the day of the launch everybody is new: it is compared with the people from everywhere else.
      const double usual = share(all_fresh - fresh_here, arrivals_.size() - here.size());
      std::vector<std::uint32_t> members;
      double least = 0;
      for (const auto window : kFreshWindows) {
        std::size_t begin = 0, count = 0, told = 0;  // those before `told` are among the members
        for (std::size_t end = 0; end < here.size(); ++end) {
          count += fresh(here[end]);
          while (at(here[end]) - at(here[begin]) > window) count -= fresh(here[begin++]);
          const std::size_t n = end + 1 - begin;
          if (count < kFewestIrregular || static_cast<double>(count) < kNearlyAll * static_cast<double>(n)) continue;
          const double chance = log_chance(count, n, usual);
          if (chance > kUnlikely || fresh_around(here, begin, end) < kMostAround) continue;
          least = std::min(least, chance);
          for (std::size_t i = std::max(begin, told); i <= end; ++i) {
            if (fresh(here[i])) members.push_back(here[i]);
          }
          told = end + 1;
        }
      }
      add(Irregularity::fresh_accounts, std::move(members), least);
    }
  }

  double fresh_around(const std::vector<std::uint32_t>& here, std::size_t begin, std::size_t end) const {
    const auto when = [&](std::uint32_t i) { return at(i); };
    const auto first = std::ranges::lower_bound(here, at(here[begin]) - kHour, {}, when), last = std::ranges::upper_bound(here, at(here[end]) + kHour, {}, when);
    return static_cast<double>(std::count_if(first, last, [&](std::uint32_t i) { return fresh(i); })) / static_cast<double>(last - first);
  }

  void metronome() {
    for (const auto& [place, here] : places_) {
      std::vector<std::uint32_t> members;
      for (std::size_t begin = 0; begin + kEvenRun <= here.size(); ++begin) {
        double sum = 0, squares = 0;
        for (std::size_t i = begin + 1; i < begin + kEvenRun; ++i) {
          const auto gap = static_cast<double>(at(here[i]) - at(here[i - 1]));
          sum += gap;
          squares += gap * gap;
        }
        constexpr auto kGaps = static_cast<double>(kEvenRun - 1);
        const double mean = sum / kGaps, variance = squares / kGaps - mean * mean;
        if (mean <= 0 || variance > kEvenVariation * kEvenVariation * mean * mean) continue;
        members.insert(members.end(), here.begin() + static_cast<std::ptrdiff_t>(begin), here.begin() + static_cast<std::ptrdiff_t>(begin + kEvenRun));
      }
      add(Irregularity::metronome, std::move(members), kUnlikely);
    }
  }

  /// Idle people who come within two hours are compared with everybody who comes at another time: is one week of registration far more frequent
  /// among them? A message to all wakes people of every week, and a launch week is frequent at any time.
  void sleepers() {
    std::vector<std::uint32_t> idle;
    for (const auto i : by_time_) {
      if (woken(i)) idle.push_back(i);
    }
    if (idle.size() < kFewestIrregular) return;
    const auto week = [&](std::uint32_t i, int half) { return (arrivals_[i].registered + half * kCohort / 2) / kCohort; };
    std::map<std::int64_t, std::size_t> all_of_week[2];
    for (int half = 0; half < 2; ++half) {
      for (const auto i : by_time_) ++all_of_week[half][week(i, half)];
    }
    std::map<std::pair<int, std::int64_t>, std::pair<std::vector<std::uint32_t>, double>> cohorts;
    const std::int64_t first = at(idle.front());
    for (std::int64_t from = first; from <= at(idle.back()); from += kWakingWindow / 2) {
      const auto begin = std::ranges::lower_bound(idle, from, {}, [&](std::uint32_t i) { return at(i); });
      if (begin == idle.end()) break;
      if (at(*begin) >= from + kWakingWindow) {
        from += (at(*begin) - from) / (kWakingWindow / 2) * (kWakingWindow / 2) - kWakingWindow / 2;
        continue;
      }
      const auto end = std::ranges::lower_bound(begin, idle.end(), from + kWakingWindow, {}, [&](std::uint32_t i) { return at(i); });
      const auto n = static_cast<std::size_t>(end - begin);
      if (n < kFewestIrregular) continue;
      const auto [inside_begin, inside_end] = everybody_between(from, from + kWakingWindow);
      for (int half = 0; half < 2; ++half) {
        std::map<std::int64_t, std::vector<std::uint32_t>> weeks;
        for (auto one = begin; one != end; ++one) weeks[week(*one, half)].push_back(*one);
        std::map<std::int64_t, std::size_t> all_inside;
        for (auto one = inside_begin; one != inside_end; ++one) ++all_inside[week(*one, half)];
        for (auto& [which, members] : weeks) {
          if (members.size() < kFewestIrregular) continue;
          const double usual = share(all_of_week[half][which] - all_inside[which], by_time_.size() - static_cast<std::size_t>(inside_end - inside_begin));
          if (log_chance(members.size(), n, usual) > kUnlikely) continue;
          drop_offices(members, inside_begin, inside_end);
          if (members.size() < kFewestIrregular) continue;
          const double chance = log_chance(members.size(), n, usual);
          if (chance > kUnlikely) continue;
          auto& cohort = cohorts[{half, which}];
          cohort.first.insert(cohort.first.end(), members.begin(), members.end());
          cohort.second = std::min(cohort.second, chance);
        }
      }
    }
    for (auto& [which, cohort] : cohorts) add(Irregularity::sleepers, std::move(cohort.first), cohort.second);
  }

  using Position = std::vector<std::uint32_t>::const_iterator;
  std::pair<Position, Position> everybody_between(std::int64_t from, std::int64_t to) const {
    const auto when = [&](std::uint32_t i) { return at(i); };
    return {std::ranges::lower_bound(by_time_, from, {}, when), std::ranges::lower_bound(by_time_, to, {}, when)};
  }

  /// A school whose pupils registered in one week comes back from one address too, but among others: those of a place from which people of
  /// another kind come at the same time are left alone.
  void drop_offices(std::vector<std::uint32_t>& members, Position begin, Position end) const {
    std::map<std::uint64_t, std::pair<std::size_t, std::size_t>> places;  // members, everybody
    for (const auto i : members) ++places[arrivals_[i].place].first;
    for (auto one = begin; one != end; ++one) {
      if (const auto place = places.find(arrivals_[*one].place); place != places.end()) ++place->second.second;
    }
    std::erase_if(members, [&](std::uint32_t i) {
      const auto place = arrivals_[i].place;
      const auto& [same, all] = places[place];
      return place != 0 && all >= kFewestIrregular && static_cast<double>(same) < kNearlyAll * static_cast<double>(all);
    });
  }

  /// People of one text: their pieces agree in kSimilar of all. Candidates by MinHash (Broder 1997) in bands.
  void copied_text() {
    std::vector<std::vector<std::uint64_t>> pieces(texts_.size());
    std::map<std::pair<std::size_t, std::uint64_t>, std::vector<std::uint32_t>> buckets;
    for (std::uint32_t t = 0; t < texts_.size(); ++t) {
      if (texts_[t].arrival >= arrivals_.size()) continue;
      pieces[t] = pieces_of(texts_[t].text);
      if (pieces[t].empty()) continue;
      for (std::size_t band = 0; band < kBands; ++band) {
        std::uint64_t key = 0;
        for (std::size_t row = 0; row < kRows; ++row) {
          const std::uint64_t salt = Random(band * kRows + row).next();
          key = Random(key ^ std::ranges::min(pieces[t] | std::views::transform([&](std::uint64_t piece) { return Random(piece ^ salt).next(); }))).next();
        }
        buckets[{band, key}].push_back(t);
      }
    }
    std::vector<std::uint32_t> root(texts_.size());
    std::iota(root.begin(), root.end(), 0U);
    const auto find = [&](std::uint32_t t) {
      while (root[t] != t) t = root[t] = root[root[t]];
      return t;
    };
    for (const auto& [key, bucket] : buckets) {
      for (std::size_t i = 1; i < bucket.size(); ++i) {
        for (std::size_t j = 0; j < std::min(i, kCompared); ++j) {
          const auto a = find(bucket[i]), b = find(bucket[j]);
          if (a != b && agreement(pieces[bucket[i]], pieces[bucket[j]]) >= kSimilar) root[std::max(a, b)] = std::min(a, b);
        }
      }
    }
    std::map<std::uint32_t, std::vector<std::uint32_t>> groups;
    for (std::uint32_t t = 0; t < texts_.size(); ++t) {
      if (!pieces[t].empty()) groups[find(t)].push_back(t);
    }
    for (const auto& [first, group] : groups) {
      if (group.size() < kFewestIrregular) continue;
      // What hangs together only as a chain is not one text: the members are those like the one that is like most.
      std::vector<std::uint32_t> members;
      for (const auto centre : group | std::views::take(kCentres)) {
        std::vector<std::uint32_t> like;
        for (const auto t : group) {
          if (agreement(pieces[centre], pieces[t]) >= kSimilar) like.push_back(texts_[t].arrival);
        }
        if (like.size() > members.size()) members = std::move(like);
      }
      add(Irregularity::copied_text, std::move(members), 0);
    }
  }

  const std::span<const Arrival> arrivals_;
  const std::span<const WrittenText> texts_;
  std::vector<std::uint32_t> by_time_;
  std::map<std::uint64_t, std::vector<std::uint32_t>> places_;  // in order of time
  std::vector<bool> taken_;
  std::vector<Irregular> found_;
};

}  // namespace

std::vector<Irregular> irregular_arrivals(std::span<const Arrival> arrivals, std::span<const WrittenText> texts) { return Search(arrivals, texts).run(); }

}  // namespace gongshi::maths
