// Meetings of the demonstration city: one that is under way, one to come, one of last month with what became of it.
#pragma once

#include <span>

#include "modules/meetings/api.hpp"

namespace gongshi::meetings {

struct DemoPeople {
  assemblies::AssemblyId assembly;
  PersonId clerk;
  PersonId chair;
  std::span<const std::string> numbers;        // of the Standing Committee's members
  std::span<const PersonId> members;           // the same people
  std::span<const PersonId> citizens;          // who leave messages
  assemblies::BodyId unit;                     // a department that answers
  assemblies::BodyId party;                    // with a reserved place
  std::int64_t consultation = 0;               // whose statements are voted on
};
Result<void> load_demo(Context& context, const DemoPeople& people);

}  // namespace gongshi::meetings
