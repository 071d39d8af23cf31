// A register of earlier proposals as a file: which column says what, and what can be told of each row from the file alone. Nothing here knows the database.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

#include "base/time.hpp"

namespace gongshi::proposals {

inline constexpr std::size_t kMostRegisterBytes = std::size_t{16} << 20;
inline constexpr std::size_t kMostRegisterRows = 5'000;

/// What a column of a register says. `decision`: filed or not; `outcome`: class A to D.
enum class RegisterField { case_number, title, proposer, signers, sector, category, situation, analysis, suggestions, main_unit, assisting_units, submitted, filed, replied, decision, outcome, satisfaction, is_key, excellent, open };
BOOST_DESCRIBE_ENUM(RegisterField, case_number, title, proposer, signers, sector, category, situation, analysis, suggestions, main_unit, assisting_units, submitted, filed, replied, decision, outcome, satisfaction, is_key, excellent, open)
inline constexpr std::size_t kRegisterFields = 20;

struct RegisterColumn {
  std::string heading;
  std::optional<RegisterField> field;  // none: kept in the row as it stands, and in nothing else
};

struct RegisterRow {
  std::int64_t row = 0;  // in the file, from 1
  std::array<std::string, kRegisterFields> cells{};
  std::string original;  // "heading：text", a line each; empty cells left out

  const std::string& operator[](RegisterField field) const { return cells[static_cast<std::size_t>(field)]; }
};

/// `stops`: the row is refused; else it is said and the row is taken.
struct RegisterNote {
  std::int64_t row = 0;
  std::string column;
  std::string code;
  std::map<std::string, std::string> args{};
  bool stops = true;
};

struct RegisterFile {
  std::vector<RegisterColumn> columns;
  std::vector<RegisterRow> rows;  // blank rows left out
  std::vector<RegisterNote> notes;
  std::string heading(RegisterField field) const;
};

/// A workbook, or CSV in UTF-8 or GB18030. The heading is the first of the first ten rows in which a title and two more columns are known by name; what
/// stands above it is passed over. `mapping` says by hand what the columns are, from the left: names of fields between commas, nothing for a column that is not used.
RegisterFile read_register(std::string_view bytes, std::optional<std::string_view> mapping = {});

/// "0123", "第123号", "123号"; none: is no number from 1 to 99,999.
std::optional<std::int64_t> read_case_number(std::string_view text);
/// A day, also with a time behind it.
std::optional<Timestamp> read_register_day(std::string_view text);
/// "张三、李 四等3人": the names without what is around them.
std::vector<std::string> read_names(std::string_view text);
/// Units, one name each.
std::vector<std::string> read_units(std::string_view text);
/// A, B, C or D, also "A类" and "A（已解决）".
std::optional<std::string> read_outcome(std::string_view text);
/// 是, √, 有; none where it says neither yes nor no.
std::optional<bool> read_yes(std::string_view text);

}  // namespace gongshi::proposals
