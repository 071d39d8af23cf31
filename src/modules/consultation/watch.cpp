// Looks, while people vote, for arrivals that were arranged, and sets their votes aside until people have decided.
#include <algorithm>
#include <map>
#include <utility>

#include "embedded/consultation.hpp"
#include "maths/api.hpp"
#include "modules/consultation/live.hpp"
#include "modules/consultation/quarantine_store.hpp"
#include "modules/consultation/services.hpp"
#include "modules/consultation/store.hpp"
#include "modules/consultation/use_cases.hpp"
#include "platform/journal/journal.hpp"
#include "platform/log/log.hpp"
#include "platform/notices/notices.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::consultation {
namespace {

constexpr std::int64_t kHour = 3'600'000;

struct Seen {
  Consultation consultation;
  std::vector<std::int64_t> keys;
  std::vector<maths::Arrival> arrivals;
  std::vector<maths::WrittenText> texts;
  std::map<std::int64_t, FindingId> held;  // by key
  std::map<FindingId, store::Finding> findings;
};

/// nullopt where nobody has come and nothing was written since it was last looked at.
std::optional<Seen> see(Context& context, db::ReadTx& tx, ConsultationId id) {
  auto& services = context.app.use<Services>();
  const auto row = store::find(tx, id);
  if (!row || (row->state != State::open && row->state != State::closed)) return std::nullopt;
  const auto count = tx.one<std::int64_t>(sql::count_arrivals, id).value_or(0);
  if (count < static_cast<std::int64_t>(maths::kFewestIrregular)) return std::nullopt;
  auto statements = store::statements(tx, id);
  const auto known = count + static_cast<std::int64_t>(statements.size());
  {
    const std::lock_guard lock(services.looked_mutex);
    if (std::exchange(services.looked[id], known) == known) return std::nullopt;
  }
  Seen seen{.consultation = *row, .keys = {}, .arrivals = {}, .texts = {}, .held = {}, .findings = {}};
  std::map<db::Bytes, std::uint32_t> by_reference;
  tx.each(sql::arrivals_of, [&](const db::Row& one) {
    const std::int64_t key = one.integer(0);
    const auto arrival = services.arrivals.open(id, key, one.blob(2));
    if (!arrival) return;
    if (!one.is_null(1)) by_reference.emplace(db::from_row<db::Bytes>(one, 1), static_cast<std::uint32_t>(seen.keys.size()));
    seen.keys.push_back(key);
    seen.arrivals.push_back(*arrival);
  }, id);
  for (Statement& statement : statements) {
    if (!statement.author || statement.seed) continue;
    const auto author = by_reference.find(services.references.of(id, *statement.author));
    if (author != by_reference.end()) seen.texts.push_back({author->second, std::move(statement.text)});
  }
  tx.each(sql::held_of, [&](const db::Row& one) {
    const FindingId finding{one.integer(1)};
    seen.held.emplace(store::key_of(context, id, db::from_row<db::Bytes>(one, 0)), finding);
    if (!seen.findings.contains(finding)) {
      if (auto known = store::finding(tx, finding)) seen.findings.emplace(finding, std::move(*known));
    }
  }, id);
  return seen;
}

/// To the hour, which is enough to judge by and too little to find somebody in the journal.
Timestamp hour_of(std::int64_t at) { return Timestamp{at / kHour * kHour}; }

/// What is new in a group: those not held yet, and the finding nobody has looked at that the others of it stand in.
std::optional<NewFinding> new_in(const Seen& seen, const maths::Irregular& group) {
  NewFinding finding{.reason = group.kind, .keys = {}, .first_at = hour_of(group.from), .last_at = hour_of(group.to), .excerpt = {}};
  for (const auto member : group.members) {
    const auto held = seen.held.find(seen.keys[member]);
    if (held == seen.held.end()) {
      finding.keys.push_back(seen.keys[member]);
      continue;
    }
    const auto known = seen.findings.find(held->second);
    if (known != seen.findings.end() && known->second.state == FindingState::held && known->second.reason == group.kind) finding.extends = held->second;
  }
  // Fewer would show in the result how they voted; they are found again once there are more.
  if (finding.keys.size() < maths::kPublicStep) return std::nullopt;
  if (group.kind == maths::Irregularity::copied_text) {
    const auto text = std::ranges::find_if(seen.texts, [&](const auto& one) { return std::ranges::binary_search(group.members, one.arrival); });
    if (text != seen.texts.end()) finding.excerpt = notices::excerpt(text->text);
  }
  return finding;
}

void forget_arrivals(Context& context) {
  const auto over = context.db.read([&](db::ReadTx& tx) { return tx.all<ConsultationId>(sql::over_since, context.now() - kArrivalsKept); });
  for (const ConsultationId id : over) {
    const auto left = context.db.read([&](db::ReadTx& tx) { return tx.one<std::int64_t>(sql::count_arrivals, id).value_or(0); });
    if (left == 0) continue;
    (void)context.db.write([&](db::WriteTx& tx) -> Result<bool> {
      tx.run(sql::forget_arrivals, id);
      return true;
    });
  }
}

}  // namespace

Result<FindingId> hold(Context& context, db::WriteTx& tx, const Consultation& consultation, const NewFinding& found) {
  FindingId id = found.extends;
  if (id && tx.run(sql::extend_finding, id, found.first_at, found.last_at) == 0) id = {};
  if (!id) {
    id = context.ids.next<FindingId>();
    tx.run(sql::add_finding, id, consultation.id, consultation.assembly, found.reason, found.first_at, found.last_at, found.excerpt, context.now());
  }
  std::vector<db::Bytes> cases;
  for (const std::int64_t key : found.keys) cases.push_back(store::case_of(context, consultation.id, key));
  std::ranges::sort(cases);  // as they are stored, so that the rows keep no order of arrival
  for (const auto& one : cases) tx.run(sql::add_held, context.ids.next<HeldId>(), id, consultation.id, one);
  store::change_counting(context, tx, consultation, id, found.keys, store::Counting::set_aside);
  store::tell_owners(context, tx, consultation, found.keys, "consultation.votes_held");
  journal::record(context, tx,
                  {.verb = "consultation.finding_hold", .subject_kind = "finding", .subject = id.value, .scope = consultation.assembly,
                   .detail = json::encode(std::map<std::string, maths::Irregularity>{{"reason", found.reason}})});
  return id;
}

void watch_arrivals(Context& context) {
  for (const ConsultationId id : context.db.read([](db::ReadTx& tx) { return tx.all<ConsultationId>(sql::open_ids); })) {
    const auto seen = context.db.read([&](db::ReadTx& tx) { return see(context, tx, id); });
    if (!seen) continue;
    for (const auto& group : maths::irregular_arrivals(seen->arrivals, seen->texts)) {
      const auto found = new_in(*seen, group);
      if (!found) continue;
      const auto held = context.db.write([&](db::WriteTx& tx) -> Result<FindingId> {
        context.after_commit.clear();
        TRY(store::find(tx, id));
        return hold(context, tx, seen->consultation, *found);
      });
      if (!held && held.error().kind == ErrorKind::not_found) break;  // removed while this was computed
      if (!held) {
        log::error("votes that look arranged could not be set aside", {{"code", held.error().code}});
        continue;
      }
      for (const auto& effect : context.after_commit) effect();
      context.after_commit.clear();
      log::info("votes that look arranged were set aside", {{"reason", std::string(enum_name(found->reason))}, {"people", std::to_string(found->keys.size())}});
    }
  }
  forget_arrivals(context);
}

}  // namespace gongshi::consultation
