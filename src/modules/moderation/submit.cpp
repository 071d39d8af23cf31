// What a person wrote waits here until somebody else has read it.
#include "embedded/moderation.hpp"
#include "modules/moderation/places.hpp"
#include "modules/moderation/store.hpp"
#include "modules/moderation/views.hpp"
#include "modules/moderation/words.hpp"

namespace gongshi::moderation {

Result<MyContribution> submit(Context& context, db::WriteTx& tx, const Submission& submission) {
  TRY(check_words(context, tx, submission.assembly, submission.text));
  tx.run(sql::add, context.ids.next<ItemId>(), submission.kind, submission.subject, submission.assembly, submission.place.kind,
         submission.place.id, submission.place.title, submission.place.link, submission.author, submission.text, context.now());
  tell_place(context, submission.place.kind, submission.place.id);
  return find(context, tx, submission.kind, submission.subject);
}

Result<MyContribution> find(Context& context, db::ReadTx& tx, Kind kind, std::int64_t subject) {
  TRY_ASSIGN(const Item item, store::find(tx, kind, subject));
  return my_view(context, item);
}

}  // namespace gongshi::moderation
