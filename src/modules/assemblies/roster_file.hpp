// A roster as a file: which columns, which dates, which encoding. Nothing here knows the database.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

#include "base/result.hpp"
#include "base/time.hpp"

namespace gongshi::assemblies {

inline constexpr std::size_t kMostRosterBytes = std::size_t{8} << 20;
inline constexpr std::size_t kMostRosterRows = 20'000;

enum class Column { number, name, sector, party, committee, county, phone, from, to };
BOOST_DESCRIBE_ENUM(Column, number, name, sector, party, committee, county, phone, from, to)
inline constexpr std::size_t kColumns = 9;

/// The heading that exports write; imports take the English names as well.
std::string_view heading(Column column);

struct RosterRow {
  std::int64_t row = 0;  // in the file, from 1, the heading included
  /// Trimmed; absent where the file has no such column.
  std::array<std::optional<std::string>, kColumns> cells{};

  const std::optional<std::string>& operator[](Column column) const { return cells[static_cast<std::size_t>(column)]; }
  /// Empty where the column is absent.
  std::string_view text(Column column) const { return (*this)[column] ? std::string_view(*(*this)[column]) : std::string_view(); }
};

struct RosterRefusal {
  std::int64_t row = 0;
  std::string column;
  std::string code;
  std::map<std::string, std::string> args{};
};

struct RosterFile {
  std::vector<RosterRow> rows;  // blank rows left out
  std::vector<RosterRefusal> refused;
};

/// A workbook, or CSV in UTF-8 or GB18030. Checks what can be told from the file alone: the headings, what may not be empty, lengths, days. What it is
/// refused for as a whole stands with row 1.
RosterFile read_roster(std::string_view bytes);

/// The first millisecond of a day in China (base/day.hpp says how it may be written).
std::optional<Timestamp> day_begins(std::string_view text);
/// 2022-01-31
std::string day_text(Timestamp at);

}  // namespace gongshi::assemblies
