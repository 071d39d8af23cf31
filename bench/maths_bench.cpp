// The opinion map's figures: a generated consultation of a million people, vTaiwan, single votes, and the similarity index.
//   maths_bench [--people N] [--statements M] [--threads T] [--seed S]
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <numeric>
#include <string>
#include <vector>

#include "maths/api.hpp"
#include "maths/random.hpp"

namespace {

using namespace gongshi::maths;

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

template <class Work>
double seconds(Work&& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return seconds_since(start);
}

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

struct Synthetic {
  std::vector<Vote> votes;  // in no order
  std::vector<std::uint8_t> camp;
  double oracle = 0;  // adjusted Rand index of the best guess that knows every probability
};

constexpr std::size_t kCamps = 4;

double adjusted_rand(const std::vector<std::int8_t>& a, const std::vector<std::uint8_t>& b) {
  std::array<std::array<double, 8>, 8> table{};
  double n = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] >= 0) {
      table[static_cast<std::size_t>(a[i])][b[i]] += 1;
      n += 1;
    }
  }
  const auto pairs = [](double count) { return count * (count - 1) / 2; };
  double both = 0;
  double rows = 0;
  double columns = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    double row = 0;
    double column = 0;
    for (std::size_t j = 0; j < 8; ++j) {
      both += pairs(table[i][j]);
      row += table[i][j];
      column += table[j][i];
    }
    rows += pairs(row);
    columns += pairs(column);
  }
  const double chance = rows * columns / pairs(n);
  return (both - chance) / ((rows + columns) / 2 - chance);
}

double normal(Random& random) {
  double sum = -6;
  for (int i = 0; i < 12; ++i) {
    sum += random.unit();
  }
  return sum;
}

/// Four camps on a plane of opinions; each person votes on about ten statements, popular ones more often (2 % of the matrix).
Synthetic generate(std::uint32_t people, std::uint32_t statements, std::uint64_t seed) {
  constexpr std::array<std::array<double, 2>, kCamps> kPlace = {{{1, 0.8}, {-1, 0.7}, {0.7, -1.1}, {-0.8, -0.9}}};
  constexpr std::array<double, kCamps> kShare = {0.4, 0.7, 0.9, 1};  // cumulative
  constexpr double kStrength = 1.1;
  constexpr double kPasses = 0.12;
  Random random(seed);
  std::vector<std::array<double, kCamps>> agrees(statements);
  std::vector<double> popularity(statements);
  for (std::uint32_t j = 0; j < statements; ++j) {
    const double base = 0.9 * normal(random);
    const double x = kStrength * normal(random);
    const double y = kStrength * normal(random);
    for (std::size_t camp = 0; camp < kCamps; ++camp) {
      agrees[j][camp] = 1 / (1 + std::exp(-(base + x * kPlace[camp][0] + y * kPlace[camp][1])));
    }
    popularity[j] = (j == 0 ? 0 : popularity[j - 1]) + 0.3 + random.unit();
  }
  Synthetic made;
  std::vector<std::int8_t> guess;
  std::vector<std::uint32_t> last_seen_by(statements, people);
  for (std::uint32_t i = 0; i < people; ++i) {
    const double lot = random.unit();
    const auto camp = static_cast<std::size_t>(std::upper_bound(kShare.begin(), kShare.end() - 1, lot) - kShare.begin());
    made.camp.push_back(static_cast<std::uint8_t>(camp));
    std::array<double, kCamps> likelihood{};
    const double spread = 10.35 + 3.1 * normal(random);
    const auto wanted = static_cast<std::uint32_t>(std::clamp(spread, 1.0, statements / 2.0));
    for (std::uint32_t cast = 0; cast < wanted;) {
      const double at = random.unit() * popularity.back();
      const auto j = static_cast<std::uint32_t>(std::upper_bound(popularity.begin(), popularity.end() - 1, at) - popularity.begin());
      if (last_seen_by[j] == i) {
        continue;
      }
      last_seen_by[j] = i;
      ++cast;
      std::int8_t vote = kPass;
      if (random.unit() >= kPasses) {
        vote = random.unit() < agrees[j][camp] ? kAgree : kDisagree;
        for (std::size_t c = 0; c < kCamps; ++c) {
          likelihood[c] += std::log(vote == kAgree ? agrees[j][c] : 1 - agrees[j][c]);
        }
      }
      made.votes.push_back({i, static_cast<std::uint16_t>(j), vote});
    }
    for (std::size_t c = 0; c < kCamps; ++c) {
      likelihood[c] += std::log(kShare[c] - (c == 0 ? 0 : kShare[c - 1]));
    }
    guess.push_back(static_cast<std::int8_t>(std::max_element(likelihood.begin(), likelihood.end()) - likelihood.begin()));
  }
  made.oracle = adjusted_rand(guess, made.camp);
  random.shuffle(made.votes);
  made.votes.shrink_to_fit();
  return made;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Of everybody, those with too few votes to be clustered counted at the nearest centre.
double adjusted_rand_of(const VoteMatrix& votes, const Analysis& map, const Clustering& clustering, const std::vector<std::uint8_t>& camp) {
  std::vector<std::int8_t> found(votes.rows());
  std::vector<std::uint8_t> truth(votes.rows());
  for (std::uint32_t row = 0; row < votes.rows(); ++row) {
    const std::uint16_t cell = map.grid.cell_of(map.embedding.position[row]);
    found[row] = static_cast<std::int8_t>(nearest(clustering.centre, {static_cast<double>(cell % kGridSide), static_cast<double>(cell / kGridSide)}));
    truth[row] = camp[votes.participant(row)];
  }
  return adjusted_rand(found, truth);
}

void bench_million(std::uint32_t people, std::uint32_t statements, int threads, std::uint64_t seed) {
  Synthetic made = generate(people, statements, seed);
  std::printf("synthetic: %u people x %u statements, %zu votes, oracle ARI %.3f\n", people, statements, made.votes.size(), made.oracle);
  const Options options{.threads = threads, .digest = false};
  GroupTest test;
  test.accepted_k = 4;  // the test itself runs beside; the map draws what it accepted last
  Analysis analysis;
  {
    VoteMatrix votes;
    const double build = seconds([&] { votes = VoteMatrix::build(made.votes, people, statements, threads).value(); });
    const double map = seconds([&] { analysis = analyse(votes, nullptr, options, &test); });
    std::printf("  from scratch            %6.3f s   (matrix %.3f, map %.3f)   target 1.2\n", build + map, build, map);
    std::printf("  groups against truth    ARI %.3f of everybody at k = 4 (%u clustered of %u)   target 0.37\n",
                adjusted_rand_of(votes, analysis, analysis.candidates[2], made.camp), analysis.grid.people, votes.rows());
    std::printf("  digest of the votes     %6.3f s, of the result %.3f s\n", seconds([&] { votes_digest(votes); }),
                seconds([&] { result_digest(votes, analysis); }));
    const double null = seconds([&] { test_groups(votes, {.threads = threads}); });
    std::printf("  group test              %6.3f s   (on 20,000 people)   target 5\n", null);
  }
  std::printf("  peak memory             %6.0f MB   target 400 (the list of votes included)\n", peak_megabytes());
  LiveVotes live(statements);
  double one = seconds([&] {
    for (const Vote& vote : made.votes) {
      live.set(vote.participant, vote.statement, vote.value);
    }
  });
  std::printf("  one vote                %6.2f us   target 2\n", one / static_cast<double>(made.votes.size()) * 1e6);
  live.matrix(threads);
  for (std::size_t i = 0; i < made.votes.size(); i += 1000) {
    live.set(made.votes[i].participant, made.votes[i].statement, static_cast<std::int8_t>(-made.votes[i].value));
  }
  made.votes = {};
  VoteMatrix votes;
  const double take = seconds([&] { votes = live.matrix(threads); });
  const double again = seconds([&] { analysis = refresh(votes, nullptr, options, &test, analysis, &live.co_votes()); });
  std::printf("  refresh                 %6.3f s   (matrix %.3f, map %.3f)   target 0.35\n", take + again, take, again);
}

void bench_vtaiwan(int threads) {
  const std::string text = read_file(GONGSHI_SOURCE_DIR "/demo/vtaiwan.uberx/votes.csv");
  PolisVotes read;
  const double parsing = seconds([&] { read = read_polis_votes(text).value(); });
  VoteMatrix votes;
  Analysis analysis;
  GroupTest test;
  double without = 1e9;
  for (int round = 0; round < 5; ++round) {
    without = std::min(without, seconds([&] {
      votes = VoteMatrix::build(read.votes, static_cast<std::uint32_t>(read.participants.size()), static_cast<std::uint32_t>(read.statements.size()), threads).value();
      analysis = analyse(votes, nullptr, {.threads = threads});
    }));
  }
  const double with = seconds([&] { test = test_groups(votes, {.threads = threads}); });
  std::printf("vTaiwan: %u people x %u statements, %zu votes (read in %.3f s)\n", votes.rows(), votes.statements(), read.votes.size(), parsing);
  std::printf("  from scratch with digest %5.1f ms   target 30\n", without * 1e3);
  std::printf("  with the group test      %5.1f ms   target 500\n", (without + with) * 1e3);
  LiveVotes live(votes.statements());
  const double one = seconds([&] {
    for (const Vote& vote : read.votes) {
      live.set(vote.participant, vote.statement, vote.value);
    }
  });
  std::printf("  one vote                 %5.2f us   target 2\n", one / static_cast<double>(read.votes.size()) * 1e6);
}

void bench_similarity() {
  // Sentences of common characters with a few frequent ones, so that posting lists are as long as real ones.
  Random random(7);
  const auto sentence = [&] {
    std::string text;
    for (std::size_t i = 0, length = 15 + random.below(35); i < length; ++i) {
      const double skewed = random.unit();
      const auto code = static_cast<std::uint32_t>(0x4E00 + skewed * skewed * skewed * 3000);
      text += static_cast<char>(0xE0 | code >> 12);
      text += static_cast<char>(0x80 | (code >> 6 & 63));
      text += static_cast<char>(0x80 | (code & 63));
    }
    return text;
  };
  SimilarityIndex index;
  std::vector<std::string> queries;
  const double filling = seconds([&] {
    for (std::int64_t id = 0; id < 100'000; ++id) {
      const std::string text = sentence();
      index.add(id, text);
      if (id % 100 == 0) {
        queries.push_back(text.substr(0, text.size() / 3 * 60 / 100 * 3));
      }
    }
  });
  std::vector<double> took;
  std::size_t found = 0;
  for (const std::string& query : queries) {
    took.push_back(seconds([&] { found += index.most_similar(query).size(); }));
  }
  std::sort(took.begin(), took.end());
  std::printf("similarity: 100,000 texts indexed in %.2f s; a query p50 %.2f ms, p99 %.2f ms   target 5 (%zu found)\n", filling,
              took[took.size() / 2] * 1e3, took[took.size() * 99 / 100] * 1e3, found);
}

}  // namespace

int main(int count, char** arguments) {
  long long people = 1'000'000;
  long long statements = 500;
  long long threads = 2;
  long long seed = 1;
  for (int i = 1; i + 1 < count; i += 2) {
    const std::string name = arguments[i];
    const std::string value = arguments[i + 1];
    long long* const target = name == "--people" ? &people : name == "--statements" ? &statements : name == "--threads" ? &threads : name == "--seed" ? &seed : nullptr;
    if (target == nullptr || std::from_chars(value.data(), value.data() + value.size(), *target).ec != std::errc{}) {
      std::fprintf(stderr, "unknown argument: %s %s\n", name.c_str(), value.c_str());
      return 2;
    }
  }
  bench_million(static_cast<std::uint32_t>(people), static_cast<std::uint32_t>(statements), static_cast<int>(threads), static_cast<std::uint64_t>(seed));
  bench_vtaiwan(static_cast<int>(threads));
  bench_similarity();
  return 0;
}
