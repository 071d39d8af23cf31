// Workbooks. An archive as it comes; other bytes are taken as the parts of one, divided by NUL, so that the readers of its parts are reached
// without guessing checksums.
#include <zip.h>

#include "base/text.hpp"
#include "platform/spreadsheet/read_xlsx.hpp"
#include "target.hpp"

namespace {

using gongshi::fuzz::require;
using namespace gongshi::spreadsheet;

constexpr std::pair<const char*, std::string_view> kAround[] = {
    {"_rels/.rels", R"(<R><R Id="1" Type="/officeDocument" Target="xl/workbook.xml"/></R>)"},
    {"xl/_rels/workbook.xml.rels",
     R"(<R><R Id="1" Type="/worksheet" Target="sheet.xml"/><R Id="2" Type="/sharedStrings" Target="strings.xml"/><R Id="3" Type="/styles" Target="styles.xml"/></R>)"}};
constexpr const char* kParts[] = {"xl/sheet.xml", "xl/strings.xml", "xl/styles.xml", "xl/workbook.xml"};

std::string archive(std::string_view input) {
  zip_error_t error;
  zip_source_t* const source = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(source);
  zip_t* const zip = zip_open_from_source(source, ZIP_TRUNCATE, &error);
  const auto add = [&](const char* name, std::string_view text) {
    const auto index = zip_file_add(zip, name, zip_source_buffer(zip, text.data(), text.size(), 0), 0);
    zip_set_file_compression(zip, static_cast<zip_uint64_t>(index), ZIP_CM_STORE, 0);
  };
  for (const auto& [name, text] : kAround) add(name, text);
  for (const char* name : kParts) {
    const std::string_view part = input.substr(0, input.find('\0'));
    add(name, part.empty() && name == kParts[3] ? R"(<w><sheets><sheet name="a" id="1"/></sheets></w>)" : part);
    input.remove_prefix(std::min(input.size(), part.size() + 1));
  }
  require(zip_close(zip) == 0, "an archive is made");
  zip_source_open(source);
  zip_stat_t about;
  zip_source_stat(source, &about);
  std::string bytes(about.size, '\0');
  zip_source_read(source, bytes.data(), bytes.size());
  zip_source_close(source);
  zip_source_free(source);
  return bytes;
}

}  // namespace

void gongshi::fuzz::run(std::string_view input) {
  constexpr Limits kLimits{.entries = 20, .entry_bytes = 1 << 18, .all_bytes = 1 << 19, .rows = 200, .columns = 20, .cell_bytes = 400, .strings = 500};
  const bool whole = looks_like_workbook(input);
  const std::string made = whole ? std::string() : archive(input);
  const auto rows = read_xlsx(whole ? input : std::string_view(made), kLimits);
  if (!rows) return require(rows.error().code.starts_with("xlsx."), "a refusal has a code");
  require(rows->size() <= kLimits.rows, "no more rows than asked for");
  for (const SheetRow& row : *rows) {
    require(row.number > 0 && !row.cells.empty() && row.cells.size() <= kLimits.columns && !row.cells.back().empty(), "a row has a number and ends with text");
    for (const std::string& cell : row.cells) require(valid_utf8(cell) && cell.size() <= kLimits.cell_bytes, "a cell is text within its limit");
  }
}
