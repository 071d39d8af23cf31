// The list of modules: the one line a new capability adds outside its own folder.
#pragma once

#include <vector>

#include "platform/operations/module.hpp"

namespace gongshi::app {

/// In the order of their dependencies.
std::vector<Module> all_modules();
/// Theirs and the platform's.
std::vector<db::Migration> all_migrations();

}  // namespace gongshi::app
