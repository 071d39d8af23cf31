// A transaction opened inside another of the same database would wait for itself: for the writer thread, or for a pooled connection.
#pragma once

#include "base/assert.hpp"
#include "platform/db/database.hpp"

namespace gongshi::db {

class TransactionGuard {
 public:
  static void check(const Database& database) { GONGSHI_ASSERT(current_ != &database); }

  explicit TransactionGuard(const Database& database) : outer_(current_) {
    check(database);
    current_ = &database;
  }
  ~TransactionGuard() { current_ = outer_; }
  TransactionGuard(const TransactionGuard&) = delete;
  TransactionGuard& operator=(const TransactionGuard&) = delete;

 private:
  static inline thread_local const Database* current_ = nullptr;
  const Database* const outer_;
};

}  // namespace gongshi::db
