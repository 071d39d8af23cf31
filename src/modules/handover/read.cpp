// What both offices see of a handover, and what everybody does.
#include "embedded/handover.hpp"
#include "modules/handover/use_cases.hpp"

namespace gongshi::handover {
namespace {

constexpr std::size_t kPageSize = 50;

std::optional<std::string> unless_empty(const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); }

ReasonView view(Context& context, Reason reason) { return {reason, context.say("handover.reason." + std::string(enum_name(reason)))}; }

AssemblyName named(db::ReadTx& tx, assemblies::AssemblyId id) {
  const auto assembly = assemblies::find_assembly(tx, id);
  return {id, assembly ? assembly->name : ""};
}

}  // namespace

HandoverView view(Context& context, db::ReadTx& tx, const Item& item) {
  return {.id = item.id,
          .kind = item.kind,
          .subject = item.subject,
          .title = item.title,
          .link = item.link,
          .point = unless_empty(item.point_text),
          .from = named(tx, item.from),
          .to = named(tx, item.to),
          .note = item.note,
          .state = item.state,
          .state_since = item.state_since,
          .reason = item.reason ? std::optional(view(context, *item.reason)) : std::nullopt,
          .reply = unless_empty(item.reply),
          .answer = unless_empty(item.answer),
          .handed_at = item.handed_at,
          .version = item.version,
          .actions = workflow::offers(kTransitions, item.state, Facts{}, [&](std::string_view permission) { return may(context.actor, item, permission); })};
}

Result<HandoverView> read(Context& context, db::ReadTx& tx, const ByHandover& request) {
  TRY_ASSIGN(const Item item, find(context, tx, request.id));
  return view(context, tx, item);
}

Result<HandoverList> list(Context& context, db::ReadTx& tx, const ListHandovers& request) {
  if (!assemblies::find_assembly(tx, request.id)) return fail(ErrorKind::not_found, "assemblies.not_found");
  if (!context.actor.may("handover.send", request.id)) return fail(ErrorKind::forbidden, "request.not_permitted");
  HandoverList list;
  for (const Item& item : tx.all<Item>(sql::of_assembly, request.id, request.cursor)) {
    if (list.items.size() == kPageSize) {
      list.next = std::to_string(list.items.back().id.value);
      break;
    }
    list.items.push_back(view(context, tx, item));
  }
  for (const std::string_view name : enum_names<Reason>()) list.reasons.push_back(view(context, *enum_from_name<Reason>(name)));
  return list;
}

Result<HandedUpList> read_handed_up(Context& context, db::ReadTx& tx, const OfSubject& request) {
  TRY_ASSIGN(const SubjectHooks* const hooks, hooks_of(context, request.kind));
  TRY(hooks->may_read(context, tx, request.subject));
  HandedUpList list{.title = context.say("handover.title"), .items = {}};
  for (const Item& item : tx.all<Item>(sql::of_subject, request.kind, request.subject)) {
    if (!row_of(item.state).public_) continue;
    list.items.push_back({unless_empty(item.point_text), context.say("handover.public." + std::string(enum_name(item.state)), {{"to", named(tx, item.to).name}}), item.state, item.handed_at, item.state_since, unless_empty(item.answer)});
  }
  return list;
}

}  // namespace gongshi::handover
