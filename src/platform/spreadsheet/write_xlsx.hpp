// A table of text as an Excel workbook, to be saved by a person.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gongshi::spreadsheet {

/// The first row is the heading and stays in view. Every cell is text: nothing runs as a formula. Throws std::runtime_error where the temporary
/// file cannot be written.
std::string write_xlsx(std::string_view sheet, const std::vector<std::vector<std::string>>& rows);

/// The same row by row, for tables of any length: what was given is in a temporary file and no longer in memory.
class XlsxWriter {
 public:
  explicit XlsxWriter(std::string_view sheet);
  ~XlsxWriter();
  XlsxWriter(const XlsxWriter&) = delete;
  XlsxWriter& operator=(const XlsxWriter&) = delete;
  /// The first row is the heading.
  void add(const std::vector<std::string>& row);
  std::string finish() &&;

 private:
  struct Open;
  std::unique_ptr<Open> open_;
};

}  // namespace gongshi::spreadsheet
