#include "modules/identity/refusals.hpp"

#include <algorithm>

#include "modules/identity/security_log.hpp"
#include "modules/identity/service.hpp"
#include "modules/identity/throttle.hpp"

namespace gongshi::identity {
namespace {

// Once is a mistyped address; so often within a minute is somebody who looks for what is hidden.
constexpr std::int64_t kProbing = 10;
constexpr std::string_view kAbsent = "absent_refused";

struct Sign {
  std::string_view code;
  std::string_view event;
};
constexpr Sign kByCode[] = {{"identity.confirm_needed", ""},       {"request.forged", "forged_refused"},      {"identity.link_gone", "link_refused"},
                            {"identity.oidc_gone", "oidc_refused"}, {"identity.oidc_refused", "oidc_refused"}, {"identity.oidc_unknown", "oidc_refused"}};

/// Empty: what happens to honest people all day.
std::string_view event_of(const Error& error) {
  if (const auto found = std::ranges::find(kByCode, error.code, &Sign::code); found != std::end(kByCode)) return found->event;
  switch (error.kind) {
    case ErrorKind::forbidden: return "permission_refused";
    case ErrorKind::not_found: return kAbsent;
    case ErrorKind::too_many: return "pace_refused";
    case ErrorKind::too_large: return "input_refused";
    // Our own pages send nothing of the kind.
    case ErrorKind::invalid: return "input_refused";
    default: return {};
  }
}

}  // namespace

void Refusals::count(const Refusal& refusal) {
  const std::lock_guard lock(mutex_);
  const auto add = [&](Key key, const Refusal& as) {
    Refusal& counted = counted_.try_emplace(std::move(key), as).first->second;
    ++counted.times;
  };
  Key key{refusal.event, refusal.operation, refusal.person.value, place_of(refusal.address)};
  if (counted_.size() < kMostInAMinute || counted_.contains(key)) return add(std::move(key), refusal);
  add({refusal.event, "", 0, ""}, {.since = refusal.since, .event = refusal.event});
}

std::vector<Refusal> Refusals::take() {
  const std::lock_guard lock(mutex_);
  std::vector<Refusal> taken;
  for (auto& [key, refusal] : counted_) {
    if (refusal.event != kAbsent || refusal.times >= kProbing) taken.push_back(std::move(refusal));
  }
  counted_.clear();
  std::ranges::stable_sort(taken, {}, &Refusal::since);
  return taken;
}

void note_refusal(Context& context, std::string_view operation, const Error& error) {
  const std::string_view event = event_of(error);
  if (event.empty()) return;
  service(context).refusals.count({.since = context.now(), .person = context.actor.person, .event = std::string(event),
                                   .operation = std::string(operation), .address = context.remote_address});
}

void write_refusals(Context& context) {
  const auto refusals = service(context).refusals.take();
  if (refusals.empty()) return;
  (void)context.db.write([&](db::WriteTx& tx) -> Result<bool> {
    for (const Refusal& one : refusals) add_security_entry(context, tx, one);
    return true;
  });
}

bool Readings::is_new(PersonId reader, std::string_view event, PersonId about, Timestamp now) {
  const std::lock_guard lock(mutex_);
  // Later than now: the clock was set back.
  std::erase_if(seen_, [&](const auto& one) { return one.second + kVisit <= now || one.second > now; });
  return seen_.try_emplace({reader.value, std::string(event), about.value}, now).second;
}

}  // namespace gongshi::identity
