// What other modules may use of consultations.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <boost/describe.hpp>

#include "base/id.hpp"
#include "modules/assemblies/api.hpp"
#include "platform/operations/module.hpp"

namespace gongshi::consultation {

using ConsultationId = Id<struct ConsultationTag>;
using StatementId = Id<struct StatementTag>;

/// A consultation's consensus sheet was signed: each agreed point may now be handed over for handling.
struct SheetSigned {
  static constexpr std::string_view kName = "consultation.sheet_signed";
  ConsultationId consultation;
};
BOOST_DESCRIBE_STRUCT(SheetSigned, (), (consultation))

/// A consultation took a step of its workflow; `action` as its operation names it ("publish", "close").
struct Moved {
  static constexpr std::string_view kName = "consultation.moved";
  ConsultationId consultation;
  assemblies::AssemblyId assembly;
  std::string action;
  std::string state;  // it is in now, as its view names it
};
BOOST_DESCRIBE_STRUCT(Moved, (), (consultation, assembly, action, state))

Module consultation_module();

}  // namespace gongshi::consultation
