// Everything calendar adds to the product.
#include "embedded/calendar.hpp"
#include "modules/calendar/api.hpp"

namespace gongshi::calendar {

Module calendar_module() {
  return {
      .name = "calendar",
      .migrations = kMigrations,
      .queries = kQueries,
  };
}

}  // namespace gongshi::calendar
