// The demonstration city: an assembly tree, 3,170 made-up members, a finished consultation out of real votes and one under way.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "platform/operations/application.hpp"

namespace gongshi::app {

/// Loads the city into an empty database; does nothing where it is there already.
void load_demo(Application& app);
/// Removes everything the demonstration brought. Returns false when there was none.
bool purge_demo(Application& app);
/// Fresh one-time sign-in links: who, token.
std::vector<std::pair<std::string, std::string>> demo_links(Application& app);

}  // namespace gongshi::app
