// The author objects to a refusal, once; somebody else reads it again.
#include "embedded/moderation.hpp"
#include "modules/moderation/places.hpp"
#include "modules/moderation/store.hpp"
#include "modules/moderation/use_cases.hpp"
#include "modules/moderation/views.hpp"
#include "modules/moderation/words.hpp"
#include "platform/journal/journal.hpp"

namespace gongshi::moderation {

Result<MyContribution> appeal(Context& context, db::WriteTx& tx, Kind kind, const Appeal& request) {
  TRY_ASSIGN(const Item item, store::find(tx, kind, request.id));
  TRY(own_words(facts(context.actor, item)));
  if (item.appealed_at) return fail(ErrorKind::conflict, "moderation.appealed_already");
  TRY_ASSIGN(const State next, workflow::next(kTransitions, item.state, Action::appeal, facts(context.actor, item),
                                              [&](std::string_view permission) { return may(context.actor, item, permission); }));
  const std::string text = tidy(request.text);
  if (text.empty()) return std::unexpected(Error{ErrorKind::invalid, "request.invalid", {}, {{"/text", "moderation.text_is_empty"}}});
  TRY(check_words(context, tx, item.assembly, text));
  if (tx.run(sql::appeal, item.id, item.state, next, text, context.now()) == 0) return fail(ErrorKind::conflict, "workflow.not_now");
  journal::record(context, tx,
                  {.verb = "moderation.appeal", .subject_kind = enum_name(kind), .subject = item.subject, .scope = item.assembly});
  tell_place(context, item.place_kind, item.place);
  return find(context, tx, kind, request.id);
}

}  // namespace gongshi::moderation
