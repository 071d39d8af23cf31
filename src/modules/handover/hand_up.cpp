// A county's office hands a finished matter, or one point of it, up to the assembly above.
#include "embedded/handover.hpp"
#include "modules/handover/use_cases.hpp"
#include "platform/journal/journal.hpp"
#include "platform/notices/notices.hpp"

namespace gongshi::handover {

Result<HandoverView> hand_up(Context& context, db::WriteTx& tx, const HandUp& request) {
  TRY_ASSIGN(const SubjectHooks* const hooks, hooks_of(context, request.kind));
  TRY_ASSIGN(const Subject subject, hooks->find(context, tx, request.subject));
  if (!context.actor.may("handover.send", subject.assembly)) return fail(ErrorKind::forbidden, "request.not_permitted");
  const auto assembly = assemblies::find_assembly(tx, subject.assembly);
  if (!assembly || !assembly->parent) return fail(ErrorKind::conflict, "handover.nothing_above");
  const std::int64_t point = request.point.value_or(0);
  if (point > static_cast<std::int64_t>(subject.points.size())) {
    return std::unexpected(Error{ErrorKind::invalid, "request.invalid", {}, {{"/point", "handover.no_such_point"}}});
  }
  const auto id = context.ids.next<HandoverId>();
  const std::string text = point == 0 ? "" : subject.points[static_cast<std::size_t>(point) - 1];
  if (tx.run(sql::add, id, request.kind, request.subject, point, text, subject.title, subject.link, subject.assembly, *assembly->parent, request.note, State::handed_up, context.now()) == 0) {
    return fail(ErrorKind::conflict, "handover.there_already");
  }
  journal::record(context, tx, {.verb = "handover.hand_up", .subject_kind = "handover", .subject = id.value, .scope = subject.assembly});
  notices::tell(context, tx, assemblies::holders_of(tx, *assembly->parent, assemblies::Role::clerk, context.now()),
                {.kind = "handover.handed_up", .subject_kind = "handover", .subject = id.value, .link = "/console/handovers", .args = {{"title", subject.title}, {"from", assembly->name}}});
  TRY_ASSIGN(const Item item, find(context, tx, id));
  return view(context, tx, item);
}

}  // namespace gongshi::handover
