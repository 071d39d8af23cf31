#include "modules/discussion/store.hpp"

#include "embedded/discussion.hpp"

namespace gongshi::discussion::store {

Result<StoredPost> find(db::ReadTx& tx, PostId id) {
  auto post = tx.one<StoredPost>(sql::find, id);
  if (!post) return fail(ErrorKind::not_found, "discussion.post_not_found");
  return std::move(*post);
}

}  // namespace gongshi::discussion::store
