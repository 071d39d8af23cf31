#pragma once

#include <vector>

#include "platform/operations/module.hpp"

namespace gongshi::files {

std::vector<Operation> operations();
std::vector<PeriodicJob> jobs();
/// Makes what register_owner() and store() need.
void start(Application& app);

}  // namespace gongshi::files
