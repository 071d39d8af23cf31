#include "maths/suppression.hpp"

#include <cstddef>

namespace gongshi::maths {
namespace {

/// Hides further cells of one line until its hidden ones protect each other; `at(i)` and `hidden(i)` address the line. Returns whether it did.
template <class At, class Hidden>
bool protect(std::size_t size, At at, Hidden hidden, std::uint32_t smallest) {
  bool changed = false;
  while (true) {
    std::size_t count = 0;
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < size; ++i) {
      count += hidden(i) ? 1 : 0;
      sum += hidden(i) ? at(i) : 0;
    }
    if (count == 0 || (count > 1 && sum >= smallest)) {
      return changed;
    }
    std::size_t next = size;
    for (std::size_t i = 0; i < size; ++i) {
      if (hidden(i)) {
        continue;
      }
      const bool first = next == size;
      const bool empty = at(i) == 0;
      if (first || (at(next) == 0 && !empty) || (!empty && at(i) < at(next))) {
        next = i;
      }
    }
    if (next == size) {
      return changed;
    }
    hidden(next) = true;
    changed = true;
  }
}

}  // namespace

std::vector<bool> hidden_cells(std::span<const std::uint32_t> counts, std::uint32_t smallest) {
  return hidden_table(counts, 1, counts.size(), smallest);
}

std::vector<bool> hidden_table(std::span<const std::uint32_t> counts, std::size_t rows, std::size_t columns, std::uint32_t smallest) {
  std::vector<bool> hidden(counts.size());
  for (std::size_t i = 0; i < counts.size(); ++i) {
    hidden[i] = counts[i] > 0 && counts[i] < smallest;
  }
  bool changed = true;
  while (changed) {
    changed = false;
    for (std::size_t row = 0; row < rows; ++row) {
      changed = protect(
                    columns, [&](std::size_t i) { return counts[row * columns + i]; },
                    [&](std::size_t i) { return hidden[row * columns + i]; }, smallest) ||
                changed;
    }
    for (std::size_t column = 0; rows > 1 && column < columns; ++column) {
      changed = protect(
                    rows, [&](std::size_t i) { return counts[i * columns + column]; },
                    [&](std::size_t i) { return hidden[i * columns + column]; }, smallest) ||
                changed;
    }
  }
  return hidden;
}

bool may_refresh(std::uint32_t published, std::uint32_t now, std::uint32_t step) {
  return (now > published ? now - published : published - now) >= step;
}

}  // namespace gongshi::maths
