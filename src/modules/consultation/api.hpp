// What other modules may use of consultations.
#pragma once

#include <cstdint>
#include <string_view>

#include <boost/describe.hpp>

#include "base/id.hpp"
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

Module consultation_module();

}  // namespace gongshi::consultation
