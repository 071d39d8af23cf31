#include "modules/consultation/access.hpp"

#include <algorithm>

#include "modules/consultation/store.hpp"
#include "modules/consultation/workflow.hpp"

namespace gongshi::consultation {

bool is_staff(const Actor& actor, const Consultation& consultation) { return actor.may("consultation.write", consultation.assembly); }

Result<void> may_read(const Context& context, const Consultation& consultation, const std::optional<assemblies::Membership>& membership) {
  if (is_staff(context.actor, consultation)) return {};
  const bool out = row_of(consultation.state).public_page;
  const bool addressed = consultation.audience == Audience::public_ || membership || context.actor.may("assembly.read", consultation.assembly);
  if (out && addressed) return {};
  return fail(ErrorKind::not_found, "consultation.not_found");
}

Result<Consultation> find_visible(Context& context, db::ReadTx& tx, ConsultationId id) {
  TRY_ASSIGN(Consultation consultation, store::find(tx, id));
  TRY(may_read(context, consultation, membership(context, tx, consultation)));
  return consultation;
}

Standing standing(const Context& context, const Consultation& consultation, const std::vector<assemblies::BodyId>& sectors,
                  const std::optional<assemblies::Membership>& membership) {
  const Timestamp now = context.now();
  const bool begun = !consultation.opens_at || *consultation.opens_at <= now;
  const bool over = consultation.closes_at && *consultation.closes_at <= now;
  if (!row_of(consultation.state).takes_votes || !begun || over) return Standing::not_open;
  if (!context.actor.signed_in()) return Standing::sign_in;
  if (consultation.audience != Audience::public_ && !membership) return Standing::not_invited;
  if (consultation.audience == Audience::sectors && std::ranges::find(sectors, membership->sector) == sectors.end()) return Standing::not_invited;
  if (context.actor.level < consultation.level_needed) return Standing::level_too_low;
  return Standing::yes;
}

Result<void> require(Standing standing) {
  switch (standing) {
    case Standing::yes: return {};
    case Standing::sign_in: return fail(ErrorKind::unauthenticated, "request.sign_in");
    case Standing::level_too_low: return fail(ErrorKind::forbidden, "consultation.level_too_low");
    case Standing::not_invited: return fail(ErrorKind::forbidden, "consultation.not_invited");
    case Standing::not_open: return fail(ErrorKind::conflict, "consultation.not_open");
  }
  return fail(ErrorKind::conflict, "consultation.not_open");
}

std::optional<assemblies::Membership> membership(Context& context, db::ReadTx& tx, const Consultation& consultation) {
  if (!context.actor.signed_in()) return std::nullopt;
  return assemblies::membership_of(tx, context.actor.person, consultation.assembly, context.now());
}

}  // namespace gongshi::consultation
