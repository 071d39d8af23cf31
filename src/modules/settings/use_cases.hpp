// The use cases of settings, one function each; module.cpp gives them their addresses.
#pragma once

#include "modules/settings/wire.hpp"

namespace gongshi::settings {

/// What the modules registered, in that order.
struct Rules {
  std::vector<Rule> all;
};

Result<RuleList> list_rules(Context& context, db::ReadTx& tx, const OfAssembly& request);
Result<Changed> change_rules(Context& context, db::WriteTx& tx, const ChangeRules& request);

}  // namespace gongshi::settings
