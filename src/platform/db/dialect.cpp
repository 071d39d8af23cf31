// The shared migration text in SQLite's words.
#include <algorithm>
#include <cctype>
#include <string>

#include "platform/db/migrations.hpp"

namespace gongshi::db {
namespace {

/// Splits SQL into words, blanks, comments, strings and single characters.
class Tokens {
 public:
  explicit Tokens(std::string_view text) : rest_(text) {}

  /// The next token; empty at the end.
  std::string_view next() {
    const std::size_t length = measure();
    const std::string_view token = rest_.substr(0, length);
    rest_.remove_prefix(token.size());
    return token;
  }

 private:
  static bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || (c & 0x80) != 0; }
  static bool is_blank(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

  std::size_t measure() const {
    if (rest_.empty()) return 0;
    if (rest_.starts_with("--")) return std::min(rest_.find('\n'), rest_.size());
    if (rest_.starts_with("/*")) return after(rest_.find("*/", 2), 2);
    if (rest_[0] == '\'' || rest_[0] == '"') return after(rest_.find(rest_[0], 1), 1);
    std::size_t length = 1;
    const auto kind = is_word(rest_[0]) ? is_word : is_blank;
    if (kind(rest_[0])) {
      while (length < rest_.size() && kind(rest_[length])) ++length;
    }
    return length;
  }
  std::size_t after(std::size_t end, std::size_t closing) const { return end == std::string_view::npos ? rest_.size() : end + closing; }

  std::string_view rest_;
};

bool is(std::string_view token, std::string_view keyword) {
  return std::ranges::equal(token, keyword, [](char a, char b) { return std::toupper(static_cast<unsigned char>(a)) == b; });
}

/// Follows one CREATE TABLE from its first word to the bracket that closes its columns.
class TableFollower {
 public:
  /// What to write behind `token`: the table's options behind its last bracket, else nothing.
  std::string_view after(std::string_view token) {
    if (is(token, ";")) {
      *this = TableFollower();
    } else if (token.starts_with("--")) {
      if (state_ == State::columns && token.contains("without rowid")) without_rowid_ = true;
    } else if (is(token, "(")) {
      if (state_ == State::name) state_ = State::columns;
      if (state_ == State::columns) ++depth_;
    } else if (is(token, ")")) {
      if (state_ == State::columns && --depth_ == 0) {
        const std::string_view options = without_rowid_ ? " STRICT, WITHOUT ROWID" : " STRICT";
        *this = TableFollower();
        state_ = State::done;
        return options;
      }
    } else if (state_ == State::start) {
      state_ = is(token, "CREATE") ? State::create : State::done;
    } else if (state_ == State::create && !is(token, "TEMP") && !is(token, "TEMPORARY")) {
      state_ = is(token, "TABLE") ? State::name : State::done;
    } else if (state_ == State::name && is(token, "AS")) {
      state_ = State::done;
    }
    return {};
  }

 private:
  enum class State { start, create, name, columns, done };
  State state_ = State::start;
  int depth_ = 0;
  bool without_rowid_ = false;
};

}  // namespace

std::string to_sqlite(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 256);
  TableFollower table;
  Tokens tokens(text);
  for (std::string_view token = tokens.next(); !token.empty(); token = tokens.next()) {
    if (is(token, "BIGINT")) {
      out += "INTEGER";
    } else if (is(token, "BYTEA")) {
      out += "BLOB";
    } else if (is(token, "DOUBLE")) {
      Tokens ahead = tokens;
      ahead.next();  // the blank
      if (is(ahead.next(), "PRECISION")) tokens = ahead;
      out += "REAL";
    } else {
      out += token;
    }
    if (std::isspace(static_cast<unsigned char>(token[0])) == 0 && !token.starts_with("/*")) out += table.after(token);
  }
  return out;
}

}  // namespace gongshi::db
