// Everything assemblies add to the product.
#include "embedded/assemblies.hpp"
#include "modules/assemblies/http.hpp"
#include "modules/assemblies/next_term.hpp"
#include "modules/assemblies/offices.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::assemblies {

Module assemblies_module() {
  return {
      .name = "assemblies",
      .operations = operations(),
      .migrations = kMigrations,
      .queries = kQueries,
      .messages_zh_cn = kMessages_zh_CN,
      .messages_en = kMessages_en,
      .permissions = {"assembly.read", "roster.read", "roster.write", "operator"},
      .jobs = {{"change_terms", std::chrono::seconds(20), change_due_terms}},
      .start =
          [](Application& app) {
            app.provide(std::make_shared<OpenItems>());
            identity::register_offices(app, offices());
          },
  };
}

}  // namespace gongshi::assemblies
