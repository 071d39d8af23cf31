#include "modules/moderation/store.hpp"

#include "embedded/moderation.hpp"

namespace gongshi::moderation::store {

Result<Item> find(db::ReadTx& tx, Kind kind, std::int64_t subject) {
  auto item = tx.one<Item>(sql::find, kind, subject);
  if (!item) return fail(ErrorKind::not_found, "moderation.not_found");
  return std::move(*item);
}

}  // namespace gongshi::moderation::store
