#include "base/csv.hpp"

#include "base/text.hpp"

namespace gongshi {

CsvReader::CsvReader(std::string_view text, CsvLimits limits) : text_(text), limits_(limits) {
  if (text_.starts_with("\xEF\xBB\xBF")) {
    at_ = 3;
  }
}

std::unexpected<Error> CsvReader::refuse(ErrorKind kind, const char* code, std::map<std::string, std::string> more) {
  more.emplace("row", std::to_string(row_));
  more.emplace("column", std::to_string(fields_.size() + 1));
  at_ = text_.size();
  return fail(kind, code, std::move(more));
}

Result<std::string_view> CsvReader::quoted_field() {
  const std::size_t begin = ++at_;
  std::string* copy = nullptr;
  std::size_t copied = begin;
  while (true) {
    const std::size_t quote = text_.find('"', at_);
    const std::size_t end = quote == std::string_view::npos ? text_.size() : quote;
    if (end - begin > limits_.field_bytes) {
      return refuse(ErrorKind::too_large, "csv.field_too_long", {{"most", std::to_string(limits_.field_bytes)}});
    }
    if (quote == std::string_view::npos) {
      return refuse(ErrorKind::invalid, "csv.unclosed_quote");
    }
    at_ = quote + 1;
    if (at_ == text_.size() || text_[at_] != '"') {
      break;
    }
    if (copy == nullptr) {
      if (unescaped_used_ == unescaped_.size()) {
        unescaped_.emplace_back();
      }
      copy = &unescaped_[unescaped_used_++];
      copy->clear();
    }
    copy->append(text_.substr(copied, at_ - copied));
    copied = ++at_;
  }
  if (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '\n' && text_[at_] != '\r') {
    return refuse(ErrorKind::invalid, "csv.text_after_quote");
  }
  const std::string_view last = text_.substr(copied, at_ - 1 - copied);
  return copy == nullptr ? last : std::string_view(copy->append(last));
}

Result<std::string_view> CsvReader::plain_field() {
  const std::size_t begin = at_;
  while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '\n' && text_[at_] != '\r') {
    if (text_[at_] == '"') {
      return refuse(ErrorKind::invalid, "csv.stray_quote");
    }
    ++at_;
  }
  if (at_ - begin > limits_.field_bytes) {
    return refuse(ErrorKind::too_large, "csv.field_too_long", {{"most", std::to_string(limits_.field_bytes)}});
  }
  return text_.substr(begin, at_ - begin);
}

Result<const std::vector<std::string_view>*> CsvReader::next() {
  const std::size_t expected = fields_.size();
  if (text_.size() > limits_.bytes) {
    row_ = 1;
    fields_.clear();
    return refuse(ErrorKind::too_large, "csv.too_large", {{"most", std::to_string(limits_.bytes)}});
  }
  if (at_ >= text_.size()) {
    return nullptr;
  }
  fields_.clear();
  unescaped_used_ = 0;
  if (++row_ > limits_.rows) {
    return refuse(ErrorKind::too_large, "csv.too_many_rows", {{"most", std::to_string(limits_.rows)}});
  }
  while (true) {
    if (fields_.size() == limits_.columns) {
      return refuse(ErrorKind::too_large, "csv.too_many_columns", {{"most", std::to_string(limits_.columns)}});
    }
    const bool quoted = at_ < text_.size() && text_[at_] == '"';
    TRY_ASSIGN(const std::string_view field, quoted ? quoted_field() : plain_field());
    if (field.find('\0') != std::string_view::npos) {
      return refuse(ErrorKind::invalid, "csv.nul_byte");
    }
    if (!valid_utf8(field)) {
      return refuse(ErrorKind::invalid, "csv.broken_utf8");
    }
    if (at_ < text_.size() && text_[at_] == '\r') {
      if (at_ + 1 == text_.size() || text_[at_ + 1] != '\n') {
        return refuse(ErrorKind::invalid, "csv.bare_carriage_return");
      }
      ++at_;
    }
    fields_.push_back(field);
    const bool more = at_ < text_.size() && text_[at_] == ',';
    ++at_;
    if (!more) {
      break;
    }
  }
  if (row_ > 1 && fields_.size() != expected) {
    const std::size_t found = fields_.size();
    return refuse(ErrorKind::invalid, "csv.column_count", {{"expected", std::to_string(expected)}, {"found", std::to_string(found)}});
  }
  return &fields_;
}

CsvWriter& CsvWriter::field(std::string_view text) {
  if (row_started_) {
    text_ += ',';
  }
  row_started_ = true;
  // A byte order mark that belongs to a field would be taken for the file's.
  if (text.find_first_of(",\"\r\n") == std::string_view::npos && !text.starts_with("\xEF\xBB\xBF")) {
    text_ += text;
    return *this;
  }
  text_ += '"';
  for (const char c : text) {
    text_.append(c == '"' ? 2 : 1, c);
  }
  text_ += '"';
  return *this;
}

CsvWriter& CsvWriter::guarded_field(std::string_view text) {
  const bool runs = !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
  return runs ? field('\'' + std::string(text)) : field(text);
}

CsvWriter& CsvWriter::end_row() {
  text_ += "\r\n";
  row_started_ = false;
  return *this;
}

}  // namespace gongshi
