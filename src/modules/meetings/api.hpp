// What other modules may use of meetings.
#pragma once

#include "modules/assemblies/api.hpp"
#include "platform/operations/module.hpp"

namespace gongshi::meetings {

using MeetingId = Id<struct MeetingTag>;

/// A meeting took a step; `action` as its operation names it ("announce", "open", "close").
struct Moved {
  static constexpr std::string_view kName = "meetings.moved";
  MeetingId meeting;
  assemblies::AssemblyId assembly;
  std::string action;
  std::string state;
};
BOOST_DESCRIBE_STRUCT(Moved, (), (meeting, assembly, action, state))

/// Everything of the assembly's meetings, when it is removed.
void remove_all_of(db::WriteTx& tx, assemblies::AssemblyId assembly);

Module meetings_module();

}  // namespace gongshi::meetings
