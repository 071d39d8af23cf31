#include "modules/consultation/quarantine_store.hpp"

#include <algorithm>

#include "embedded/consultation.hpp"
#include "modules/consultation/live.hpp"
#include "modules/consultation/services.hpp"
#include "platform/notices/notices.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::consultation::store {

Result<Finding> finding(db::ReadTx& tx, FindingId id) {
  auto found = tx.one<Finding>(sql::find_finding, id);
  if (!found) return fail(ErrorKind::not_found, "consultation.finding_not_found");
  return std::move(*found);
}

db::Bytes case_of(Context& context, ConsultationId consultation, std::int64_t key) {
  return context.app.use<Services>().held.of(consultation, PersonId{key});
}

std::int64_t key_of(Context& context, ConsultationId consultation, const db::Bytes& participant) {
  return context.app.use<Services>().held.person(consultation, participant).value;
}

void change_counting(Context& context, db::WriteTx& tx, const Consultation& consultation, FindingId because, const std::vector<std::int64_t>& keys,
                     Counting counting) {
  for (const std::int64_t key : keys) tx.run(sql::set_aside, consultation.id, key, counting == Counting::set_aside);
  tx.run(sql::counting_changed, because, context.now());
  auto& lives = context.app.use<Live>();
  const std::uint64_t epoch = lives.next_epoch();
  context.after_commit.push_back([&lives, id = consultation.id, epoch, counted = read_counted(tx, consultation.id, consultation.round)] {
    if (const auto live = lives.known(id)) live->set_counts(counted, epoch);
    lives.forget(id);  // how many were assisted is read anew
  });
}

void tell_owners(Context& context, db::WriteTx& tx, const Consultation& consultation, const std::vector<std::int64_t>& keys, std::string_view kind) {
  const auto& references = context.app.use<Services>().references;
  std::vector<PersonId> people;
  for (const std::int64_t key : keys) {
    tx.each(sql::reference_of, [&](const db::Row& row) {
      if (row.is_null(0)) return;
      if (const PersonId person = references.person(consultation.id, row.blob(0))) people.push_back(person);
    }, consultation.id, key);
  }
  // The order of the rows must not show who stands next to whom.
  std::ranges::sort(people);
  notices::tell(context, tx, people,
                {.kind = kind, .subject_kind = "consultation", .subject = consultation.id.value, .link = "/mine/votes",
                 .args = {{"title", consultation.title}}});
}

}  // namespace gongshi::consultation::store
