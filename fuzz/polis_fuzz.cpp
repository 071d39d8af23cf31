// Polis's exports: indexes point into the lists, ids ascend, one vote per person and statement.
#include <algorithm>
#include <set>

#include "maths/polis_csv.hpp"
#include "target.hpp"

void gongshi::fuzz::run(std::string_view input) {
  using namespace gongshi::maths;
  constexpr CsvLimits kLimits{.bytes = 1 << 16, .rows = 500, .columns = 50, .field_bytes = 1000};
  if (const auto votes = read_polis_votes(input, kLimits)) {
    require(std::ranges::is_sorted(votes->participants) && std::ranges::is_sorted(votes->statements), "ids ascend");
    std::set<std::pair<std::size_t, std::size_t>> seen;
    for (const Vote& vote : votes->votes) {
      const auto person = static_cast<std::size_t>(vote.participant);
      const auto statement = static_cast<std::size_t>(vote.statement);
      require(person < votes->participants.size() && statement < votes->statements.size(), "a vote is of somebody on something");
      require(seen.emplace(person, statement).second, "one vote per person and statement");
    }
  }
  if (const auto comments = read_polis_comments(input, kLimits)) {
    for (const PolisComment& comment : *comments) require(comment.moderated >= -1 && comment.moderated <= 1, "moderation has three values");
  }
}
