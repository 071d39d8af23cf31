// Accept, send back, hand up again, answer, withdraw: each a row of the workflow.
#include "embedded/handover.hpp"
#include "modules/handover/use_cases.hpp"
#include "platform/journal/journal.hpp"
#include "platform/notices/notices.hpp"

namespace gongshi::handover {
namespace {

std::unexpected<Error> missing(std::string pointer, std::string code) {
  return std::unexpected(Error{ErrorKind::invalid, "request.invalid", {}, {{std::move(pointer), std::move(code)}}});
}

/// Those on the other side of who acted.
void tell(Context& context, db::WriteTx& tx, const Item& item) {
  const bool up = item.state == State::handed_up || item.state == State::withdrawn;
  const auto from = assemblies::find_assembly(tx, up ? item.from : item.to);
  std::map<std::string, std::string> args{{"title", item.title}, {"from", from ? from->name : ""}};
  if (item.reason) args.emplace("@reason", "handover.reason." + std::string(enum_name(*item.reason)));
  notices::tell(context, tx, assemblies::holders_of(tx, up ? item.to : item.from, assemblies::Role::clerk, context.now()),
                {.kind = "handover." + std::string(enum_name(item.state)), .subject_kind = "handover", .subject = item.id.value, .link = "/console/handovers", .args = std::move(args)});
}

}  // namespace

Result<HandoverView> move(Context& context, db::WriteTx& tx, const MoveHandover& request) {
  TRY_ASSIGN(Item item, find(context, tx, request.id));
  const State before = item.state;
  const auto action = *enum_from_name<Action>(enum_name(request.verb));
  TRY_ASSIGN(item.state, workflow::next(kTransitions, before, action, Facts{}, [&](std::string_view permission) { return may(context.actor, item, permission); }));
  const std::string text = request.text.value_or("");
  if (action == Action::send_back && !request.reason) return missing("/reason", "handover.reason.needed");
  if ((action == Action::answer || action == Action::hand_up) && text.empty()) return missing("/text", "handover.text_needed");
  item.reason = action == Action::send_back ? request.reason : std::nullopt;
  if (action == Action::hand_up) item.note = text;
  if (action == Action::answer) item.answer = text;
  if (action == Action::accept || action == Action::send_back) item.reply = text;
  if (tx.run(sql::move, item.id, before, request.version, item.state, context.now(), item.note, item.reason, item.reply, item.answer) == 0) {
    return fail(ErrorKind::conflict, "handover.moved_meanwhile");
  }
  journal::record(context, tx, {.verb = "handover." + std::string(enum_name(action)), .subject_kind = "handover", .subject = item.id.value, .scope = context.actor.scope});
  tell(context, tx, item);
  if (item.state == State::answered) TRY(publish(context, tx, Answered{item.id, item.kind, item.subject}));
  TRY_ASSIGN(item, find(context, tx, request.id));
  return view(context, tx, item);
}

}  // namespace gongshi::handover
