// A reviewer approves or refuses; after an appeal a second one does, for good. The author is told, with the reason.
#include "embedded/moderation.hpp"
#include "modules/moderation/places.hpp"
#include "modules/moderation/store.hpp"
#include "modules/moderation/use_cases.hpp"
#include "modules/moderation/views.hpp"
#include "platform/journal/journal.hpp"
#include "platform/notices/notices.hpp"

namespace gongshi::moderation {
namespace {

Result<void> check_reason(const Decide& request, const std::string& note) {
  if (request.verb == Decision::approve) return {};
  Error error{ErrorKind::invalid, "request.invalid"};
  if (!request.reason) error.fields.push_back({"/reason", "moderation.reason_needed"});
  if (request.reason == Reason::duplicate && note.empty()) error.fields.push_back({"/note", "moderation.duplicate_of_what"});
  if (!error.fields.empty()) return std::unexpected(std::move(error));
  return {};
}

void tell_author(Context& context, db::WriteTx& tx, const Item& item) {
  const bool approved = item.state == State::approved;
  // A clue is shown to members, and not to everybody.
  const std::string kind = approved && item.kind == Kind::clue ? "moderation.clue_approved" : "moderation." + std::string(enum_name(item.state));
  std::map<std::string, std::string> args{{"title", item.place_title}, {"text", notices::excerpt(item.text)}};
  if (item.reason) args.emplace("@reason", "moderation.reason." + std::string(enum_name(*item.reason)));
  notices::tell(context, tx, {item.author},
                {.kind = kind,
                 .subject_kind = enum_name(item.kind),
                 .subject = item.subject,
                 .link = approved ? item.place_link : std::string(kMinePage),
                 .args = std::move(args)});
}

Result<void> tell_owner(Context& context, db::WriteTx& tx, const Item& item) {
  if (row_of(item.state).visible) return publish(context, tx, Approved{item.kind, item.subject});
  return publish(context, tx, Refused{item.kind, item.subject, item.state == State::refused_finally});
}

}  // namespace

Result<QueueItem> decide(Context& context, db::WriteTx& tx, Kind kind, const Decide& request) {
  TRY_ASSIGN(Item item, store::find(tx, kind, request.id));
  if (!may(context.actor, item, "moderation.work")) return fail(ErrorKind::not_found, "moderation.not_found");
  const bool refused = request.verb == Decision::refuse;
  const State before = item.state;
  TRY_ASSIGN(item.state, workflow::next(kTransitions, before, refused ? Action::refuse : Action::approve, facts(context.actor, item),
                                        [&](std::string_view permission) { return may(context.actor, item, permission); }));
  const std::string note = refused ? tidy(request.note.value_or("")) : "";
  TRY(check_reason(request, note));
  item.reason = refused ? request.reason : std::nullopt;
  item.note = note;
  const auto& decide = before == State::appealed ? sql::decide_appeal : sql::decide_first;
  if (tx.run(decide, item.id, before, item.state, context.actor.person, context.now(), item.reason, note) == 0) {
    return fail(ErrorKind::conflict, "workflow.not_now");
  }
  journal::record(context, tx,
                  {.verb = refused ? "moderation.refuse" : "moderation.approve",
                   .subject_kind = enum_name(kind),
                   .subject = item.subject,
                   .scope = item.assembly,
                   .detail = item.reason ? json::encode(std::map<std::string, Reason>{{"reason", *item.reason}}) : ""});
  tell_place(context, item.place_kind, item.place);
  TRY(tell_owner(context, tx, item));
  tell_author(context, tx, item);
  TRY_ASSIGN(item, store::find(tx, kind, request.id));
  return queue_view(context, tx, item);
}

}  // namespace gongshi::moderation
