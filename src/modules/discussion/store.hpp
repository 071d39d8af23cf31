// Typed functions over queries.sql that more than one use case needs.
#pragma once

#include "modules/discussion/model.hpp"

namespace gongshi::discussion::store {

/// Whatever its state; error 404 when there is none.
Result<StoredPost> find(db::ReadTx& tx, PostId id);

}  // namespace gongshi::discussion::store
