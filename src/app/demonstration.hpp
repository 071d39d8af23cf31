// The demonstration city from the console: brought on request beside one's own assembly, taken away again without a trace.
#pragma once

#include <vector>

#include "platform/operations/operation.hpp"

namespace gongshi::app {

std::vector<Operation> demonstration_operations();

}  // namespace gongshi::app
