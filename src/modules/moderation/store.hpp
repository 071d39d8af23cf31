// Typed functions over queries.sql that more than one use case needs.
#pragma once

#include "modules/moderation/model.hpp"

namespace gongshi::moderation::store {

/// Error 404 when it was never submitted.
Result<Item> find(db::ReadTx& tx, Kind kind, std::int64_t subject);

}  // namespace gongshi::moderation::store
