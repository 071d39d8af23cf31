// What waits to be assigned goes to a channel 交办渠道, which assigns it to its units; a channel hands back what is not its own.
#include <algorithm>

#include "embedded/handling.hpp"
#include "modules/handling/use_cases.hpp"
#include "platform/journal/journal.hpp"
#include "platform/notices/notices.hpp"

namespace gongshi::handling {

Result<HandlingList> distribute(Context& context, db::WriteTx& tx, const Distribute& request) {
  if (!assemblies::find_assembly(tx, request.id)) return fail(ErrorKind::not_found, "assemblies.not_found");
  if (!context.actor.may("handling.assign", request.id)) return fail(ErrorKind::forbidden, "request.not_permitted");
  const auto own = own_channel(context, tx);
  const auto channels = assemblies::channels_of(tx, request.id);
  if (request.channel && (own || std::ranges::find(channels, *request.channel, &assemblies::Unit::id) == channels.end())) return wrong("/channel", "handling.no_such_channel");
  if (own && request.note.empty()) return wrong("/note", "handling.reason_needed");
  const auto items = request.category ? tx.all<ItemId>(sql::waiting_of_category, request.id, *request.category, own) : request.items;
  if (items.empty()) return wrong("/items", "handling.nothing_chosen");
  const std::string_view verb = request.channel ? "handling.distribute" : own ? "handling.hand_back" : "handling.undo_distribution";
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto item = tx.one<Item>(sql::find_item, items[i]);
    if (!item || item->assembly != request.id || !office_may(context, tx, *item, "handling.assign")) return wrong("/items/" + std::to_string(i), "handling.not_found");
    if (tx.run(sql::distribute, item->id, request.channel.value_or(assemblies::BodyId{}), own ? request.note : std::string()) == 0) return wrong("/items/" + std::to_string(i), "handling.moved_meanwhile");
    tx.run(sql::remove_plan, item->id);
    journal::record(context, tx, {.verb = std::string(verb), .subject_kind = "handling", .subject = item->id.value, .scope = item->assembly, .detail = "{\"channel\":" + std::to_string(request.channel ? request.channel->value : 0) + "}"});
  }
  // One notice, however many: an assignment meeting sends hundreds.
  if (request.channel || own) {
    const Item any{.assembly = request.id, .channel = request.channel.value_or(assemblies::BodyId{})};
    notices::tell(context, tx, people_of_office(context, tx, any), {.kind = request.channel ? "handling.distributed" : "handling.handed_back", .subject_kind = "assembly", .subject = request.id.value, .link = "/console/handling?queue=to_assign",
                                                                   .args = {{"count", std::to_string(items.size())}, {"channel", own ? assemblies::body_name(tx, *own) : ""}, {"note", request.note}}, .calls = true});
  }
  return list(context, tx, {.id = request.id, .queue = Queue::to_assign, .category = request.category});
}

}  // namespace gongshi::handling
