// What was done to an object, to be read.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/db/database.hpp"
#include "platform/operations/actor.hpp"

namespace gongshi::journal {

/// `person` none: nobody's, a job's.
struct Done {
  std::int64_t id = 0;
  Timestamp at;
  std::optional<PersonId> person;
  std::string verb;
  std::string detail;
};
/// The first first.
std::vector<Done> done_to(db::ReadTx& tx, std::string_view subject_kind, std::int64_t subject);

}  // namespace gongshi::journal
