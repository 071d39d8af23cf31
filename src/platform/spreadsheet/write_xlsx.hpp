// A table of text as an Excel workbook, to be saved by a person.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gongshi::spreadsheet {

/// The first row is the heading and stays in view. Every cell is text: nothing runs as a formula. Throws std::runtime_error where the temporary
/// file cannot be written.
std::string write_xlsx(std::string_view sheet, const std::vector<std::vector<std::string>>& rows);

}  // namespace gongshi::spreadsheet
