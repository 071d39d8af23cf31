// A calendar program reads what somebody has to do under a secret address; whoever has it reads it, and it ends when its owner says so.
#include <algorithm>

#include "base/day.hpp"
#include "embedded/calendar.hpp"
#include "modules/calendar/use_cases.hpp"
#include "modules/calendar/write_ics.hpp"
#include "modules/identity/api.hpp"
#include "platform/journal/journal.hpp"
#include "platform/operations/application.hpp"
#include "platform/secrets/secrets.hpp"

namespace gongshi::calendar {
namespace {

struct Subscription {
  PersonId person;
  SeatId seat;
  std::string language;
};
BOOST_DESCRIBE_STRUCT(Subscription, (), (person, seat, language))

std::string site(const Context& context) {
  std::string address = context.app.config().public_url;
  if (address.empty()) address = std::string(context.secure ? "https://" : "http://") + context.host;
  while (address.ends_with('/')) address.pop_back();
  return address;
}

}  // namespace

Result<SubscriptionView> read_subscription(Context& context, db::ReadTx& tx, const Nothing&) { return SubscriptionView{tx.one<Timestamp>(sql::subscription_since, context.actor.person)}; }

Result<NewSubscription> subscribe(Context& context, db::WriteTx& tx, const Nothing&) {
  const std::string token = secrets::random_token();
  tx.run(sql::subscribe, context.actor.person, context.actor.seat, secrets::fingerprint(token), std::string(i18n::tag(context.language)), context.now());
  journal::record(context, tx, {.verb = "calendar.subscribe", .subject_kind = "person", .subject = context.actor.person.value});
  return NewSubscription{context.now(), site(context) + "/api/v1/deadlines/" + token + "/deadlines.ics"};
}

Result<SubscriptionView> unsubscribe(Context& context, db::WriteTx& tx, const Nothing&) {
  if (tx.run(sql::unsubscribe, context.actor.person) > 0) journal::record(context, tx, {.verb = "calendar.unsubscribe", .subject_kind = "person", .subject = context.actor.person.value});
  return SubscriptionView{};
}

Result<http::Response> read_deadlines(Context& context, db::ReadTx& tx, const BySubscription& request) {
  const auto subscription = tx.one<Subscription>(sql::find_subscription, secrets::fingerprint(request.token));
  if (!subscription) return fail(ErrorKind::not_found, "calendar.no_such_link");
  context.actor = identity::actor_of(context, tx, subscription->person, subscription->seat);
  context.language = subscription->language == i18n::tag(i18n::Language::en) ? i18n::Language::en : i18n::Language::zh_cn;
  std::vector<OwnDeadline> deadlines;
  for (const ListOwnDeadlines& list : context.app.use<DeadlineLists>().lists) std::ranges::move(list(context, tx), std::back_inserter(deadlines));
  std::ranges::sort(deadlines, {}, [](const OwnDeadline& one) { return std::pair(one.due, std::string_view(one.key)); });
  std::vector<IcsEntry> entries;
  for (const OwnDeadline& one : deadlines) {
    const bool whole_day = one.due == end_of(day_at(one.due));
    entries.push_back({"gongshi-" + one.key, day_at(one.due), one.summary, whole_day ? "" : context.say("calendar.until", {{"time", minute_text(one.due)}}), site(context) + one.link});
  }
  http::Response response;
  response.body = write_ics(context.say("calendar.deadlines"), entries, context.now());
  response.set("Content-Type", "text/calendar; charset=utf-8");
  response.set("Cache-Control", "private, no-store");
  return response;
}

}  // namespace gongshi::calendar
