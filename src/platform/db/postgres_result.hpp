// What libpq returns, owned; and its rows.
#pragma once

#include <memory>
#include <vector>

#include <libpq-fe.h>

#include "platform/db/database.hpp"

namespace gongshi::db {

struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using PostgresResult = std::unique_ptr<PGresult, ClearResult>;

/// The SQLSTATE of a failed result; empty when the connection itself failed.
std::string_view sql_state(const PGresult* result);
/// Rows changed; 0 for SELECT.
std::int64_t rows_changed(PGresult* result);

/// Stands on one row after another. Values come in text format: it reads the same for BIGINT, NUMERIC sums and flags.
class PostgresRow final : public Row {
 public:
  explicit PostgresRow(const PGresult* result) : result_(result) {}
  void stand_on(int row) {
    row_ = row;
    decoded_.clear();
  }
  int columns() const override { return PQnfields(result_); }
  bool is_null(int column) const override { return PQgetisnull(result_, row_, column) != 0; }
  std::int64_t integer(int column) const override;
  double real(int column) const override;
  std::string_view text(int column) const override;
  Blob blob(int column) const override;

 private:
  const PGresult* result_;
  int row_ = 0;
  mutable std::vector<Bytes> decoded_;  // keeps what blob() returned alive
};

}  // namespace gongshi::db
