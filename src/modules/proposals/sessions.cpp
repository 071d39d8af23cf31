// Plenary sessions 次: what is filed is numbered within one.
#include "embedded/proposals.hpp"
#include "modules/proposals/use_cases.hpp"
#include "platform/journal/journal.hpp"

namespace gongshi::proposals {

Result<SessionList> list_sessions(Context& context, db::ReadTx& tx, const OfAssembly& request) {
  if (!assemblies::find_assembly(tx, request.id)) return fail(ErrorKind::not_found, "assemblies.not_found");
  if (!context.actor.may("proposals.review", request.id)) return fail(ErrorKind::forbidden, "request.not_permitted");
  SessionList list;
  for (const Session& one : tx.all<Session>(sql::sessions_of, request.id)) list.items.push_back({one.id, one.number, session_name(context, one), one.from, one.cut_off, one.next_case - 1});
  return list;
}

Result<SessionList> open_session(Context& context, db::WriteTx& tx, const OpenSession& request) {
  if (!assemblies::find_assembly(tx, request.id)) return fail(ErrorKind::not_found, "assemblies.not_found");
  if (!context.actor.may("proposals.review", request.id)) return fail(ErrorKind::forbidden, "request.not_permitted");
  if (request.cut_off < request.from) return wrong("/cut_off", "proposals.cut_off_before");
  const auto term = assemblies::current_term(tx, request.id, context.now());
  if (!term) return fail(ErrorKind::conflict, "proposals.no_term");
  for (const Session& one : tx.all<Session>(sql::sessions_of, request.id)) {
    if (one.from >= request.from) return wrong("/from", "proposals.session_not_later");
  }
  const std::int64_t number = tx.one<std::int64_t>(sql::last_session_number, request.id, term->id).value_or(0) + 1;
  const auto id = context.ids.next<SessionId>();
  if (tx.run(sql::add_session, id, request.id, term->id, term->name, number, request.from, request.cut_off) == 0) return fail(ErrorKind::conflict, "proposals.moved_meanwhile");
  journal::record(context, tx, {.verb = "proposals.open_session", .subject_kind = "session", .subject = id.value, .scope = request.id});
  return list_sessions(context, tx, {request.id});
}

}  // namespace gongshi::proposals
