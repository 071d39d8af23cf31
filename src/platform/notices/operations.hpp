#pragma once

#include <vector>

#include "platform/operations/operation.hpp"

namespace gongshi::notices {

std::vector<Operation> operations();

}  // namespace gongshi::notices
