#pragma once

#include "modules/settings/api.hpp"

namespace gongshi::settings {

/// What the demonstration city has set from its beginning.
void load_demo(db::WriteTx& tx, assemblies::AssemblyId assembly, std::string_view key, std::int64_t value, Timestamp from, PersonId by, std::string_view note);

}  // namespace gongshi::settings
