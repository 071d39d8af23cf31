#pragma once

#include <vector>

#include "platform/operations/operation.hpp"

namespace gongshi::identity {

std::vector<Operation> operations();

}  // namespace gongshi::identity
