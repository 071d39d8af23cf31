#pragma once

#include "platform/operations/application.hpp"

namespace gongshi::identity {

/// Where an operator has brought in a new key (docs/security.md): what was sealed or hashed with an earlier one is done anew with the newest, in
/// one transaction before anybody is served. Says in the program's log how many values that were, and how many no key opens.
void seal_anew(Application& app);

}  // namespace gongshi::identity
