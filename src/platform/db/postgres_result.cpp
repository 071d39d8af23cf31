#include "platform/db/postgres_result.hpp"

#include <charconv>

#include <fmt/format.h>

namespace gongshi::db {
namespace {

std::byte nibble(char c) { return static_cast<std::byte>(c <= '9' ? c - '0' : c - 'a' + 10); }

}  // namespace

std::string_view sql_state(const PGresult* result) {
  const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  return state == nullptr ? std::string_view() : std::string_view(state);
}

std::int64_t rows_changed(PGresult* result) {
  if (std::string_view(PQcmdStatus(result)).starts_with("SELECT")) return 0;
  const std::string_view count = PQcmdTuples(result);
  std::int64_t changed = 0;
  std::from_chars(count.data(), count.data() + count.size(), changed);
  return changed;
}

std::int64_t PostgresRow::integer(int column) const {
  const std::string_view digits = text(column);
  if (digits.empty() || digits == "f") return 0;
  if (digits == "t") return 1;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error == std::errc() && end == digits.data() + digits.size()) return value;
  return static_cast<std::int64_t>(real(column));
}

double PostgresRow::real(int column) const {
  const std::string_view digits = text(column);
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (!digits.empty() && (error != std::errc() || end != digits.data() + digits.size())) {
    throw Failure(fmt::format("column {} of the database's answer is no number", PQfname(result_, column)));
  }
  return value;
}

std::string_view PostgresRow::text(int column) const {
  return {PQgetvalue(result_, row_, column), static_cast<std::size_t>(PQgetlength(result_, row_, column))};
}

Blob PostgresRow::blob(int column) const {
  const std::string_view hex = text(column);
  if (!hex.starts_with("\\x")) return {};
  Bytes bytes;
  bytes.reserve(hex.size() / 2);
  for (std::size_t i = 2; i + 1 < hex.size(); i += 2) bytes.push_back(nibble(hex[i]) << 4 | nibble(hex[i + 1]));
  return decoded_.emplace_back(std::move(bytes));
}

}  // namespace gongshi::db
