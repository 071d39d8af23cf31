#include "maths/digest.hpp"

#include <bit>
#include <cstdint>
#include <cstring>

#include "base/sha256.hpp"
#include "maths/analysis.hpp"

namespace gongshi::maths {
namespace {

constexpr std::size_t kBlock = 1 << 16;

/// Little-endian whatever the machine.
class Bytes {
 public:
  explicit Bytes(std::string_view head) : block_(head) { block_.reserve(kBlock + 64); }
  template <class Integer>
  void integer(Integer value) {
    for (std::size_t i = 0; i < sizeof(Integer); ++i) {
      block_.push_back(static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i) & 0xFF));
    }
    flush_when_full();
  }
  void real(double value) { integer(std::bit_cast<std::uint64_t>(value + 0.0)); }  // −0 becomes 0
  void text(std::string_view value) {
    block_.append(value);
    flush_when_full();
  }
  std::string finish() {
    hash_.update(block_);
    return to_hex(hash_.finish());
  }

 private:
  void flush_when_full() {
    if (block_.size() >= kBlock) {
      hash_.update(block_);
      block_.clear();
    }
  }
  std::string block_;
  Sha256 hash_;
};

void tallies(Bytes& bytes, const std::vector<Tally>& cells) {
  for (const Tally& own : cells) {
    bytes.integer(own.agree);
    bytes.integer(own.disagree);
    bytes.integer(own.pass);
  }
}

}  // namespace

std::string votes_digest(const VoteMatrix& votes) {
  std::vector<std::uint8_t> seen(votes.statements(), 0);
  for (std::uint32_t row = 0; row < votes.rows(); ++row) {
    for (const std::uint16_t statement : votes.row(row).statements) {
      seen[statement] = 1;
    }
  }
  std::vector<std::string> words(std::size_t{votes.statements()} * 3);
  std::uint32_t number = 0;
  for (std::size_t statement = 0; statement < seen.size(); ++statement) {
    for (int value = -1; value <= 1; ++value) {
      words[statement * 3 + static_cast<std::size_t>(value + 1)] = std::to_string(number) + ':' + std::to_string(value);
    }
    number += seen[statement];
  }
  Bytes bytes("gongshi votes 1\n");
  std::string line;
  for (std::uint32_t row = 0; row < votes.rows(); ++row) {
    const Row own = votes.row(row);
    line.clear();
    for (std::size_t i = 0; i < own.size(); ++i) {
      line += words[own.statements[i] * std::size_t{3} + static_cast<std::size_t>(own.values[i] + 1)];
      line += i + 1 < own.size() ? ' ' : '\n';
    }
    bytes.text(line);
  }
  return bytes.finish();
}

std::string result_digest(const VoteMatrix& votes, const Analysis& result) {
  Bytes bytes("gongshi map 1\n");
  bytes.integer(votes.rows());
  bytes.integer(votes.statements());
  bytes.integer(static_cast<std::uint32_t>(result.grouping.groups.size()));
  bytes.integer(static_cast<std::uint8_t>(result.clear_groups ? 1 : 0));
  for (std::size_t j = 0; j < votes.statements(); ++j) {
    bytes.real(result.embedding.loading[j].x);
    bytes.real(result.embedding.loading[j].y);
    bytes.real(result.scores[j].spectrum);
  }
  tallies(bytes, result.overall);
  tallies(bytes, result.by_group.cells);
  for (std::uint32_t row = 0; row < votes.rows(); ++row) {
    bytes.real(result.embedding.position[row].x);
    bytes.real(result.embedding.position[row].y);
    bytes.integer(result.grouping.of_row[row]);
  }
  return bytes.finish();
}

}  // namespace gongshi::maths
