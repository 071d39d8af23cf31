#pragma once

#include <vector>

#include "platform/operations/operation.hpp"

namespace gongshi::consultation {

std::vector<Operation> operations();

}  // namespace gongshi::consultation
