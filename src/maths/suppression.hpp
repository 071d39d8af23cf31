// Small counts are people: which cells of a published table stay hidden, and when a public figure may move.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace gongshi::maths {

inline constexpr std::uint32_t kSmallestCell = 5;
inline constexpr std::uint32_t kPublicStep = 5;

/// Which cells of one row (its total is public) to hide: 1 ≤ count < `smallest`; and when exactly one is hidden, or the hidden ones add up to
/// less than `smallest`, the next smallest other cells too, so that subtracting from the total reveals nobody. Zero cells are hidden last, as
/// an empty part says nothing about a person, but they too hide a lone small cell when nothing else is left.
std::vector<bool> hidden_cells(std::span<const std::uint32_t> counts, std::uint32_t smallest = kSmallestCell);

/// The same for a table of `rows` × `columns` (row-major) with public totals on both sides: repeated until no row or column has a lone hidden
/// cell.
std::vector<bool> hidden_table(std::span<const std::uint32_t> counts, std::size_t rows, std::size_t columns, std::uint32_t smallest = kSmallestCell);

/// Whether public figures last taken at `published` people may be taken anew at `now`: only in steps, so that two of them never differ by a
/// person or two. A smaller number (someone withdrew) also waits for a whole step.
bool may_refresh(std::uint32_t published, std::uint32_t now, std::uint32_t step = kPublicStep);

}  // namespace gongshi::maths
