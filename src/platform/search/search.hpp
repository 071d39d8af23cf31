// Look-up by words and parts of words: overlapping pairs of Han characters, other words whole, traditional as simplified. Newest first.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "platform/db/database.hpp"
#include "platform/operations/actor.hpp"

namespace gongshi::search {

/// Who may find it; each sees what is at least as open as their own level.
enum class Visibility { self, participants, staff, members, everyone };

/// Enters or replaces the text of one object, in the transaction that writes the object.
void put(db::WriteTx& tx, std::string_view kind, std::int64_t id, ScopeId scope, Visibility visibility, std::string_view text);
void remove(db::WriteTx& tx, std::string_view kind, std::int64_t id);

/// Ids of objects that hold every term of `query`, newest first. The last word may be unfinished, a single Han character is looked for
/// anywhere. An empty query finds nothing.
std::vector<std::int64_t> find(db::ReadTx& tx, std::string_view kind, std::optional<ScopeId> scope, std::string_view query,
                               Visibility reader, std::int64_t limit);

}  // namespace gongshi::search
