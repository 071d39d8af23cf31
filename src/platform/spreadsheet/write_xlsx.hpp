// A table of text as an Excel workbook, to be saved by a person.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
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
  /// A row of figures behind its name, as numbers; `hidden` stands where one is not shown.
  void add(const std::string& name, const std::vector<std::optional<std::int64_t>>& figures, const std::string& hidden);
  /// Rows go to another sheet from here on. What a sheet may not be called (31 characters, no brackets, slashes, colons) is left out of its name.
  void begin(std::string_view sheet);
  std::string finish() &&;

 private:
  struct Open;
  std::unique_ptr<Open> open_;
};

}  // namespace gongshi::spreadsheet
