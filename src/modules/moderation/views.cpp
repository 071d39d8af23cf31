#include "modules/moderation/views.hpp"

#include "modules/identity/api.hpp"
#include "modules/moderation/places.hpp"
#include "modules/moderation/words.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::moderation {
namespace {

std::optional<ReasonView> reason_of(const Context& context, const Item& item) {
  return item.reason ? std::optional(reason_view(context, *item.reason)) : std::nullopt;
}

std::optional<std::string> unless_empty(const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); }

std::vector<workflow::Offer> offers(const Context& context, const Item& item) {
  return workflow::offers(kTransitions, item.state, facts(context.actor, item),
                          [&](std::string_view permission) { return may(context.actor, item, permission); });
}

}  // namespace

ReasonView reason_view(const Context& context, Reason reason) {
  return {reason, context.say("moderation.reason." + std::string(enum_name(reason)))};
}

bool may(const Actor& actor, const Item& item, std::string_view permission) {
  return permission == "moderation.appeal" ? actor.may(permission) : actor.may(permission, item.assembly);
}

Facts facts(const Actor& actor, const Item& item) { return {actor.person, item.author, item.reviewer}; }

MyContribution my_view(const Context& context, const Item& item) {
  return {.kind = item.kind,
          .id = item.subject,
          .consultation = item.place,
          .consultation_title = item.place_title,
          .link = item.place_link,
          .text = item.text,
          .at = item.at,
          .state = item.state,
          .reason = reason_of(context, item),
          .note = unless_empty(item.note),
          .actions = offers(context, item)};
}

QueueItem queue_view(Context& context, db::ReadTx& tx, const Item& item) {
  const PlaceHooks* const place = context.app.use<Places>().find(item.place_kind);
  return {.kind = item.kind,
          .id = item.subject,
          .consultation = item.place,
          .consultation_title = item.place_title,
          .text = item.text,
          .at = item.at,
          .author_name = identity::display_name(tx, item.author),
          .state = item.state,
          .appeal = unless_empty(item.appeal),
          .first_reason = reason_of(context, item),
          .first_note = unless_empty(item.note),
          .similar = place != nullptr && place->similar ? place->similar(context, tx, item.place, item.text) : std::vector<Similar>(),
          .marks = marks_in(context, tx, item.assembly, item.text + "\n\n" + item.appeal),
          .actions = offers(context, item)};
}

}  // namespace gongshi::moderation
