#include "platform/journal/journal.hpp"

#include "embedded/platform.hpp"

namespace gongshi::journal {

void record(Context& context, db::WriteTx& tx, const Entry& entry) {
  const auto none_if_zero = [](auto id) { return id ? std::optional(id) : std::nullopt; };
  tx.run(platform::sql::add_journal_entry, context.ids.next_value(), none_if_zero(entry.scope), context.now(),
         none_if_zero(context.actor.person), none_if_zero(context.actor.seat), none_if_zero(entry.on_behalf_of),
         none_if_zero(entry.checked_by), entry.verb, entry.subject_kind, entry.subject, entry.detail);
}

}  // namespace gongshi::journal
