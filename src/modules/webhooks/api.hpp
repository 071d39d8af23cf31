// Telling another program what happened: one address of the operator's, signed, again until it was taken.
#pragma once

#include "platform/operations/module.hpp"

namespace gongshi::webhooks {

Module webhooks_module();

}  // namespace gongshi::webhooks
