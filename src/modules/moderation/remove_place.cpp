#include "embedded/moderation.hpp"
#include "modules/moderation/api.hpp"

namespace gongshi::moderation {

void remove_place(db::WriteTx& tx, std::string_view place_kind, std::int64_t place) { tx.run(sql::remove_place, place_kind, place); }

}  // namespace gongshi::moderation
