#include "platform/spreadsheet/read_xlsx.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include <expat.h>
#include <fmt/format.h>
#include <zip.h>

namespace gongshi::spreadsheet {
namespace {

constexpr std::string_view kZip = "PK\x03\x04";
constexpr std::string_view kCompound = "\xD0\xCF\x11\xE0";  // .xls, and what encrypts an .xlsx
constexpr std::size_t kRatioCounts = std::size_t{1} << 20;

Error refusal(std::string code, std::map<std::string, std::string> args = {}) { return {ErrorKind::invalid, "xlsx." + std::move(code), std::move(args)}; }
Error too_large(std::string code, std::map<std::string, std::string> args = {}) { return {ErrorKind::too_large, "xlsx." + std::move(code), std::move(args)}; }

// ---- the archive

class Archive {
 public:
  Archive(std::string_view bytes, const Limits& limits) : limits_(limits) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* const source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    if (source != nullptr) zip_ = zip_open_from_source(source, ZIP_RDONLY, &error);
    if (source != nullptr && zip_ == nullptr) zip_source_free(source);
    zip_error_fini(&error);
  }
  ~Archive() {
    if (zip_ != nullptr) zip_discard(zip_);
  }
  Archive(const Archive&) = delete;
  Archive& operator=(const Archive&) = delete;

  Result<void> check() const {
    if (zip_ == nullptr) return std::unexpected(refusal("damaged"));
    if (zip_get_num_entries(zip_, 0) > static_cast<zip_int64_t>(limits_.entries)) return std::unexpected(too_large("bomb"));
    return {};
  }
  bool has(const std::string& name) const { return zip_name_locate(zip_, name.c_str(), ZIP_FL_NOCASE) >= 0; }

  /// Hands the entry over piece by piece, so that no more is held than the parser needs. What the archive says of its sizes is not believed.
  Result<void> read(const std::string& name, const std::function<Result<void>(std::string_view, bool last)>& take) {
    const auto index = zip_name_locate(zip_, name.c_str(), ZIP_FL_NOCASE);
    zip_stat_t about;
    if (index < 0 || zip_stat_index(zip_, static_cast<zip_uint64_t>(index), 0, &about) != 0) return std::unexpected(refusal("damaged"));
    if (about.encryption_method != ZIP_EM_NONE) return std::unexpected(refusal("old_or_encrypted"));
    const std::unique_ptr<zip_file_t, decltype([](zip_file_t* f) { zip_fclose(f); })> file(zip_fopen_index(zip_, static_cast<zip_uint64_t>(index), 0));
    if (!file) return std::unexpected(refusal("damaged"));
    std::vector<char> piece(64 * 1024);
    for (std::size_t size = 0;;) {
      const auto got = zip_fread(file.get(), piece.data(), piece.size());
      if (got < 0) return std::unexpected(refusal("damaged"));
      size += static_cast<std::size_t>(got);
      all_ += static_cast<std::size_t>(got);
      const bool swollen = size > kRatioCounts && size / std::max<std::size_t>(about.comp_size, 1) > limits_.ratio;
      if (swollen || size > limits_.entry_bytes || all_ > limits_.all_bytes) return std::unexpected(too_large("bomb"));
      TRY(take(std::string_view(piece.data(), static_cast<std::size_t>(got)), got == 0));
      if (got == 0) return {};
    }
  }

 private:
  const Limits& limits_;
  zip_t* zip_ = nullptr;
  std::size_t all_ = 0;
};

// ---- XML

using Attributes = std::map<std::string, std::string, std::less<>>;

/// What a reader of one part does; names come without their namespace's prefix.
struct Part {
  std::function<void(std::string_view name, const Attributes&)> open = [](std::string_view, const Attributes&) {};
  std::function<void(std::string_view name)> close = [](std::string_view) {};
  std::function<void(std::string_view)> text = [](std::string_view) {};
};

std::string_view local(const char* name) {
  const std::string_view full(name);
  const auto colon = full.rfind(':');
  return colon == std::string_view::npos ? full : full.substr(colon + 1);
}

class Parser {
 public:
  Parser(const Part& part, const std::optional<Error>& stopped, const Limits& limits) : part_(part), stopped_(stopped), limits_(limits), parser_(XML_ParserCreate(nullptr)) {
    XML_SetUserData(parser_.get(), this);
    XML_SetElementHandler(
        parser_.get(), [](void* self, const XML_Char* name, const XML_Char** attributes) { static_cast<Parser*>(self)->open(name, attributes); },
        [](void* self, const XML_Char* name) { static_cast<Parser*>(self)->close(name); });
    XML_SetCharacterDataHandler(parser_.get(), [](void* self, const XML_Char* text, int size) {
      auto& parser = *static_cast<Parser*>(self);
      parser.part_.text(std::string_view(text, static_cast<std::size_t>(size)));
      parser.stop_if_refused();
    });
    // Office writes none, and entities (of outside, or that multiply) come with one.
    XML_SetStartDoctypeDeclHandler(parser_.get(), [](void* self, const XML_Char*, const XML_Char*, const XML_Char*, int) {
      static_cast<Parser*>(self)->refuse(refusal("document_type"));
    });
  }

  Result<void> feed(std::string_view text, bool last) {
    if (XML_Parse(parser_.get(), text.data(), static_cast<int>(text.size()), last) == XML_STATUS_OK) return {};
    if (own_) return std::unexpected(*own_);
    if (stopped_) return std::unexpected(*stopped_);
    return std::unexpected(refusal("damaged"));
  }

 private:
  void refuse(Error error) {
    own_ = std::move(error);
    XML_StopParser(parser_.get(), XML_FALSE);
  }
  void stop_if_refused() {
    if (stopped_) XML_StopParser(parser_.get(), XML_FALSE);
  }
  void open(const char* name, const char** attributes) {
    if (++depth_ > limits_.depth) return refuse(too_large("bomb"));
    Attributes map;
    for (; *attributes != nullptr; attributes += 2) map.emplace(local(attributes[0]), attributes[1]);
    part_.open(local(name), map);
    stop_if_refused();
  }
  void close(const char* name) {
    --depth_;
    part_.close(local(name));
    stop_if_refused();
  }

  const Part& part_;
  const std::optional<Error>& stopped_;  // set by the part
  const Limits& limits_;
  const std::unique_ptr<XML_ParserStruct, decltype([](XML_Parser p) { XML_ParserFree(p); })> parser_;
  std::optional<Error> own_;
  std::size_t depth_ = 0;
};

std::string attribute(const Attributes& attributes, std::string_view name) {
  const auto found = attributes.find(name);
  return found == attributes.end() ? std::string() : found->second;
}

template <class T>
std::optional<T> number(std::string_view text) {
  T value{};
  const auto end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  return read.ec == std::errc() && read.ptr == end && !text.empty() ? std::optional(value) : std::nullopt;
}

// ---- what stands in a cell

/// Day 1 is 1900-01-01, and 1900 counts as a leap year (ECMA-376 §18.17.4.1); from 1904 it is day 0.
std::string day_of(double serial, bool from_1904) {
  using namespace std::chrono;
  const auto day = static_cast<int>(std::floor(serial));
  const sys_days begin = from_1904 ? sys_days(year(1904) / 1 / 1) : sys_days(year(1899) / 12 / (day < 60 ? 31 : 30));
  const year_month_day date(begin + days(day));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

/// A telephone number is stored as 1.3812345678E10.
std::string plain_number(double value) {
  if (std::nearbyint(value) == value && std::abs(value) < 9e15) return fmt::format("{:.0f}", value);
  return fmt::format("{}", value);
}

/// ECMA-376 §18.8.30, the Chinese ones included.
bool is_built_in_date(int format) {
  return (format >= 14 && format <= 22) || (format >= 27 && format <= 36) || (format >= 45 && format <= 47) || (format >= 50 && format <= 58);
}

/// Letters of a day outside quotes, brackets and escapes.
bool is_date_format(std::string_view code) {
  bool quoted = false, bracketed = false;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\\' || c == '_' || c == '*') {
      ++i;
    } else if (c == '[') {
      bracketed = true;
    } else if (c == ']') {
      bracketed = false;
    } else if (!bracketed && std::string_view("yYdD").find(c) != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

struct Place {
  std::int64_t row = 0;     // from 1
  std::size_t column = 0;   // from 0
};

/// "B7"; nothing where it is none.
std::optional<Place> place_of(std::string_view reference) {
  Place place;
  std::size_t i = 0, column = 0;
  for (; i < reference.size() && reference[i] >= 'A' && reference[i] <= 'Z' && i < 4; ++i) column = column * 26 + static_cast<std::size_t>(reference[i] - 'A' + 1);
  const auto row = number<std::int64_t>(reference.substr(i));
  if (i == 0 || !row || *row < 1) return std::nullopt;
  place.row = *row;
  place.column = column - 1;
  return place;
}

// ---- the parts

class Workbook {
 public:
  Workbook(std::string_view bytes, const Limits& limits) : limits_(limits), archive_(bytes, limits) {}

  Result<std::vector<SheetRow>> read() {
    TRY(archive_.check());
    if (!archive_.has("[Content_Types].xml") || !archive_.has("_rels/.rels")) return std::unexpected(refusal("not_a_workbook"));
    TRY_ASSIGN(const auto document, target("", "_rels/.rels", "officeDocument", ""));
    if (document.empty()) return std::unexpected(refusal("not_a_workbook"));
    const auto slash = document.rfind('/');
    const std::string folder = slash == std::string::npos ? "" : document.substr(0, slash + 1);
    const std::string links = folder + "_rels/" + document.substr(folder.size()) + ".rels";
    TRY(read_workbook(document));
    if (first_sheet_.empty() || !archive_.has(links)) return std::unexpected(refusal("not_a_workbook"));
    TRY_ASSIGN(const auto sheet, target(folder, links, "worksheet", first_sheet_));
    TRY_ASSIGN(const auto strings, target(folder, links, "sharedStrings", ""));
    TRY_ASSIGN(const auto styles, target(folder, links, "styles", ""));
    if (sheet.empty()) return std::unexpected(refusal("not_a_workbook"));
    if (!strings.empty() && archive_.has(strings)) TRY(read_strings(strings));
    if (!styles.empty() && archive_.has(styles)) TRY(read_styles(styles));
    TRY(read_sheet(sheet));
    return std::move(rows_);
  }

 private:
  Result<void> parse(const std::string& name, const Part& part) {
    Parser parser(part, stopped_, limits_);
    return archive_.read(name, [&](std::string_view text, bool last) { return parser.feed(text, last); });
  }
  void stop(Error error) {
    if (!stopped_) stopped_ = std::move(error);
  }

  /// Where a relationship of this kind leads (with this id, if given), as a name in the archive; empty where there is none.
  Result<std::string> target(const std::string& folder, const std::string& links, std::string_view kind, std::string_view id) {
    std::string found;
    Part part;
    part.open = [&](std::string_view name, const Attributes& attributes) {
      if (name != "Relationship" || !found.empty()) return;
      const std::string type = attribute(attributes, "Type");
      if (!type.ends_with("/" + std::string(kind)) || (!id.empty() && attribute(attributes, "Id") != id)) return;
      if (attribute(attributes, "TargetMode") == "External") return stop(refusal("elsewhere"));
      const std::string to = attribute(attributes, "Target");
      found = to.starts_with('/') ? to.substr(1) : folder + to;
    };
    TRY(parse(links, part));
    return found;
  }

  Result<void> read_workbook(const std::string& name) {
    Part part;
    part.open = [&](std::string_view element, const Attributes& attributes) {
      if (element == "workbookPr") from_1904_ = attribute(attributes, "date1904") == "1" || attribute(attributes, "date1904") == "true";
      if (element == "sheet" && first_sheet_.empty()) first_sheet_ = attribute(attributes, "id");
    };
    return parse(name, part);
  }

  Result<void> read_strings(const std::string& name) {
    bool in_text = false, phonetic = false;
    Part part;
    part.open = [&](std::string_view element, const Attributes&) {
      if (element == "si") {
        if (strings_.size() >= limits_.strings) return stop(too_large("bomb"));
        strings_.emplace_back();
      }
      phonetic = phonetic || element == "rPh";
      in_text = element == "t" && !phonetic && !strings_.empty();
    };
    part.close = [&](std::string_view element) {
      in_text = false;
      if (element == "rPh") phonetic = false;
    };
    part.text = [&](std::string_view text) {
      if (!in_text) return;
      // As long as a cell may be; what is too long there is told with its cell.
      if (strings_.back().size() <= limits_.cell_bytes) strings_.back() += text;
    };
    return parse(name, part);
  }

  Result<void> read_styles(const std::string& name) {
    std::set<int> dates;
    bool in_cell_formats = false;
    Part part;
    part.open = [&](std::string_view element, const Attributes& attributes) {
      const auto format = number<int>(attribute(attributes, "numFmtId")).value_or(0);
      if (element == "numFmt" && is_date_format(attribute(attributes, "formatCode"))) dates.insert(format);
      in_cell_formats = in_cell_formats || element == "cellXfs";
      if (element == "xf" && in_cell_formats && style_is_date_.size() < 100'000) style_is_date_.push_back(is_built_in_date(format) || dates.contains(format));
    };
    part.close = [&](std::string_view element) {
      if (element == "cellXfs") in_cell_formats = false;
    };
    return parse(name, part);
  }

  struct Cell {
    std::string reference, type, style;
    Place place;
    std::string text;
    bool formula = false, value = false;
  };

  Result<void> read_sheet(const std::string& name) {
    std::optional<Cell> cell;
    std::int64_t row = 0;
    std::size_t column = 0;  // where the next cell stands that does not say so
    bool in_value = false, phonetic = false;
    Part part;
    part.open = [&](std::string_view element, const Attributes& attributes) {
      if (element == "row") {
        row = number<std::int64_t>(attribute(attributes, "r")).value_or(row + 1);
        column = 0;
      } else if (element == "c") {
        cell = Cell{.reference = attribute(attributes, "r"), .type = attribute(attributes, "t"), .style = attribute(attributes, "s"), .place = {row, column}, .text = {}};
        if (!cell->reference.empty()) {
          const auto place = place_of(cell->reference);
          if (!place) return stop(refusal("damaged"));
          cell->place = *place;
        }
        column = cell->place.column + 1;
      } else if (element == "f" && cell) {
        cell->formula = true;
      } else if (element == "mergeCell") {
        const std::string range = attribute(attributes, "ref");
        const auto colon = range.find(':');
        const auto from = place_of(range.substr(0, colon)), to = colon == range.npos ? from : place_of(range.substr(colon + 1));
        if (!from || !to || from->row != to->row || to->row > limits_.merged_until) stop(refusal("merged", {{"cell", range}}));
      }
      phonetic = phonetic || element == "rPh";
      in_value = cell && (element == "v" || (element == "t" && !phonetic));
      if (in_value) cell->value = true;
    };
    part.close = [&](std::string_view element) {
      in_value = false;
      if (element == "rPh") phonetic = false;
      if (element == "c" && cell) {
        put(*cell);
        cell.reset();
      }
    };
    part.text = [&](std::string_view text) {
      if (!in_value) return;
      if (cell->text.size() + text.size() > limits_.cell_bytes) return stop(too_large("cell_too_long", about(*cell, limits_.cell_bytes)));
      cell->text += text;
    };
    return parse(name, part);
  }

  static std::map<std::string, std::string> about(const Cell& cell, std::size_t most) { return {{"cell", cell.reference}, {"most", std::to_string(most)}}; }

  void put(Cell& cell) {
    if (cell.formula && !cell.value) return stop(refusal("formula_without_value", {{"cell", cell.reference}}));
    if (cell.text.empty()) return;  // a border or a colour far out is no cell of the table
    auto text = shown(cell);
    if (!text) return stop(refusal("damaged"));
    if (text->size() > limits_.cell_bytes) return stop(too_large("cell_too_long", about(cell, limits_.cell_bytes)));
    if (text->empty()) return;
    const auto [row, column] = cell.place;
    if (column >= limits_.columns) return stop(too_large("too_many_columns", about(cell, limits_.columns)));
    if (row < 1 || row > static_cast<std::int64_t>(limits_.rows)) return stop(too_large("too_many_rows", about(cell, limits_.rows)));
    if (rows_.empty() || rows_.back().number < row) {
      rows_.push_back({.number = row, .cells = {}});
    } else if (rows_.back().number > row) {
      return stop(refusal("damaged"));  // rows come in their order
    }
    auto& cells = rows_.back().cells;
    if (cells.size() <= column) cells.resize(column + 1);
    cells[column] = std::move(*text);
  }

  /// As a person sees it in the sheet, as far as it is told; nothing where it makes no sense.
  std::optional<std::string> shown(const Cell& cell) const {
    if (cell.type == "s") {
      const auto index = number<std::size_t>(cell.text);
      return index && *index < strings_.size() ? std::optional(strings_[*index]) : std::nullopt;
    }
    if (cell.type == "b") return cell.text == "1" ? "TRUE" : "FALSE";
    if (!cell.type.empty() && cell.type != "n") return cell.text;  // inlineStr, str, e, d
    const auto value = number<double>(cell.text);
    if (!value || !std::isfinite(*value)) return std::nullopt;
    const auto style = number<std::size_t>(cell.style).value_or(0);
    const bool is_date = style < style_is_date_.size() && style_is_date_[style];
    return is_date && *value >= 0 && *value < 2'958'466 ? day_of(*value, from_1904_) : plain_number(*value);  // until 9999-12-31
  }

  const Limits& limits_;
  Archive archive_;
  std::optional<Error> stopped_;
  std::string first_sheet_;
  bool from_1904_ = false;
  std::vector<std::string> strings_;
  std::vector<bool> style_is_date_;
  std::vector<SheetRow> rows_;
};

}  // namespace

bool looks_like_workbook(std::string_view bytes) { return bytes.starts_with(kZip) || bytes.starts_with(kCompound); }

Result<std::vector<SheetRow>> read_xlsx(std::string_view bytes, const Limits& limits) {
  if (bytes.starts_with(kCompound)) return std::unexpected(refusal("old_or_encrypted"));
  if (!bytes.starts_with(kZip)) return std::unexpected(refusal("not_a_workbook"));
  return Workbook(bytes, limits).read();
}

}  // namespace gongshi::spreadsheet
