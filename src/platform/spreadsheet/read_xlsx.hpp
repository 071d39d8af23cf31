// The first sheet of an Excel workbook (ECMA-376) as rows of text. Pure: bytes in, rows or a refusal out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace gongshi::spreadsheet {

struct Limits {
  std::size_t entries = 500;                           // files in the archive
  std::size_t entry_bytes = std::size_t{64} << 20;     // of one of them, unpacked
  std::size_t all_bytes = std::size_t{128} << 20;      // of all that are read, unpacked
  std::size_t ratio = 200;                             // unpacked to packed, of entries over 1 MiB
  std::size_t depth = 32;                              // of elements
  std::size_t rows = 20'001;
  std::size_t columns = 50;
  std::size_t cell_bytes = 8'000;
  std::size_t strings = 500'000;                       // shared among cells
  std::int64_t merged_until = 0;                       // in rows up to this one cells may be merged with those beside them: titles
};

struct SheetRow {
  std::int64_t number = 0;  // as the sheet counts, from 1
  std::vector<std::string> cells;
};

/// Rows without any text are left out; a row ends at its last cell with text. Errors (kind invalid, too_large for limits) carry `cell` ("B7")
/// where they concern one: xlsx.not_a_workbook, xlsx.old_or_encrypted, xlsx.damaged, xlsx.document_type, xlsx.elsewhere, xlsx.merged,
/// xlsx.formula_without_value, xlsx.bomb, and with `most` xlsx.too_many_rows, xlsx.too_many_columns, xlsx.cell_too_long.
Result<std::vector<SheetRow>> read_xlsx(std::string_view bytes, const Limits& limits = {});

/// Whether the bytes begin like a workbook, a new one or an old or encrypted one: not like text.
bool looks_like_workbook(std::string_view bytes);

}  // namespace gongshi::spreadsheet
