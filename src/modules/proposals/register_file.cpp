#include "modules/proposals/register_file.hpp"

#include <algorithm>
#include <charconv>

#include "base/day.hpp"
#include "base/names.hpp"
#include "base/text.hpp"
#include "platform/spreadsheet/table.hpp"

namespace gongshi::proposals {
namespace {

using spreadsheet::trimmed;

constexpr std::size_t kMostColumns = 60, kMostCellBytes = 100'000;  // a cell of Excel holds 32,767 characters
constexpr std::int64_t kHeadingWithin = 10;
constexpr std::size_t kKnownInHeading = 3;

/// Headings as registers have them, folded, without blanks and brackets; the first one is what it is called here.
struct NamedColumn {
  RegisterField field;
  std::size_t most;  // code points
  std::vector<std::string_view> headings;
};
const std::array<NamedColumn, kRegisterFields> kNamed{{
    {RegisterField::case_number, 20, {"案号", "提案号", "编号", "提案编号", "立案号", "提案序号", "casenumber"}},
    {RegisterField::title, 200, {"案由", "题目", "标题", "提案题目", "提案标题", "提案名称", "名称", "title"}},
    {RegisterField::proposer, 200, {"提案人", "第一提案人", "提案者", "提出人", "提案单位", "领衔委员", "proposer"}},
    {RegisterField::signers, 2000, {"联名人", "联名委员", "联名", "联名提案人", "附议人", "其他提案人", "signers"}},
    {RegisterField::sector, 50, {"界别", "所属界别", "提案人界别", "sector"}},
    {RegisterField::category, 50, {"类别", "提案类别", "分类", "提案分类", "category"}},
    {RegisterField::situation, 20'000, {"正文", "情况", "内容", "提案内容", "提案正文", "问题", "基本情况", "存在问题", "背景", "text"}},
    {RegisterField::analysis, 20'000, {"分析", "原因分析", "问题分析", "analysis"}},
    {RegisterField::suggestions, 20'000, {"建议", "具体建议", "意见建议", "对策建议", "suggestions"}},
    {RegisterField::main_unit, 200, {"承办单位", "主办单位", "主办", "承办", "单办单位", "分办单位", "办理单位", "mainunit"}},
    {RegisterField::assisting_units, 500, {"会办单位", "协办单位", "会办", "协办", "assistingunits"}},
    {RegisterField::submitted, 40, {"提交日期", "提交时间", "收到日期", "提出日期", "收案日期", "submitted"}},
    {RegisterField::filed, 40, {"立案日期", "立案时间", "filed"}},
    {RegisterField::replied, 40, {"答复日期", "答复时间", "办复日期", "办复时间", "办结日期", "办结时间", "replied"}},
    {RegisterField::decision, 50, {"审查结果", "立案情况", "审查意见", "是否立案", "decision"}},
    {RegisterField::outcome, 50, {"办理结果", "办理类别", "答复类别", "办理结果分类", "结果分类", "办复类别", "outcome"}},
    {RegisterField::satisfaction, 50, {"满意度", "满意情况", "委员意见", "反馈意见", "提案人意见", "satisfaction"}},
    {RegisterField::is_key, 20, {"重点提案", "是否重点", "重点", "key"}},
    {RegisterField::excellent, 20, {"优秀提案", "是否优秀", "优秀", "好提案", "excellent"}},
    {RegisterField::open, 20, {"是否公开", "公开", "是否同意公开", "open"}},
}};

/// Without blanks within and without what stands in brackets behind it.
std::string plain(std::string_view heading) {
  std::string folded = nfkc_fold(heading);
  folded.erase(std::min(folded.find('('), folded.size()));
  std::erase_if(folded, [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '_'; });
  return folded;
}

std::optional<RegisterField> field_of(std::string_view heading) {
  const std::string name = plain(heading);
  for (const NamedColumn& named : kNamed) {
    if (std::ranges::find(named.headings, name) != named.headings.end()) return named.field;
  }
  return std::nullopt;
}

std::vector<std::string_view> split(std::string_view text, std::initializer_list<std::string_view> marks) {
  std::vector<std::string_view> parts;
  std::size_t from = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto mark = std::ranges::find_if(marks, [&](std::string_view one) { return text.substr(at).starts_with(one); });
    if (mark == marks.end()) {
      ++at;
      continue;
    }
    parts.push_back(text.substr(from, at - from));
    from = at += mark->size();
  }
  parts.push_back(text.substr(from));
  for (std::string_view& part : parts) part = trimmed(part);
  std::erase_if(parts, [](std::string_view part) { return part.empty(); });
  return parts;
}

/// “张 三” is one name, “张三 李四” are two.
void add_spaced(std::string_view part, std::vector<std::string>& names) {
  const auto words = split(part, {" ", "\u3000"});
  const bool several = std::ranges::all_of(words, [](std::string_view word) { return code_points(word) >= 2; });
  const bool latin = std::ranges::all_of(part, [](unsigned char c) { return c < 0x80; });
  if (several && !latin) {
    for (const std::string_view word : words) names.emplace_back(word);
  } else {
    std::string name;
    for (const std::string_view word : words) name += (latin && !name.empty() ? " " : "") + std::string(word);
    names.push_back(std::move(name));
  }
}

class RegisterTable {
 public:
  explicit RegisterTable(std::optional<std::string_view> mapping) : mapping_(mapping) {}

  void refuse(const Error& error) {
    const auto [row, column] = spreadsheet::where_of(error);
    file_.notes.push_back({row, column, error.code, error.args});
  }

  bool add(std::int64_t number, const std::vector<std::string_view>& cells) {
    if (file_.columns.empty()) return number > kHeadingWithin ? false : read_heading(number, cells);
    RegisterRow row{.row = number};
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string_view cell = spreadsheet::without_guard(trimmed(cells[i]));
      if (cell.empty()) continue;
      const bool headed = i < file_.columns.size() && !file_.columns[i].heading.empty();
      if (!headed) file_.notes.push_back({number, std::to_string(i + 1), "proposals.register_no_heading", {}, false});
      row.original += (headed ? file_.columns[i].heading : std::to_string(i + 1)) + "：" + std::string(cell) + "\n";
      if (headed && file_.columns[i].field) row.cells[static_cast<std::size_t>(*file_.columns[i].field)] = cell;
    }
    if (row.original.empty()) return true;
    check(row);
    file_.rows.push_back(std::move(row));
    return true;
  }

  RegisterFile take() {
    if (file_.columns.empty() && file_.notes.empty()) file_.notes.push_back({1, "", "proposals.register_heading_unknown"});
    return std::move(file_);
  }

 private:
  bool read_heading(std::int64_t number, const std::vector<std::string_view>& cells) {
    std::vector<RegisterColumn> columns;
    std::size_t known = 0;
    bool title = false;
    for (const std::string_view cell : cells) {
      columns.push_back({std::string(trimmed(cell)), field_of(trimmed(cell))});
      known += columns.back().field ? 1 : 0;
      title = title || columns.back().field == RegisterField::title;
    }
    // What is mapped by hand need not be known by name: then the heading is the first row with as many cells.
    const auto filled = std::ranges::count_if(columns, [](const RegisterColumn& one) { return !one.heading.empty(); });
    if (mapping_ ? static_cast<std::size_t>(filled) < kKnownInHeading : !title || known < kKnownInHeading) return true;
    if (mapping_) map_by_hand(columns);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      RegisterColumn& column = columns[i];
      if (!column.field) continue;
      const bool twice = std::ranges::any_of(columns.begin(), columns.begin() + static_cast<std::ptrdiff_t>(i), [&](const RegisterColumn& one) { return one.field == column.field; });
      if (!twice) continue;
      file_.notes.push_back({number, column.heading, "proposals.register_column_twice", {}, mapping_.has_value()});
      column.field.reset();
    }
    file_.columns = std::move(columns);
    for (const RegisterField needed : {RegisterField::title, RegisterField::proposer}) {
      if (std::ranges::find(file_.columns, std::optional(needed), &RegisterColumn::field) == file_.columns.end()) file_.notes.push_back({number, file_.heading(needed), "proposals.register_column_missing"});
    }
    return true;
  }

  void map_by_hand(std::vector<RegisterColumn>& columns) const {
    std::size_t from = 0;
    for (RegisterColumn& column : columns) {
      const std::size_t comma = from > mapping_->size() ? from : std::min(mapping_->find(',', from), mapping_->size());
      column.field = from > mapping_->size() ? std::nullopt : enum_from_name<RegisterField>(mapping_->substr(from, comma - from));
      from = comma + 1;
    }
  }

  void check(const RegisterRow& row) {
    const auto refuse = [&](RegisterField field, std::string code, std::map<std::string, std::string> args = {}) { file_.notes.push_back({row.row, file_.heading(field), std::move(code), std::move(args)}); };
    for (const NamedColumn& named : kNamed) {
      const std::string& text = row[named.field];
      if (const std::size_t length = code_points(text); length > named.most) refuse(named.field, "request.length_too_large", {{"most", std::to_string(named.most)}, {"given", std::to_string(length)}});
      if (text.find('\0') != text.npos) refuse(named.field, "request.unprintable_text");
    }
    for (const RegisterField needed : {RegisterField::title, RegisterField::proposer}) {
      if (row[needed].empty()) refuse(needed, "proposals.register_cell_needed");
    }
    for (const RegisterField day : {RegisterField::submitted, RegisterField::filed, RegisterField::replied}) {
      if (!row[day].empty() && !read_register_day(row[day])) refuse(day, "proposals.register_not_a_day", {{"text", row[day]}});
    }
    if (const std::string& text = row[RegisterField::case_number]; !text.empty() && !read_case_number(text)) refuse(RegisterField::case_number, "proposals.register_not_a_number", {{"text", text}});
    if (const std::string& text = row[RegisterField::outcome]; !text.empty() && !read_outcome(text)) refuse(RegisterField::outcome, "proposals.register_not_an_outcome", {{"text", text}});
    for (const RegisterField yes : {RegisterField::is_key, RegisterField::excellent, RegisterField::open}) {
      if (!row[yes].empty() && !read_yes(row[yes])) refuse(yes, "proposals.register_not_yes", {{"text", row[yes]}});
    }
    const auto filed = read_register_day(row[RegisterField::filed]), replied = read_register_day(row[RegisterField::replied]);
    if (filed && replied && *replied < *filed) refuse(RegisterField::replied, "proposals.register_replied_before");
  }

  std::optional<std::string_view> mapping_;
  RegisterFile file_;
};

}  // namespace

std::string RegisterFile::heading(RegisterField field) const {
  const auto found = std::ranges::find(columns, std::optional(field), &RegisterColumn::field);
  return found == columns.end() ? std::string(kNamed[static_cast<std::size_t>(field)].headings.front()) : found->heading;
}

RegisterFile read_register(std::string_view bytes, std::optional<std::string_view> mapping) {
  RegisterTable table(mapping);
  const spreadsheet::Limits limits{.entry_bytes = 4 * kMostRegisterBytes, .all_bytes = 6 * kMostRegisterBytes, .rows = kMostRegisterRows + kHeadingWithin, .columns = kMostColumns, .cell_bytes = kMostCellBytes, .merged_until = kHeadingWithin};
  if (const auto read = spreadsheet::read_table(bytes, limits, [&](std::int64_t number, const auto& cells) { return table.add(number, cells); }); !read) table.refuse(read.error());
  return table.take();
}

std::optional<std::int64_t> read_case_number(std::string_view text) {
  const std::string folded = nfkc_fold(text);
  std::string_view digits = trimmed(folded);
  if (digits.starts_with("第")) digits.remove_prefix(std::string_view("第").size());
  if (digits.ends_with("号")) digits.remove_suffix(std::string_view("号").size());
  digits = trimmed(digits);
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const bool whole = problem == std::errc() && end == digits.data() + digits.size();
  return whole && number >= 1 && number <= 99'999 ? std::optional(number) : std::nullopt;
}

std::optional<Timestamp> read_register_day(std::string_view text) {
  const auto day = read_day(text.substr(0, text.find(' ')));
  return day ? std::optional(beginning_of(*day)) : std::nullopt;
}

std::vector<std::string> read_names(std::string_view text) {
  // “等5人” behind the names counts them.
  if (const auto others = text.rfind("等"); others != text.npos && others > 0 && std::ranges::all_of(text.substr(others + std::string_view("等").size()), [](unsigned char c) { return (c >= '0' && c <= '9') || c >= 0x80 || c == ' '; }) &&
      (text.ends_with("等") || text.ends_with("人") || text.ends_with("名"))) {
    text = text.substr(0, others);
  }
  std::vector<std::string> names;
  for (const std::string_view part : split(text, {"、", "，", ",", "；", ";", "/", "\n", "\r"})) add_spaced(part, names);
  return names;
}

std::vector<std::string> read_units(std::string_view text) {
  std::vector<std::string> units;
  for (const std::string_view part : split(text, {"、", "，", ",", "；", ";", "\n", "\r"})) units.emplace_back(part);
  return units;
}

std::optional<std::string> read_outcome(std::string_view text) {
  const std::string folded = nfkc_fold(text);
  const bool alone = folded.size() == 1 || (folded.size() > 1 && !(folded[1] >= 'a' && folded[1] <= 'z'));
  if (!alone || folded[0] < 'a' || folded[0] > 'd') return std::nullopt;
  return std::string(1, static_cast<char>(folded[0] - 'a' + 'A'));
}

std::optional<bool> read_yes(std::string_view text) {
  const std::string folded = nfkc_fold(text);
  const auto is_one_of = [&](std::initializer_list<std::string_view> words) { return std::ranges::find(words, folded) != words.end(); };
  if (is_one_of({"是", "√", "✓", "有", "1", "y", "yes", "重点", "重点提案", "优秀", "优秀提案", "公开", "同意", "同意公开"})) return true;
  if (is_one_of({"否", "×", "无", "0", "n", "no", "不公开", "不同意", "-", "—"})) return false;
  return std::nullopt;
}

}  // namespace gongshi::proposals
