// Many rows for one statement, sent at once.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "platform/db/database.hpp"

namespace gongshi::db {

class Rows {
 public:
  explicit Rows(const Query& query) : query_(query) {}
  /// One row. Text is kept here, since a value only points at it.
  template <class... T>
  void add(const T&... values) {
    (add_value(values), ...);
  }
  void store(WriteTx& tx) const { tx.run_many(query_, values_); }

 private:
  template <class T>
  void add_value(const T& value) {
    Value& kept = values_.emplace_back(to_value(value));
    if (auto* const text = std::get_if<std::string_view>(&kept)) *text = texts_.emplace_back(*text);
  }
  const Query& query_;
  std::vector<Value> values_;
  std::deque<std::string> texts_;
};

}  // namespace gongshi::db
