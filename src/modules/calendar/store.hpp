// The tables of years as they are stored.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "modules/calendar/rules.hpp"
#include "platform/db/database.hpp"

namespace gongshi::calendar {

/// A day as it is stored and as it crosses the wire.
struct SpecialDay {
  std::string day;  // 2026-02-14
  Kind kind = Kind::rest;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(SpecialDay, (), (day, kind, name))

/// A year with all that is known of it, by day. `version` as in YearTable; days that the next year's table tells of stand here even where it is 0.
struct KnownYear {
  std::int64_t version = 0;
  std::vector<SpecialDay> days{};
};
inline constexpr std::int64_t kNewest = std::numeric_limits<std::int64_t>::max();
/// As it was once `version` had been brought.
KnownYear known_year(db::ReadTx& tx, int year, std::int64_t version = kNewest);

WorkingDays working_days(db::ReadTx& tx, std::int64_t version = kNewest);

}  // namespace gongshi::calendar
