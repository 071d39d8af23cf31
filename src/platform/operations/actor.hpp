// Who asks: a person in one seat, with the permissions of that seat's role within its scope.
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

#include "base/id.hpp"
#include "base/time.hpp"

namespace gongshi {

using PersonId = Id<struct PersonTag>;
using SeatId = Id<struct SeatTag>;
/// An assembly, as far as the platform knows: an opaque scope of rows and permissions.
using ScopeId = Id<struct ScopeTag>;

struct Actor {
  PersonId person{};
  SeatId seat{};
  ScopeId scope{};
  int level = 0;  // how sure we are who this is; 0 anonymous, greater is surer (identity/api.hpp names the steps)
  std::string_view role{};
  std::span<const std::string_view> permissions{};
  std::string session{};  // public handle of the session (hash), empty when anonymous
  std::string csrf{};
  Timestamp confirmed_at{};  // when whoever sits there last proved, as strongly as they can, who they are

  bool signed_in() const { return static_cast<bool>(person); }
  bool may(std::string_view permission) const { return std::ranges::find(permissions, permission) != permissions.end(); }
  bool may(std::string_view permission, ScopeId in) const { return scope == in && may(permission); }
};

}  // namespace gongshi
