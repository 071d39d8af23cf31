// The kinds of places that modules have registered.
#pragma once

#include <map>
#include <string>

#include "modules/moderation/api.hpp"

namespace gongshi::moderation {

struct Places {
  std::map<std::string, PlaceHooks, std::less<>> by_kind;
  /// Null for a kind nobody has registered.
  const PlaceHooks* find(std::string_view kind) const {
    const auto found = by_kind.find(kind);
    return found == by_kind.end() ? nullptr : &found->second;
  }
};

/// Tells the place, once the transaction is durable.
void tell_place(Context& context, std::string_view kind, std::int64_t place);

}  // namespace gongshi::moderation
