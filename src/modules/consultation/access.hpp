// Who may see a consultation and who may vote in it.
#pragma once

#include "modules/consultation/model.hpp"
#include "modules/consultation/wire.hpp"
#include "platform/operations/context.hpp"

namespace gongshi::consultation {

/// Works on this consultation's drafts: the clerk of its assembly.
bool is_staff(const Actor& actor, const Consultation& consultation);

/// Whether this reader may see it; hidden is the same as absent: error 404.
Result<void> may_read(const Context& context, const Consultation& consultation, const std::optional<assemblies::Membership>& membership);
Result<Consultation> find_visible(Context& context, db::ReadTx& tx, ConsultationId id);

/// `membership` of the actor in the consultation's assembly or below it, if any.
Standing standing(const Context& context, const Consultation& consultation, const std::vector<assemblies::BodyId>& sectors,
                  const std::optional<assemblies::Membership>& membership);
/// The error that says why a person with this standing cannot vote; nothing for Standing::yes.
Result<void> require(Standing standing);

/// The membership that counts in this consultation: in its assembly, or in one below it.
std::optional<assemblies::Membership> membership(Context& context, db::ReadTx& tx, const Consultation& consultation);

}  // namespace gongshi::consultation
