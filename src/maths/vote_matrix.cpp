#include "maths/vote_matrix.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <numeric>
#include <string>
#include <utility>

#include "maths/parallel.hpp"
#include "maths/random.hpp"

namespace gongshi::maths {
namespace {

struct KeyedRow {
  std::uint64_t key;
  std::uint32_t row;
  std::uint32_t size;
};

/// The first votes of a row packed so that comparing keys compares rows; 0 stands for "the row has ended".
std::uint64_t leading_key(std::span<const std::uint32_t> codes, int bits, std::size_t packed) {
  std::uint64_t key = 0;
  for (std::size_t i = 0; i < packed; ++i) {
    key = key << bits | (i < codes.size() ? codes[i] + 1 : 0);
  }
  return key;
}

void sort_codes(std::span<std::uint32_t> codes) {
  if (codes.size() > 24) {
    std::sort(codes.begin(), codes.end());
    return;
  }
  for (std::size_t i = 1; i < codes.size(); ++i) {
    const std::uint32_t code = codes[i];
    std::size_t j = i;
    for (; j > 0 && codes[j - 1] > code; --j) {
      codes[j] = codes[j - 1];
    }
    codes[j] = code;
  }
}

/// How many of each kind every slice of the data has, turned into the place where the slice's first of that kind goes: kinds ascending, slices in
/// order within a kind. Threads fill the places of their own slices and never meet.
class Places {
 public:
  Places(std::size_t slices, std::size_t kinds) : kinds_(kinds), at_(slices * kinds, 0), begin_(kinds + 1, 0) {}

  std::span<std::size_t> of(std::size_t slice) { return std::span(at_).subspan(slice * kinds_, kinds_); }
  void add_up() {
    std::size_t place = 0;
    for (std::size_t kind = 0; kind < kinds_; ++kind) {
      begin_[kind] = place;
      for (std::size_t slice = 0; slice < at_.size() / kinds_; ++slice) {
        place += std::exchange(at_[slice * kinds_ + kind], place);
      }
    }
    begin_[kinds_] = place;
  }
  std::size_t kinds() const { return kinds_; }
  std::size_t begin(std::size_t kind) const { return begin_[kind]; }
  std::size_t end(std::size_t kind) const { return begin_[kind + 1]; }

 private:
  std::size_t kinds_;
  std::vector<std::size_t> at_;
  std::vector<std::size_t> begin_;
};

Pieces one_slice_each(std::size_t size, int threads) {
  constexpr std::size_t kWorthSplitting = 1 << 15;
  return {size, size < kWorthSplitting ? 1 : static_cast<std::size_t>(thread_count(threads))};
}

/// Sorts the rows whose key is not 0, by key and then `less`, and drops the others: dealt out by the key's first bits, each heap sorted by itself.
template <class Less>
BareVector<KeyedRow> sorted_rows(const BareVector<KeyedRow>& rows, int key_bits, int threads, Less less) {
  constexpr int kDealtBits = 12;
  const int shift = std::max(0, key_bits - kDealtBits);
  const Pieces slices = one_slice_each(rows.size(), threads);
  Places places(slices.count, std::size_t{1} << kDealtBits);
  const auto each_of = [&](std::size_t slice, auto&& take) {
    for (std::size_t i = slices.begin(slice); i < slices.end(slice); ++i) {
      if (rows[i].key != 0) {
        take(rows[i], places.of(slice)[rows[i].key >> shift]);
      }
    }
  };
  for_each_piece(threads, slices.count, [&](std::size_t slice, int) { each_of(slice, [](const KeyedRow&, std::size_t& count) { ++count; }); });
  places.add_up();
  BareVector<KeyedRow> sorted(places.end(places.kinds() - 1));
  for_each_piece(threads, slices.count,
                 [&](std::size_t slice, int) { each_of(slice, [&](const KeyedRow& row, std::size_t& place) { sorted[place++] = row; }); });
  for_each_piece(threads, places.kinds(), [&](std::size_t kind, int) {
    std::sort(sorted.data() + places.begin(kind), sorted.data() + places.end(kind), less);
  });
  return sorted;
}

}  // namespace

Result<VoteMatrix> VoteMatrix::build(std::span<const Vote> votes, std::uint32_t participants, std::uint32_t statements, int threads) {
  if (statements > kMostStatements) {
    return fail(ErrorKind::too_large, "maths.too_many_statements", {{"most", std::to_string(kMostStatements)}});
  }
  // Votes come in any order. Dealt out to neighbourhoods of people first, then placed within one: both steps stay inside the processor's cache.
  constexpr int kCodeBits = 18;  // kMostStatements, and the vote in two bits
  constexpr int kNeighbours = 12;
  static_assert(kCodeBits + kNeighbours <= 32);
  const Pieces slices = one_slice_each(votes.size(), threads);
  Places places(slices.count, (participants >> kNeighbours) + std::size_t{1});
  std::atomic<const Vote*> wrong = nullptr;
  for_each_piece(threads, slices.count, [&](std::size_t slice, int) {
    const auto counts = places.of(slice);
    for (std::size_t i = slices.begin(slice); i < slices.end(slice); ++i) {
      const Vote& vote = votes[i];
      if (vote.statement >= statements || vote.participant >= participants || vote.value < -1 || vote.value > 1) {
        wrong = &vote;
        return;
      }
      ++counts[vote.participant >> kNeighbours];
    }
  });
  if (const Vote* const vote = wrong) {
    if (vote->statement >= statements) {
      return fail(ErrorKind::invalid, "maths.unknown_statement", {{"statement", std::to_string(vote->statement)}});
    }
    if (vote->participant >= participants) {
      return fail(ErrorKind::invalid, "maths.unknown_participant", {{"participant", std::to_string(vote->participant)}});
    }
    return fail(ErrorKind::invalid, "maths.invalid_vote", {{"vote", std::to_string(vote->value)}});
  }
  places.add_up();
  BareVector<std::uint32_t> dealt(votes.size());
  constexpr std::uint32_t kNeighbourMask = (1U << kNeighbours) - 1;
  for_each_piece(threads, slices.count, [&](std::size_t slice, int) {
    const auto place = places.of(slice);
    for (std::size_t i = slices.begin(slice); i < slices.end(slice); ++i) {
      const Vote& vote = votes[i];
      dealt[place[vote.participant >> kNeighbours]++] = (vote.participant & kNeighbourMask) << kCodeBits | code_of(vote.statement, vote.value);
    }
  });
  BareVector<std::uint64_t> begin(std::size_t{participants} + 1);
  begin[participants] = votes.size();
  BareVector<std::uint32_t> codes(votes.size());
  for_each_piece(threads, places.kinds(), [&](std::size_t kind, int) {
    std::array<std::uint32_t, kNeighbourMask + 1> at{};
    const auto own = std::span(dealt).subspan(places.begin(kind), places.end(kind) - places.begin(kind));
    for (const std::uint32_t vote : own) {
      ++at[vote >> kCodeBits];
    }
    std::exclusive_scan(at.begin(), at.end(), at.begin(), 0U);
    const std::size_t first = kind << kNeighbours;
    for (std::size_t i = 0; i < at.size() && first + i < participants; ++i) {
      begin[first + i] = places.begin(kind) + at[i];
    }
    for (const std::uint32_t vote : own) {
      codes[places.begin(kind) + at[vote >> kCodeBits]++] = vote & ((1U << kCodeBits) - 1);
    }
  });
  return from_codes(begin, codes, statements, threads);
}

Result<VoteMatrix> VoteMatrix::from_codes(std::span<const std::uint64_t> begin, std::span<std::uint32_t> codes, std::uint32_t statements,
                                          int threads) {
  const auto people = static_cast<std::uint32_t>(begin.size() - 1);
  const auto codes_of = [&](std::uint32_t row) { return codes.subspan(begin[row], begin[row + 1] - begin[row]); };
  const int bits = std::bit_width(4 * statements + 3);
  const auto packed = static_cast<std::size_t>(64 / bits);

  BareVector<KeyedRow> order(people);
  std::atomic<std::uint64_t> duplicate = codes.size();
  const Pieces pieces = cut(people);
  for_each_piece(threads, pieces.count, [&](std::size_t piece, int) {
    for (auto row = static_cast<std::uint32_t>(pieces.begin(piece)); row < pieces.end(piece); ++row) {
      const auto own = codes_of(row);
      sort_codes(own);
      for (std::size_t i = 1; i < own.size(); ++i) {
        if (own[i] >> 2 == own[i - 1] >> 2) {
          duplicate = begin[row] + i;
        }
      }
      order[row] = {leading_key(own, bits, packed), row, static_cast<std::uint32_t>(own.size())};
    }
  });
  if (const std::uint64_t place = duplicate; place < codes.size()) {
    const auto row = std::upper_bound(begin.begin(), begin.end(), place) - begin.begin() - 1;
    return fail(ErrorKind::invalid, "maths.duplicate_vote",
                {{"participant", std::to_string(row)}, {"statement", std::to_string(codes[place] >> 2)}});
  }
  order = sorted_rows(order, bits * static_cast<int>(packed), threads, [&](const KeyedRow& a, const KeyedRow& b) {
    if (a.key != b.key) {
      return a.key < b.key;
    }
    const auto left = codes_of(a.row);
    const auto right = codes_of(b.row);
    const auto step = [&](std::size_t size) { return static_cast<std::ptrdiff_t>(std::min(size, packed)); };
    const auto compared = std::lexicographical_compare_three_way(left.begin() + step(left.size()), left.end(),
                                                                 right.begin() + step(right.size()), right.end());
    return compared != 0 ? compared < 0 : a.row < b.row;
  });

  VoteMatrix matrix;
  matrix.statements_ = statements;
  matrix.participants_ = people;
  matrix.begin_.assign(order.size() + 1, 0);
  matrix.participant_.resize(order.size());
  for (std::size_t row = 0; row < order.size(); ++row) {
    matrix.participant_[row] = order[row].row;
    matrix.begin_[row + 1] = matrix.begin_[row] + order[row].size;
  }
  matrix.statement_.resize(codes.size());
  matrix.values_.resize(codes.size());
  const Pieces output = cut(order.size());
  for_each_piece(threads, output.count, [&](std::size_t piece, int) {
    // Neighbours in this order live far apart in `codes`; what comes next is on its way before it is needed.
    constexpr std::size_t kAhead = 16;
    const auto prefetch = [&](std::size_t ahead, auto&& address) {
      if (ahead < order.size()) {
        __builtin_prefetch(address(order[ahead].row));
      }
    };
    for (std::size_t row = output.begin(piece); row < output.end(piece); ++row) {
      prefetch(row + 2 * kAhead, [&](std::uint32_t person) { return begin.data() + person; });
      prefetch(row + kAhead, [&](std::uint32_t person) { return codes.data() + begin[person]; });
      std::uint64_t at = matrix.begin_[row];
      for (const std::uint32_t code : codes_of(order[row].row)) {
        matrix.statement_[at] = static_cast<std::uint16_t>(code >> 2);
        matrix.values_[at++] = static_cast<std::int8_t>(static_cast<int>(code & 3) - 1);
      }
    }
  });
  return matrix;
}

std::vector<std::uint32_t> VoteMatrix::row_of_participant() const {
  std::vector<std::uint32_t> found(participants_, kNoRow);
  for (std::uint32_t row = 0; row < rows(); ++row) {
    found[participant_[row]] = row;
  }
  return found;
}

VoteMatrix VoteMatrix::restricted(std::span<const std::uint16_t> kept, int threads) const {
  std::vector<std::int32_t> renumbered(statements_, -1);
  for (std::size_t i = 0; i < kept.size(); ++i) {
    renumbered[kept[i]] = static_cast<std::int32_t>(i);
  }
  std::vector<std::uint64_t> begin(std::size_t{participants_} + 1, 0);
  const std::vector<std::uint32_t> row_of = row_of_participant();
  BareVector<std::uint32_t> codes;
  codes.reserve(votes());
  for (std::uint32_t person = 0; person < participants_; ++person) {
    if (row_of[person] != kNoRow) {
      const Row own = row(row_of[person]);
      for (std::size_t i = 0; i < own.size(); ++i) {
        if (const std::int32_t statement = renumbered[own.statements[i]]; statement >= 0) {
          codes.push_back(code_of(static_cast<std::uint16_t>(statement), own.values[i]));
        }
      }
    }
    begin[person + 1] = codes.size();
  }
  return *from_codes(begin, codes, static_cast<std::uint32_t>(kept.size()), threads);
}

VoteMatrix VoteMatrix::sample(std::span<const std::uint32_t> chosen) const {
  std::vector<std::uint32_t> order(chosen.begin(), chosen.end());
  std::sort(order.begin(), order.end());
  VoteMatrix matrix;
  matrix.statements_ = statements_;
  matrix.participants_ = participants_;
  matrix.begin_.push_back(0);
  for (const std::uint32_t row_index : order) {
    const Row own = row(row_index);
    matrix.statement_.insert(matrix.statement_.end(), own.statements.begin(), own.statements.end());
    matrix.values_.insert(matrix.values_.end(), own.values.begin(), own.values.end());
    matrix.begin_.push_back(matrix.values_.size());
    matrix.participant_.push_back(participant_[row_index]);
  }
  return matrix;
}

VoteMatrix VoteMatrix::shuffled_within_statements(std::uint64_t seed) const {
  std::vector<std::uint32_t> begin(std::size_t{statements_} + 1, 0);
  for (const std::uint16_t statement : statement_) {
    ++begin[statement + 1];
  }
  std::partial_sum(begin.begin(), begin.end(), begin.begin());
  std::vector<std::uint32_t> at(begin.begin(), begin.end() - 1);
  std::vector<std::int8_t> pool(values_.size());
  for (std::size_t i = 0; i < values_.size(); ++i) {
    pool[at[statement_[i]]++] = values_[i];
  }
  Random random(seed);
  for (std::uint32_t statement = 0; statement < statements_; ++statement) {
    auto own = std::span(pool).subspan(begin[statement], begin[statement + 1] - begin[statement]);
    random.shuffle(own);
  }
  VoteMatrix matrix = *this;
  std::copy(begin.begin(), begin.end() - 1, at.begin());
  for (std::size_t i = 0; i < values_.size(); ++i) {
    matrix.values_[i] = pool[at[statement_[i]]++];
  }
  return matrix;
}

}  // namespace gongshi::maths
