// What other modules may use of settings: their own numbers of the procedure, as an assembly has set them.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/names.hpp"
#include "modules/assemblies/api.hpp"
#include "platform/operations/module.hpp"

namespace gongshi::settings {

/// What a number counts. yes_no is 1 or 0.
enum class Unit { working_days, days, months, people, times, yes_no };
BOOST_DESCRIBE_ENUM(Unit, working_days, days, months, people, times, yes_no)

/// One rule: "settings.<key>" says what it is, "settings.<key>.found" what places have decided.
struct Rule {
  std::string key;  // "handling.reply_months": module and member of its struct
  Unit unit = Unit::days;
  std::int64_t usual = 0;
  std::int64_t least = 0;
  std::int64_t most = 0;
};
/// From the owning module's start().
void register_rules(Application& app, std::vector<Rule> rules);

/// What an assembly has set for the rules of a module by `at`, by member.
std::unordered_map<std::string, std::int64_t> values_of(db::ReadTx& tx, assemblies::AssemblyId assembly, std::string_view module, Timestamp at);

/// The module's struct with the assembly's values in place of the usual ones.
template <class Settings>
Settings of(db::ReadTx& tx, assemblies::AssemblyId assembly, std::string_view module, Timestamp at) {
  Settings settings;
  const auto values = values_of(tx, assembly, module, at);
  boost::mp11::mp_for_each<boost::describe::describe_members<Settings, boost::describe::mod_public>>([&](auto member) {
    auto& target = settings.*member.pointer;
    if (const auto found = values.find(member.name); found != values.end()) target = static_cast<std::remove_cvref_t<decltype(target)>>(found->second);
  });
  return settings;
}

/// All that an assembly which goes has set.
void remove_all_of(db::WriteTx& tx, assemblies::AssemblyId assembly);

Module settings_module();

}  // namespace gongshi::settings
