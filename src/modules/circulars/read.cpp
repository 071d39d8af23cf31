// What the office sees: who has read, confirmed, was told, and whom to call.
#include <algorithm>
#include <map>

#include "base/csv.hpp"
#include "base/day.hpp"
#include "embedded/circulars.hpp"
#include "modules/circulars/use_cases.hpp"
#include "modules/identity/api.hpp"
#include "platform/operations/cursor.hpp"

namespace gongshi::circulars {
namespace {

constexpr std::int64_t kPage = 50;

struct Counts {
  std::int64_t people = 0;
  std::int64_t read = 0;
  std::int64_t confirmed = 0;
  std::int64_t told = 0;
  std::int64_t unconfirmed = 0;  // and not told
  std::int64_t unread = 0;       // and not told
};
BOOST_DESCRIBE_STRUCT(Counts, (), (people, read, confirmed, told, unconfirmed, unread))

struct StoredCall {
  RecipientId recipient;
  Timestamp at;
  PersonId person;
  Outcome outcome = Outcome::told;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(StoredCall, (), (recipient, at, person, outcome, note))

std::map<RecipientId, std::vector<CallView>> calls_of(db::ReadTx& tx, CircularId circular) {
  std::map<RecipientId, std::vector<CallView>> calls;
  for (StoredCall& call : tx.all<StoredCall>(sql::calls, circular)) {
    calls[call.recipient].push_back({call.at, identity::display_name(tx, call.person), call.outcome, std::move(call.note)});
  }
  return calls;
}

std::map<PersonId, std::vector<LeftBy>> left_by(db::ReadTx& tx, CircularId circular) {
  std::map<PersonId, std::vector<LeftBy>> left;
  for (notices::DeliveryView& one : notices::deliveries_about(tx, "circular", circular.value)) {
    auto& ways = left[one.person];
    const auto known = std::ranges::find(ways, one.channel, &LeftBy::channel);  // a reminder stands for what went before
    LeftBy way{one.channel, one.state, std::move(one.reason)};
    if (known == ways.end()) ways.push_back(std::move(way));
    else *known = std::move(way);
  }
  return left;
}

/// Who has seen it in the inbox is reached, too.
bool reaches(const LeftBy& way) { return way.state != notices::DeliveryState::given_up && !(way.state == notices::DeliveryState::dropped && way.reason != notices::kReadBefore); }

Result<TelephoneList> telephone_list(Context& context, const AskForTelephoneList& request) {
  return context.db.read([&](db::ReadTx& tx) -> Result<TelephoneList> {
    TRY_ASSIGN(const Circular circular, find(context, tx, request.id));
    auto calls = calls_of(tx, circular.id);
    auto left = left_by(tx, circular.id);
    TelephoneList list{.title = circular.title, .items = {}};
    for (Recipient& one : tx.all<Recipient>(sql::recipients, circular.id)) {
      const bool reached = std::ranges::any_of(left[one.person], reaches);
      if (!one.open(circular.receipt) || (reached && request.whom.value_or(Whom::unreached) == Whom::unreached)) continue;
      list.items.push_back({one.id, std::move(one.number), std::move(one.name), std::move(one.sector_name), identity::number_to_call(context, tx, one.person), std::move(calls[one.id])});
    }
    return list;
  });
}

}  // namespace

Result<Circular> find(Context& context, db::ReadTx& tx, CircularId id) {
  auto circular = tx.one<Circular>(sql::find, id, context.actor.scope);
  if (!circular) return fail(ErrorKind::not_found, "circulars.not_found");
  return std::move(*circular);
}

CircularView view(db::ReadTx& tx, const Circular& circular) {
  const Counts counts = tx.one<Counts>(sql::counts, circular.id).value_or(Counts{});
  return {.id = circular.id,
          .title = circular.title,
          .text = circular.text,
          .receipt = circular.receipt,
          .due_at = circular.due_at,
          .audience = circular.audience,
          .sent_by = identity::display_name(tx, circular.sent_by),
          .sent_at = circular.sent_at,
          .people = counts.people,
          .read = counts.read,
          .confirmed = counts.confirmed,
          .told = counts.told,
          .open = circular.receipt ? counts.unconfirmed : counts.unread};
}

Result<CircularList> list(Context& context, db::ReadTx& tx, const ListCirculars& request) {
  TRY_ASSIGN(const std::int64_t before, read_cursor(request.cursor, kFromGreatest));
  auto rows = tx.all<Circular>(sql::of_assembly, context.actor.scope, before, kPage + 1);
  CircularList list;
  list.next = cut_page(rows, kPage, [](const Circular& row) { return row.id.value; });
  for (const Circular& row : rows) list.items.push_back(view(tx, row));
  return list;
}

Result<RecipientList> read(Context& context, db::ReadTx& tx, const ByCircular& request) {
  TRY_ASSIGN(const Circular circular, find(context, tx, request.id));
  RecipientList list{.circular = view(tx, circular), .items = {}};
  auto calls = calls_of(tx, circular.id);
  auto left = left_by(tx, circular.id);
  for (Recipient& one : tx.all<Recipient>(sql::recipients, circular.id)) {
    const bool open = one.open(circular.receipt);
    list.items.push_back({one.id, std::move(one.number), std::move(one.name), std::move(one.sector_name), one.read_at, one.confirmed_at,
                          one.word.empty() ? std::nullopt : std::optional(std::move(one.word)), one.reminded_at, std::move(left[one.person]), std::move(calls[one.id]), open});
  }
  return list;
}

Result<TelephoneList> read_telephone_list(Context& context, const AskForTelephoneList& request) {
  TRY_ASSIGN(TelephoneList list, telephone_list(context, request));
  identity::log_reading(context, "telephone_list_read");
  return list;
}

Result<http::Response> export_telephone_list(Context& context, const AskForTelephoneList& request) {
  TRY_ASSIGN(const TelephoneList list, telephone_list(context, request));
  CsvWriter csv;
  const auto row = [&](std::initializer_list<std::string> cells) {
    for (const std::string& cell : cells) csv.guarded_field(cell);
    csv.end_row();
  };
  row({context.say("circulars.column.number"), context.say("circulars.column.name"), context.say("circulars.column.sector"), context.say("circulars.column.phone"), context.say("circulars.column.calls"), context.say("circulars.column.note")});
  for (const ToCall& one : list.items) {
    std::string calls;
    for (const CallView& call : one.calls) {
      calls += (calls.empty() ? "" : "; ") + day_text(day_at(call.at)) + " " + call.by + " " + context.say("circulars.outcome." + std::string(enum_name(call.outcome))) + (call.note.empty() ? "" : " " + call.note);
    }
    // A number begins with a plus, which a spreadsheet would take for a sum.
    const std::string phone = one.phone.value_or("");
    row({one.number, one.name, one.sector_name, phone.starts_with("+86") ? phone.substr(3) : phone, calls, ""});
  }
  const auto logged = context.db.write([&](db::WriteTx& tx) -> Result<bool> {
    identity::log_security(context, tx, context.actor.person, "telephone_list_exported");
    return true;
  });
  TRY(logged);
  http::Response response;
  response.body = "\xEF\xBB\xBF" + csv.take();
  response.set("Content-Type", "text/csv; charset=utf-8");
  response.set("Content-Disposition", "attachment; filename=\"telephone-list.csv\"");
  return response;
}

}  // namespace gongshi::circulars
