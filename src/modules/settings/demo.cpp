#include "modules/settings/demo.hpp"

#include "embedded/settings.hpp"

namespace gongshi::settings {

void load_demo(db::WriteTx& tx, assemblies::AssemblyId assembly, std::string_view key, std::int64_t value, Timestamp from, PersonId by, std::string_view note) { tx.run(sql::set, assembly, key, from, value, by, from, note); }

}  // namespace gongshi::settings
