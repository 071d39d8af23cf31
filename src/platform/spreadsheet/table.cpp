#include "platform/spreadsheet/table.hpp"

#include <algorithm>

#include "base/csv.hpp"
#include "base/text.hpp"

namespace gongshi::spreadsheet {

Result<void> read_table(std::string_view bytes, const Limits& limits, const TakeRow& take) {
  if (looks_like_workbook(bytes)) {
    TRY_ASSIGN(const auto rows, read_xlsx(bytes, limits));
    for (const SheetRow& row : rows) {
      if (!take(row.number, {row.cells.begin(), row.cells.end()})) break;
    }
    return {};
  }
  const auto text = as_utf8(bytes);
  if (!text) return fail(ErrorKind::invalid, "csv.encoding");
  CsvReader reader(*text, {.bytes = limits.entry_bytes, .rows = limits.rows, .columns = limits.columns, .field_bytes = limits.cell_bytes});
  for (;;) {
    TRY_ASSIGN(const auto* const row, reader.next());
    if (row == nullptr || !take(static_cast<std::int64_t>(reader.row()), *row)) return {};
  }
}

Whereabouts where_of(const Error& error) {
  const auto argument = [&](const char* name) {
    const auto found = error.args.find(name);
    return found == error.args.end() ? std::string() : found->second;
  };
  const std::string row = argument("row"), cell = argument("cell");
  return {row.empty() ? 1 : std::stoll(row), cell.empty() ? argument("column") : cell};
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kWide = "\u3000";
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  for (;;) {
    if (text.empty()) return text;
    if (blank(text.front())) {
      text.remove_prefix(1);
    } else if (blank(text.back())) {
      text.remove_suffix(1);
    } else if (text.starts_with(kWide)) {
      text.remove_prefix(kWide.size());
    } else if (text.ends_with(kWide)) {
      text.remove_suffix(kWide.size());
    } else {
      return text;
    }
  }
}

std::string_view without_guard(std::string_view text) {
  const bool guarded = text.size() > 1 && text[0] == '\'' && std::string_view("=+-@").find(text[1]) != std::string_view::npos;
  return guarded ? text.substr(1) : text;
}

bool has_controls(std::string_view text) {
  return std::ranges::any_of(text, [](unsigned char c) { return c < ' ' || c == 0x7f; });
}

}  // namespace gongshi::spreadsheet
