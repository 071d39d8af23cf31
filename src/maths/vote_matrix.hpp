// The votes of one consultation as a sparse matrix in canonical row order.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "maths/parallel.hpp"

namespace gongshi::maths {

inline constexpr std::int8_t kDisagree = -1;
inline constexpr std::int8_t kPass = 0;
inline constexpr std::int8_t kAgree = 1;

/// One person's last word on one statement. `participant` and `statement` are the caller's dense indices.
struct Vote {
  std::uint32_t participant;
  std::uint16_t statement;
  std::int8_t value;
  bool operator==(const Vote&) const = default;
};

inline constexpr std::uint32_t kMostStatements = 65'535;
inline constexpr std::uint32_t kNoRow = 0xFFFF'FFFF;

/// One row: statements ascending, with the vote on each.
struct Row {
  std::span<const std::uint16_t> statements;
  std::span<const std::int8_t> values;
  std::size_t size() const { return statements.size(); }
};

/// Immutable compressed rows (8 bytes a person, 3 bytes a vote). Rows are ordered by their votes, never by id: compared as sequences of
/// (statement, vote), a shorter sequence before those it begins. People without a vote have no row. Equal votes give equal matrices.
class VoteMatrix {
 public:
  VoteMatrix() = default;

  /// `votes` in any order. Errors: maths.too_many_statements, maths.unknown_statement, maths.unknown_participant, maths.invalid_vote,
  /// maths.duplicate_vote (with participant and statement).
  static Result<VoteMatrix> build(std::span<const Vote> votes, std::uint32_t participants, std::uint32_t statements, int threads = 1);

  std::uint32_t rows() const { return static_cast<std::uint32_t>(participant_.size()); }
  std::uint32_t statements() const { return statements_; }
  std::uint64_t votes() const { return values_.size(); }
  /// How many people the caller named, with or without votes.
  std::uint32_t participants() const { return participants_; }

  Row row(std::uint32_t row) const {
    const std::size_t begin = begin_[row];
    const std::size_t size = begin_[row + 1] - begin;
    return {{statement_.data() + begin, size}, {values_.data() + begin, size}};
  }
  /// The caller's index of the person in this row.
  std::uint32_t participant(std::uint32_t row) const { return participant_[row]; }
  /// Row of each of the caller's people, kNoRow for those without a vote.
  std::vector<std::uint32_t> row_of_participant() const;

  /// The votes on `kept` statements only, renumbered in the order given; people left without a vote lose their row.
  VoteMatrix restricted(std::span<const std::uint16_t> kept, int threads = 1) const;
  /// The given rows only, in canonical order again. Participant indices stay the caller's.
  VoteMatrix sample(std::span<const std::uint32_t> rows) const;
  /// The same people and statements seen, with the votes on each statement dealt anew among those who cast one (the null of "no structure").
  VoteMatrix shuffled_within_statements(std::uint64_t seed) const;

 private:
  friend class LiveVotes;
  /// Codes in order are votes in order.
  static std::uint32_t code_of(std::uint16_t statement, std::int8_t value) { return static_cast<std::uint32_t>(statement) << 2 | static_cast<std::uint32_t>(value + 1); }
  /// `codes`: a row for each of the caller's people; sorts each row in place.
  static Result<VoteMatrix> from_codes(std::span<const std::uint64_t> begin, std::span<std::uint32_t> codes, std::uint32_t statements, int threads);

  std::uint32_t statements_ = 0;
  std::uint32_t participants_ = 0;
  std::vector<std::uint64_t> begin_;
  BareVector<std::uint16_t> statement_;
  BareVector<std::int8_t> values_;
  std::vector<std::uint32_t> participant_;
};

}  // namespace gongshi::maths
