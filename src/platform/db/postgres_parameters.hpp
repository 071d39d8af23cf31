// Values in the form libpq takes them.
#pragma once

#include <array>
#include <charconv>
#include <span>
#include <vector>

#include "platform/db/database.hpp"

namespace gongshi::db {

/// Numbers go as text, so that they fit whatever type the server infers; texts and blobs go as they are, without a copy.
class PostgresParameters {
 public:
  explicit PostgresParameters(std::span<const Value> values)
      : pointers_(values.size()), lengths_(values.size()), formats_(values.size()), digits_(values.size()) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      std::visit([&](const auto& value) { put(i, value); }, values[i]);
    }
  }
  PostgresParameters(const PostgresParameters&) = delete;
  PostgresParameters& operator=(const PostgresParameters&) = delete;

  int count() const { return static_cast<int>(pointers_.size()); }
  const char* const* pointers() const { return pointers_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  void put(std::size_t, std::nullptr_t) {}
  template <class Number>
  void put(std::size_t i, Number value) {
    *std::to_chars(digits_[i].begin(), digits_[i].end() - 1, value).ptr = '\0';
    pointers_[i] = digits_[i].data();
  }
  void put(std::size_t i, std::string_view value) { put_bytes(i, value.data(), value.size()); }
  void put(std::size_t i, Blob value) { put_bytes(i, reinterpret_cast<const char*>(value.data()), value.size()); }
  void put_bytes(std::size_t i, const char* begin, std::size_t size) {
    pointers_[i] = size == 0 ? "" : begin;  // an empty view may hold a null pointer, which would mean NULL
    lengths_[i] = static_cast<int>(size);
    formats_[i] = 1;
  }

  std::vector<const char*> pointers_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
  std::vector<std::array<char, 32>> digits_;
};

}  // namespace gongshi::db
