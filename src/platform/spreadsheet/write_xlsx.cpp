#include "platform/spreadsheet/write_xlsx.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <unistd.h>
#include <xlsxwriter.h>

namespace gongshi::spreadsheet {
namespace {

/// The library writes into files only.
class TemporaryFile {
 public:
  TemporaryFile() : path_((std::filesystem::temp_directory_path() / "gongshi-XXXXXX").string()) {
    const int file = ::mkstemp(path_.data());
    if (file < 0) throw std::runtime_error("cannot make a temporary file for a workbook");
    ::close(file);
  }
  ~TemporaryFile() { ::unlink(path_.c_str()); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace

std::string write_xlsx(std::string_view sheet, const std::vector<std::vector<std::string>>& rows) {
  const TemporaryFile file;
  lxw_workbook* const workbook = workbook_new(file.path().c_str());
  lxw_worksheet* const page = workbook_add_worksheet(workbook, std::string(sheet).c_str());
  lxw_format* const bold = workbook_add_format(workbook);
  format_set_bold(bold);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (std::size_t column = 0; column < rows[row].size(); ++column) {
      worksheet_write_string(page, static_cast<lxw_row_t>(row), static_cast<lxw_col_t>(column), rows[row][column].c_str(), row == 0 ? bold : nullptr);
    }
  }
  if (!rows.empty() && !rows[0].empty()) worksheet_set_column(page, 0, static_cast<lxw_col_t>(rows[0].size() - 1), 16, nullptr);
  worksheet_freeze_panes(page, 1, 0);
  if (const lxw_error failed = workbook_close(workbook); failed != LXW_NO_ERROR) throw std::runtime_error(std::string("cannot write a workbook: ") + lxw_strerror(failed));
  std::ifstream in(file.path(), std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace gongshi::spreadsheet
