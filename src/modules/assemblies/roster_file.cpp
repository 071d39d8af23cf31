#include "modules/assemblies/roster_file.hpp"

#include <algorithm>

#include "base/day.hpp"
#include "base/names.hpp"
#include "base/text.hpp"
#include "platform/spreadsheet/table.hpp"

namespace gongshi::assemblies {
namespace {

constexpr std::size_t kMostColumns = 50, kMostCellBytes = 2000;
constexpr std::size_t kMostUnpacked = std::size_t{24} << 20;  // twice what so many rows take; it is read while other writes wait

struct Named {
  Column column;
  std::string_view heading;
  std::size_t most;  // code points
  bool needed;
};
constexpr auto kNamed = std::to_array<Named>({
    {Column::number, "委员编号", 32, true},
    {Column::name, "姓名", 50, true},
    {Column::sector, "界别", 50, true},
    {Column::party, "党派", 50, false},
    {Column::committee, "专门委员会", 50, false},
    {Column::county, "县市区", 50, false},
    {Column::phone, "手机", 40, false},
    {Column::from, "起", 20, false},
    {Column::to, "止", 20, false},
});
static_assert(kNamed.size() == kColumns);
static_assert(std::ranges::all_of(kNamed, [](const Named& n) { return &kNamed[static_cast<std::size_t>(n.column)] == &n; }));

std::optional<Column> column_of(std::string_view heading) {
  const std::string folded = nfkc_fold(heading);
  for (const Named& named : kNamed) {
    if (folded == named.heading || folded == enum_name(named.column)) return named.column;
  }
  return std::nullopt;
}

std::vector<std::optional<Column>> read_heading(const std::vector<std::string_view>& fields, std::vector<RosterRefusal>& refused) {
  std::vector<std::optional<Column>> columns;
  for (const std::string_view field : fields) {
    const std::string name(spreadsheet::trimmed(field));
    const auto column = column_of(name);
    if (!column) refused.push_back({1, name, "assemblies.unknown_column"});
    if (column && std::ranges::find(columns, column) != columns.end()) refused.push_back({1, name, "assemblies.column_twice"});
    columns.push_back(column);
  }
  for (const Named& named : kNamed) {
    if (named.needed && std::ranges::find(columns, std::optional(named.column)) == columns.end()) {
      refused.push_back({1, std::string(named.heading), "assemblies.column_missing"});
    }
  }
  return columns;
}

void check_row(const RosterRow& row, std::vector<RosterRefusal>& refused) {
  for (const Named& named : kNamed) {
    const std::string_view text = row.text(named.column);
    const auto refuse = [&](std::string code, std::map<std::string, std::string> args = {}) {
      refused.push_back({row.row, std::string(named.heading), std::move(code), std::move(args)});
    };
    if (text.empty()) {
      if (named.needed) refuse("assemblies.cell_needed");
    } else if (code_points(text) > named.most) {
      refuse("request.length_too_large", {{"most", std::to_string(named.most)}, {"given", std::to_string(code_points(text))}});
    } else if (spreadsheet::has_controls(text) || (named.column == Column::number && text.contains(' '))) {
      refuse("assemblies.odd_characters");
    } else if ((named.column == Column::from || named.column == Column::to) && !day_begins(text)) {
      refuse("assemblies.not_a_day");
    }
  }
  const auto from = day_begins(row.text(Column::from)), to = day_begins(row.text(Column::to));
  if (from && to && *to < *from) refused.push_back({row.row, std::string(heading(Column::to)), "assemblies.ends_before_it_begins"});
}

/// Takes the rows of a file one after another, whatever kind of file it is; the first is the heading.
class Table {
 public:
  void refuse(RosterRefusal refusal) { file_.refused.push_back(std::move(refusal)); }

  /// False when the rest cannot be understood.
  bool add(std::int64_t number, const std::vector<std::string_view>& fields) {
    if (columns_.empty()) {
      columns_ = read_heading(fields, file_.refused);
      for (RosterRefusal& refusal : file_.refused) refusal.row = number;
      return file_.refused.empty();
    }
    RosterRow row{.row = number};
    bool blank = true;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const std::string_view cell = spreadsheet::without_guard(spreadsheet::trimmed(fields[i]));
      if (cell.empty() && i >= columns_.size()) continue;
      if (i >= columns_.size()) {
        refuse({number, std::to_string(i + 1), "assemblies.cell_without_heading"});
        return true;
      }
      blank = blank && cell.empty();
      row.cells[static_cast<std::size_t>(*columns_[i])] = std::string(cell);
    }
    // A sheet ends a row at its last cell: what is not there is empty, and not left as it was.
    for (std::size_t i = fields.size(); i < columns_.size(); ++i) row.cells[static_cast<std::size_t>(*columns_[i])] = "";
    if (blank) return true;
    check_row(row, file_.refused);
    file_.rows.push_back(std::move(row));
    return true;
  }

  RosterFile take() {
    if (columns_.empty() && file_.refused.empty()) refuse({1, "", "assemblies.roster_empty"});
    return std::move(file_);
  }

 private:
  std::vector<std::optional<Column>> columns_;
  RosterFile file_;
};

}  // namespace

std::string_view heading(Column column) { return kNamed[static_cast<std::size_t>(column)].heading; }

RosterFile read_roster(std::string_view bytes) {
  Table table;
  const spreadsheet::Limits limits{.entry_bytes = kMostUnpacked, .all_bytes = kMostUnpacked + kMostUnpacked / 2, .rows = kMostRosterRows + 1, .columns = kMostColumns, .cell_bytes = kMostCellBytes};
  const auto read = spreadsheet::read_table(bytes, limits, [&](std::int64_t number, const auto& cells) { return table.add(number, cells); });
  if (!read) {
    const auto [row, column] = spreadsheet::where_of(read.error());
    table.refuse({row, column, read.error().code, read.error().args});
  }
  return table.take();
}

std::optional<Timestamp> day_begins(std::string_view text) {
  const auto day = read_day(text);
  return day ? std::optional(beginning_of(*day)) : std::nullopt;
}

std::string day_text(Timestamp at) { return gongshi::day_text(day_at(at)); }

}  // namespace gongshi::assemblies
