#include "maths/live_votes.hpp"

#include <algorithm>
#include <numeric>

#include "base/assert.hpp"
#include "maths/parallel.hpp"

namespace gongshi::maths {

LiveVotes::LiveVotes(std::uint32_t statements) : co_votes_(statements) {}

Row LiveVotes::compacted(std::uint32_t participant) const {
  return participant < row_of_.size() && row_of_[participant] != kNoRow ? compact_.row(row_of_[participant]) : Row{};
}

void LiveVotes::set(std::uint32_t participant, std::uint16_t statement, std::optional<std::int8_t> value) {
  GONGSHI_ASSERT(statement < statements() && (!value || (*value >= -1 && *value <= 1)));
  participants_ = std::max(participants_, participant + 1);
  const auto [entry, is_new] = changed_.try_emplace(participant);
  if (is_new) {
    const Row before = compacted(participant);
    entry->second = {{before.statements.begin(), before.statements.end()}, {before.values.begin(), before.values.end()}};
  }
  Person& person = entry->second;
  const auto at = std::find(person.statements.begin(), person.statements.end(), statement) - person.statements.begin();
  const bool had = at < static_cast<std::ptrdiff_t>(person.statements.size());
  const std::optional<std::int8_t> before = had ? std::optional(person.values[static_cast<std::size_t>(at)]) : std::nullopt;
  co_votes_.change({person.statements, person.values}, statement, before, value);
  if (value && had) {
    person.values[static_cast<std::size_t>(at)] = *value;
  } else if (value) {
    person.statements.push_back(statement);
    person.values.push_back(*value);
  } else if (had) {
    person.statements.erase(person.statements.begin() + at);
    person.values.erase(person.values.begin() + at);
  }
}

VoteMatrix LiveVotes::matrix(int threads) {
  if (!changed_.empty() || compact_.participants() != participants_) {
    constexpr std::size_t kFew = 16;  // times as many as have changed
    compact_ = changed_.size() * kFew < compact_.rows() ? merged() : rebuilt(threads);
    row_of_ = compact_.row_of_participant();
    changed_.clear();
  }
  return compact_;
}

VoteMatrix LiveVotes::rebuilt(int threads) const {
  std::vector<std::uint64_t> begin(std::size_t{participants_} + 1, 0);
  for (std::uint32_t i = 0; i < participants_; ++i) begin[i + 1] = compacted(i).size();
  for (const auto& [participant, person] : changed_) begin[participant + 1] = person.statements.size();
  std::partial_sum(begin.begin(), begin.end(), begin.begin());
  BareVector<std::uint32_t> codes(begin.back());
  const auto fill = [&](std::uint32_t participant, std::span<const std::uint16_t> statements, std::span<const std::int8_t> values) {
    for (std::size_t i = 0; i < statements.size(); ++i) codes[begin[participant] + i] = VoteMatrix::code_of(statements[i], values[i]);
  };
  const Pieces pieces = cut(participants_);
  for_each_piece(threads, pieces.count, [&](std::size_t piece, int) {
    for (auto i = static_cast<std::uint32_t>(pieces.begin(piece)); i < pieces.end(piece); ++i) {
      // A changed person's place has another size only if votes came or went; either way it is filled below.
      if (const Row row = compacted(i); row.size() == begin[i + 1] - begin[i]) fill(i, row.statements, row.values);
    }
  });
  for (const auto& [participant, person] : changed_) fill(participant, person.statements, person.values);
  return *VoteMatrix::from_codes(begin, codes, statements(), threads);
}

VoteMatrix LiveVotes::merged() const {
  struct Changed {
    std::vector<std::uint32_t> codes;
    std::uint32_t participant;
    bool operator<(const Changed& other) const { return codes != other.codes ? codes < other.codes : participant < other.participant; }  // as rows are ordered
  };
  std::vector<Changed> changed;
  std::vector<std::uint32_t> gone;  // rows
  std::uint64_t votes = compact_.votes();
  for (const auto& [participant, person] : changed_) {
    if (const Row before = compacted(participant); before.size() > 0) {
      gone.push_back(row_of_[participant]);
      votes -= before.size();
    }
    if (person.statements.empty()) continue;
    Changed& now = changed.emplace_back(std::vector<std::uint32_t>(), participant);
    for (std::size_t i = 0; i < person.statements.size(); ++i) now.codes.push_back(VoteMatrix::code_of(person.statements[i], person.values[i]));
    std::ranges::sort(now.codes);
    votes += now.codes.size();
  }
  std::sort(changed.begin(), changed.end());
  std::ranges::sort(gone);

  const auto row_comes_first = [&](std::uint32_t row, const Changed& now) {
    const Row own = compact_.row(row);
    for (std::size_t i = 0; i < std::min(own.size(), now.codes.size()); ++i) {
      const std::uint32_t code = VoteMatrix::code_of(own.statements[i], own.values[i]);
      if (code != now.codes[i]) return code < now.codes[i];
    }
    return own.size() != now.codes.size() ? own.size() < now.codes.size() : compact_.participant(row) < now.participant;
  };
  VoteMatrix matrix;
  matrix.statements_ = statements();
  matrix.participants_ = participants_;
  matrix.begin_.reserve(compact_.rows() + changed.size() + 1);
  matrix.begin_.push_back(0);
  matrix.participant_.reserve(compact_.rows() + changed.size());
  matrix.statement_.reserve(votes);
  matrix.values_.reserve(votes);
  const auto keep = [&](std::uint32_t from, std::uint32_t to) {
    const std::uint64_t first = compact_.begin_[from], last = compact_.begin_[to];
    const std::uint64_t moved = matrix.values_.size() - first;
    for (std::uint32_t row = from; row < to; ++row) matrix.begin_.push_back(compact_.begin_[row + 1] + moved);
    matrix.participant_.insert(matrix.participant_.end(), compact_.participant_.begin() + from, compact_.participant_.begin() + to);
    matrix.statement_.insert(matrix.statement_.end(), compact_.statement_.begin() + static_cast<std::ptrdiff_t>(first), compact_.statement_.begin() + static_cast<std::ptrdiff_t>(last));
    matrix.values_.insert(matrix.values_.end(), compact_.values_.begin() + static_cast<std::ptrdiff_t>(first), compact_.values_.begin() + static_cast<std::ptrdiff_t>(last));
  };
  auto next_gone = gone.begin();
  std::uint32_t row = 0;
  const auto keep_up_to = [&](std::uint32_t end) {
    for (; next_gone != gone.end() && *next_gone < end; row = *next_gone++ + 1) keep(row, *next_gone);
    keep(row, end);
    row = end;
  };
  for (const Changed& now : changed) {
    std::uint32_t low = row, high = compact_.rows();
    while (low < high) {
      const std::uint32_t middle = low + (high - low) / 2;
      row_comes_first(middle, now) ? low = middle + 1 : high = middle;
    }
    keep_up_to(low);
    for (const std::uint32_t code : now.codes) {
      matrix.statement_.push_back(static_cast<std::uint16_t>(code >> 2));
      matrix.values_.push_back(static_cast<std::int8_t>(static_cast<int>(code & 3) - 1));
    }
    matrix.begin_.push_back(matrix.values_.size());
    matrix.participant_.push_back(now.participant);
  }
  keep_up_to(compact_.rows());
  return matrix;
}

}  // namespace gongshi::maths
