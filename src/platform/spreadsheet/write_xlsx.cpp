#include "platform/spreadsheet/write_xlsx.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <utility>

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

struct XlsxWriter::Open {
  TemporaryFile file;
  lxw_workbook* workbook = nullptr;
  lxw_worksheet* page = nullptr;
  lxw_format* bold = nullptr;
  lxw_row_t rows = 0;
};

XlsxWriter::XlsxWriter(std::string_view sheet) : open_(std::make_unique<Open>()) {
  lxw_workbook_options options{};
  options.constant_memory = LXW_TRUE;
  open_->workbook = workbook_new_opt(open_->file.path().c_str(), &options);
  open_->bold = workbook_add_format(open_->workbook);
  format_set_bold(open_->bold);
  begin(sheet);
}

void XlsxWriter::begin(std::string_view sheet) {
  constexpr std::size_t kMostCharacters = 31;
  std::string name;
  std::size_t characters = 0;
  for (const char one : sheet) {
    const bool starts = (static_cast<unsigned char>(one) & 0xC0U) != 0x80U;
    if (starts && characters == kMostCharacters) break;
    if (std::string_view("[]:*?/\\").contains(one)) continue;
    if (starts) ++characters;
    name += one;
  }
  open_->page = workbook_add_worksheet(open_->workbook, name.c_str());
  if (open_->page == nullptr) throw std::runtime_error("a workbook cannot have two sheets called " + name);
  open_->rows = 0;
  worksheet_freeze_panes(open_->page, 1, 0);
}

XlsxWriter::~XlsxWriter() {
  if (open_->workbook != nullptr) workbook_close(open_->workbook);
}

void XlsxWriter::add(const std::vector<std::string>& row) {
  if (open_->rows == 0 && !row.empty()) worksheet_set_column(open_->page, 0, static_cast<lxw_col_t>(row.size() - 1), 16, nullptr);
  for (std::size_t column = 0; column < row.size(); ++column) worksheet_write_string(open_->page, open_->rows, static_cast<lxw_col_t>(column), row[column].c_str(), open_->rows == 0 ? open_->bold : nullptr);
  ++open_->rows;
}

void XlsxWriter::add(const std::string& name, const std::vector<std::optional<std::int64_t>>& figures, const std::string& hidden) {
  worksheet_write_string(open_->page, open_->rows, 0, name.c_str(), nullptr);
  lxw_col_t column = 0;
  for (const auto& figure : figures) {
    ++column;
    if (figure) worksheet_write_number(open_->page, open_->rows, column, static_cast<double>(*figure), nullptr);
    else worksheet_write_string(open_->page, open_->rows, column, hidden.c_str(), nullptr);
  }
  ++open_->rows;
}

std::string XlsxWriter::finish() && {
  if (const lxw_error failed = workbook_close(std::exchange(open_->workbook, nullptr)); failed != LXW_NO_ERROR) throw std::runtime_error(std::string("cannot write a workbook: ") + lxw_strerror(failed));
  std::string bytes(std::filesystem::file_size(open_->file.path()), '\0');
  std::ifstream(open_->file.path(), std::ios::binary).read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return bytes;
}

std::string write_xlsx(std::string_view sheet, const std::vector<std::vector<std::string>>& rows) {
  XlsxWriter writer(sheet);
  for (const auto& row : rows) writer.add(row);
  return std::move(writer).finish();
}

}  // namespace gongshi::spreadsheet
