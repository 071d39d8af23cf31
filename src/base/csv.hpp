// Comma-separated values after RFC 4180, strictly, within limits: every refusal names its row and column.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace gongshi {

struct CsvLimits {
  std::size_t bytes = std::size_t{64} << 20;
  std::size_t rows = 1'000'000;
  std::size_t columns = 1'000;
  std::size_t field_bytes = 64 * 1024;
};

/// Reads UTF-8 with or without a byte order mark, lines ending in LF or CRLF (the last may lack its end), fields quoted or not. The text must
/// outlive the reader. Every row must have as many fields as the first.
///
/// Errors (kind invalid, too_large for limits) carry `row` (counted from 1, the header included), `column` (from 1) and, for limits, `most`:
/// csv.too_large, csv.too_many_rows, csv.too_many_columns, csv.field_too_long, csv.unclosed_quote, csv.stray_quote,
/// csv.text_after_quote, csv.bare_carriage_return, csv.nul_byte, csv.broken_utf8, csv.column_count (with `expected`).
class CsvReader {
 public:
  explicit CsvReader(std::string_view text, CsvLimits limits = {});

  /// The next row, valid until the next call; nullptr after the last. After an error the reader is at its end.
  Result<const std::vector<std::string_view>*> next();

  /// The number of the row returned last, from 1.
  std::size_t row() const { return row_; }

 private:
  std::unexpected<Error> refuse(ErrorKind kind, const char* code, std::map<std::string, std::string> more = {});
  Result<std::string_view> quoted_field();
  Result<std::string_view> plain_field();

  std::string_view text_;
  CsvLimits limits_;
  std::size_t at_ = 0;
  std::size_t row_ = 0;
  std::vector<std::string_view> fields_;
  std::deque<std::string> unescaped_;  // fields with doubled quotes; a deque never moves what it holds
  std::size_t unescaped_used_ = 0;
};

/// Writes rows that CsvReader reads back. Lines end in CRLF.
class CsvWriter {
 public:
  /// Quotes where needed.
  CsvWriter& field(std::string_view text);
  /// For text that people wrote and a spreadsheet may open: a leading = + - @ tab or CR would run as a formula, so an apostrophe goes before it.
  CsvWriter& guarded_field(std::string_view text);
  CsvWriter& end_row();

  const std::string& text() const { return text_; }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
  bool row_started_ = false;
};

}  // namespace gongshi
