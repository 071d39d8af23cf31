#include "modules/moderation/places.hpp"

#include "platform/operations/application.hpp"

namespace gongshi::moderation {

void tell_place(Context& context, std::string_view kind, std::int64_t place) {
  const PlaceHooks* const hooks = context.app.use<Places>().find(kind);
  if (hooks != nullptr && hooks->changed) context.after_commit.push_back([hooks, place] { hooks->changed(place); });
}

}  // namespace gongshi::moderation
