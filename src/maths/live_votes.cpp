#include "maths/live_votes.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "maths/parallel.hpp"

namespace gongshi::maths {

LiveVotes::LiveVotes(std::uint32_t statements) : co_votes_(statements) {}

LiveVotes::Person LiveVotes::compacted(std::uint32_t participant) const {
  Person person;
  if (participant + std::size_t{1} < begin_.size()) {
    for (std::uint64_t at = begin_[participant]; at < begin_[participant + 1]; ++at) {
      person.statements.push_back(static_cast<std::uint16_t>(codes_[at] >> 2));
      person.values.push_back(static_cast<std::int8_t>(static_cast<int>(codes_[at] & 3) - 1));
    }
  }
  return person;
}

void LiveVotes::set(std::uint32_t participant, std::uint16_t statement, std::optional<std::int8_t> value) {
  GONGSHI_ASSERT(statement < statements() && (!value || (*value >= -1 && *value <= 1)));
  participants_ = std::max(participants_, participant + 1);
  const auto [entry, is_new] = changed_.try_emplace(participant);
  if (is_new) {
    entry->second = compacted(participant);
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
  if (!changed_.empty()) {
    const auto compact_size = [&](std::uint32_t i) { return i + std::size_t{1} < begin_.size() ? begin_[i + 1] - begin_[i] : 0; };
    std::vector<std::uint64_t> begin(std::size_t{participants_} + 1, 0);
    for (std::uint32_t i = 0; i < participants_; ++i) {
      begin[i + 1] = compact_size(i);
    }
    for (const auto& [participant, person] : changed_) {
      begin[participant + 1] = person.statements.size();
    }
    for (std::size_t i = 0; i < participants_; ++i) {
      begin[i + 1] += begin[i];
    }
    BareVector<std::uint32_t> codes(begin.back());
    const Pieces pieces = cut(participants_);
    for_each_piece(threads, pieces.count, [&](std::size_t piece, int) {
      for (auto i = static_cast<std::uint32_t>(pieces.begin(piece)); i < pieces.end(piece); ++i) {
        // A changed person's place has another size only if votes came or went; either way it is filled below.
        if (const std::uint64_t size = compact_size(i); size > 0 && size == begin[i + 1] - begin[i]) {
          std::copy_n(codes_.begin() + static_cast<std::ptrdiff_t>(begin_[i]), size, codes.begin() + static_cast<std::ptrdiff_t>(begin[i]));
        }
      }
    });
    for (const auto& [participant, person] : changed_) {
      for (std::size_t vote = 0; vote < person.statements.size(); ++vote) {
        codes[begin[participant] + vote] = static_cast<std::uint32_t>(person.statements[vote]) << 2 | static_cast<std::uint32_t>(person.values[vote] + 1);
      }
    }
    begin_ = std::move(begin);
    codes_ = std::move(codes);
    changed_.clear();
  }
  return *VoteMatrix::from_codes(begin_, codes_, statements(), threads);
}

}  // namespace gongshi::maths
