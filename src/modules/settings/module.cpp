// Everything settings adds to the product.
#include "embedded/settings.hpp"
#include "modules/settings/use_cases.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::settings {
namespace {

std::vector<Operation> operations() {
  return {
      get("/api/v1/assemblies/{id}/settings", "assembly.read", list_rules, "The numbers of the procedure, what holds now, what held and what will"),
      put("/api/v1/assemblies/{id}/settings", "settings.manage", change_rules, "Set some of them from a day on, or see what that would change"),
  };
}

}  // namespace

void register_rules(Application& app, std::vector<Rule> rules) {
  auto& all = app.use<Rules>().all;
  all.insert(all.end(), std::make_move_iterator(rules.begin()), std::make_move_iterator(rules.end()));
}

Module settings_module() {
  return {
      .name = "settings",
      .operations = operations(),
      .migrations = kMigrations,
      .queries = kQueries,
      .messages_zh_cn = kMessages_zh_CN,
      .messages_en = kMessages_en,
      .permissions = {"settings.manage"},
      .start = [](Application& app) { app.provide(std::make_shared<Rules>()); },
  };
}

}  // namespace gongshi::settings
