// The one place where a row becomes what somebody sees.
#pragma once

#include "modules/moderation/model.hpp"
#include "modules/moderation/wire.hpp"
#include "modules/moderation/workflow.hpp"

namespace gongshi::moderation {

ReasonView reason_view(const Context& context, Reason reason);
MyContribution my_view(const Context& context, const Item& item);
QueueItem queue_view(Context& context, db::ReadTx& tx, const Item& item);

/// The actor's permission on this item: reviewing belongs to its assembly's staff, an appeal to the author in whatever seat.
bool may(const Actor& actor, const Item& item, std::string_view permission);
Facts facts(const Actor& actor, const Item& item);

}  // namespace gongshi::moderation
