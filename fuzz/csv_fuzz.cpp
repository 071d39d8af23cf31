// Comma-separated values: what is read can be written and is read back as the same; what people wrote cannot run as a formula.
#include <algorithm>

#include "base/csv.hpp"
#include "base/text.hpp"
#include "target.hpp"

void gongshi::fuzz::run(std::string_view input) {
  constexpr CsvLimits kLimits{.bytes = 1 << 16, .rows = 200, .columns = 20, .field_bytes = 400};
  CsvReader reader(input, kLimits);
  CsvWriter writer, guarded;
  std::vector<std::vector<std::string>> rows;
  for (;;) {
    const auto row = reader.next();
    if (!row) {
      require(row.error().args.contains("row") || row.error().code == "csv.too_large", "a refusal names the row");
      require(!row.error().code.empty(), "a refusal has a code");
      return;
    }
    if (*row == nullptr) break;
    rows.emplace_back((*row)->begin(), (*row)->end());
    for (const auto field : **row) {
      require(valid_utf8(field) && field.size() <= kLimits.field_bytes, "a field is text within its limit");
      writer.field(field);
      guarded.guarded_field(field);
    }
    writer.end_row();
    guarded.end_row();
  }
  CsvReader again(writer.text());
  for (const auto& row : rows) {
    const auto read = again.next();
    require(read && *read && std::ranges::equal(**read, row), "what was written is read back");
  }
  CsvReader safe(guarded.text());
  for (auto row = safe.next(); row && *row; row = safe.next()) {
    for (const auto field : **row) require(field.empty() || !std::string_view("=+-@\t\r").contains(field.front()), "no field runs as a formula");
  }
}
