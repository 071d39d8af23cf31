// A table as an office sends it: a workbook's first sheet, or CSV in UTF-8 or GB18030.
#pragma once

#include <functional>

#include "platform/spreadsheet/read_xlsx.hpp"

namespace gongshi::spreadsheet {

/// Takes a row: its number in the file, from 1, and its cells, valid until it returns. False: that is enough.
using TakeRow = std::function<bool(std::int64_t number, const std::vector<std::string_view>& cells)>;

/// The rows one after another, whatever kind of file it is; its bytes tell. `limits.entry_bytes` is also the most that CSV may be. What was read before an
/// error was taken. Errors are those of read_xlsx and CsvReader, and csv.encoding.
Result<void> read_table(std::string_view bytes, const Limits& limits, const TakeRow& take);

/// Where an error of read_table says it is; the first row where it says nothing.
struct Whereabouts {
  std::int64_t row = 1;
  std::string column;
};
Whereabouts where_of(const Error& error);

/// Without the blanks around it, also full-width ones.
std::string_view trimmed(std::string_view cell);
/// Without what exports put before text that a spreadsheet would run.
std::string_view without_guard(std::string_view cell);
/// Whether it has characters that nobody types into a cell of one line.
bool has_controls(std::string_view cell);

}  // namespace gongshi::spreadsheet
