#include "modules/handover/store.hpp"

#include "embedded/handover.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::handover {

bool may(const Actor& actor, const Item& item, std::string_view permission) { return actor.may(permission, permission == "handover.send" ? item.from : item.to); }

Result<Item> find(Context& context, db::ReadTx& tx, HandoverId id) {
  auto item = tx.one<Item>(sql::find, id);
  const bool seen = item && (may(context.actor, *item, "handover.send") || may(context.actor, *item, "handover.receive"));
  if (!seen) return fail(ErrorKind::not_found, "handover.not_found");
  return std::move(*item);
}

Result<const SubjectHooks*> hooks_of(Context& context, const std::string& kind) {
  const auto& kinds = context.app.use<Subjects>().by_kind;
  const auto found = kinds.find(kind);
  if (found == kinds.end()) return fail(ErrorKind::not_found, "handover.no_such_subject");
  return &found->second;
}

}  // namespace gongshi::handover
