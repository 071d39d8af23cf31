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
  /// One row. Text is kept here: a value only points at it.
  template <class... T>
  void add(const T&... values) {
    (add_value(values), ...);
  }
  void store(WriteTx& tx) const { tx.run_many(query_, values_); }

 private:
  template <class T>
  void add_value(const T& value) {
    if constexpr (std::same_as<T, std::string>) {
      values_.push_back(to_value(texts_.emplace_back(value)));
    } else {
      values_.push_back(to_value(value));
    }
  }
  const Query& query_;
  std::vector<Value> values_;
  std::deque<std::string> texts_;
};

}  // namespace gongshi::db
