#include "platform/journal/journal.hpp"

#include "embedded/platform.hpp"
#include "platform/journal/done.hpp"

namespace gongshi::journal {

BOOST_DESCRIBE_STRUCT(Done, (), (id, at, person, verb, detail))

void record(Context& context, db::WriteTx& tx, const Entry& entry) {
  const auto none_if_zero = [](auto id) { return id ? std::optional(id) : std::nullopt; };
  tx.run(platform::sql::add_journal_entry, context.ids.next_value(), none_if_zero(entry.scope), context.now(),
         none_if_zero(context.actor.person), none_if_zero(context.actor.seat), none_if_zero(entry.on_behalf_of),
         none_if_zero(entry.checked_by), entry.verb, entry.subject_kind, entry.subject, entry.detail);
}

std::vector<Done> done_to(db::ReadTx& tx, std::string_view subject_kind, std::int64_t subject) { return tx.all<Done>(platform::sql::journal_of, subject_kind, subject); }

}  // namespace gongshi::journal
