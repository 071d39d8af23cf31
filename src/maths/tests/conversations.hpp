// The Polis conversations under tests/data and demo, as the tests read them.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "maths/polis_csv.hpp"

namespace gongshi::maths {

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw std::runtime_error("cannot read " + path.string());
  }
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::filesystem::path votes_file(const std::string& conversation) {
  const std::filesystem::path root = GONGSHI_SOURCE_DIR;
  return conversation == "vtaiwan.uberx" ? root / "demo/vtaiwan.uberx/votes.csv"
                                         : root / "tests/data/polis" / conversation / "participants-votes.csv";
}

inline PolisVotes read_conversation(const std::string& conversation) { return read_polis_votes(read_file(votes_file(conversation))).value(); }

inline VoteMatrix matrix_of(const PolisVotes& votes, int threads = 1) {
  return VoteMatrix::build(votes.votes, static_cast<std::uint32_t>(votes.participants.size()), static_cast<std::uint32_t>(votes.statements.size()), threads)
      .value();
}

}  // namespace gongshi::maths
