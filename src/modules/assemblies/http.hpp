#pragma once

#include <vector>

#include "platform/operations/operation.hpp"

namespace gongshi::assemblies {

std::vector<Operation> operations();

}  // namespace gongshi::assemblies
