#include "app/modules.hpp"

#include "app/demonstration.hpp"
#include "embedded/app.hpp"
#include "modules/assemblies/api.hpp"
#include "modules/calendar/api.hpp"
#include "modules/circulars/api.hpp"
#include "modules/conferences/api.hpp"
#include "modules/consultation/api.hpp"
#include "modules/discussion/api.hpp"
#include "modules/handling/api.hpp"
#include "modules/handover/api.hpp"
#include "modules/identity/api.hpp"
#include "modules/moderation/api.hpp"
#include "modules/proposals/api.hpp"
#include "modules/settings/api.hpp"
#include "modules/webhooks/api.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::app {

namespace {

/// What belongs to no capability: the demonstration city, and the words of the command line.
Module program_module() {
  return {.name = "app", .operations = demonstration_operations(), .messages_zh_cn = kMessages_zh_CN, .messages_en = kMessages_en};
}

}  // namespace

std::vector<Module> all_modules() {
  return {identity::identity_module(), assemblies::assemblies_module(), settings::settings_module(), calendar::calendar_module(), moderation::moderation_module(), discussion::discussion_module(),
          handover::handover_module(), handling::handling_module(), proposals::proposals_module(), consultation::consultation_module(), circulars::circulars_module(), conferences::conferences_module(), webhooks::webhooks_module(), program_module()};
}

std::vector<db::Migration> all_migrations() {
  std::vector<Module> modules = all_modules();
  modules.insert(modules.begin(), platform_module());
  std::vector<db::Migration> migrations;
  for (const Module& module : modules) migrations.insert(migrations.end(), module.migrations.begin(), module.migrations.end());
  return migrations;
}

}  // namespace gongshi::app
