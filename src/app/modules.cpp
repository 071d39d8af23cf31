#include "app/modules.hpp"

#include "modules/assemblies/api.hpp"
#include "modules/consultation/api.hpp"
#include "modules/discussion/api.hpp"
#include "modules/identity/api.hpp"
#include "modules/moderation/api.hpp"

namespace gongshi::app {

std::vector<Module> all_modules() {
  return {identity::identity_module(), assemblies::assemblies_module(), moderation::moderation_module(), discussion::discussion_module(),
          consultation::consultation_module()};
}

}  // namespace gongshi::app
