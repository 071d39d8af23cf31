#include "maths/live_votes.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace gongshi::maths {

LiveVotes::LiveVotes(std::uint32_t statements) : co_votes_(statements) {}

void LiveVotes::set(std::uint32_t participant, std::uint16_t statement, std::optional<std::int8_t> value) {
  GONGSHI_ASSERT(statement < statements() && (!value || (*value >= -1 && *value <= 1)));
  if (participant >= people_.size()) {
    people_.resize(std::size_t{participant} + 1);
  }
  Person& person = people_[participant];
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

VoteMatrix LiveVotes::matrix(int threads) const {
  std::vector<std::uint64_t> begin{0};
  begin.reserve(people_.size() + 1);
  for (const Person& person : people_) {
    begin.push_back(begin.back() + person.statements.size());
  }
  std::vector<std::uint32_t> codes;
  codes.reserve(begin.back());
  for (const Person& person : people_) {
    for (std::size_t i = 0; i < person.statements.size(); ++i) {
      codes.push_back(static_cast<std::uint32_t>(person.statements[i]) << 2 | static_cast<std::uint32_t>(person.values[i] + 1));
    }
  }
  return *VoteMatrix::from_codes(begin, std::move(codes), statements(), threads);
}

}  // namespace gongshi::maths
