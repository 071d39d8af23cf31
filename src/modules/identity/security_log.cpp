#include "modules/identity/security_log.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/sha256.hpp"
#include "embedded/identity.hpp"
#include "modules/identity/service.hpp"
#include "platform/log/log.hpp"

namespace gongshi::identity {
namespace {

constexpr std::size_t kPage = 100;
constexpr int kSealAtOnce = 1000;

SecurityKind kind_of(std::string_view event) {
  if (event.ends_with("_refused") || event == "passkey_copied") return SecurityKind::refusal;
  if (event.starts_with("sign_") || event.starts_with("session") || event == "confirmed") return SecurityKind::sign_in;
  if (event.ends_with("_exported") || event.ends_with("_read")) return SecurityKind::personal_data;
  return SecurityKind::account;
}

struct StoredEntry {
  std::int64_t id;
  Timestamp at;
  std::optional<PersonId> person;
  std::optional<std::string> person_name;
  std::string event;
  std::string address;
  std::optional<PersonId> about;
  std::optional<std::string> about_name;
  SecurityKind kind;
  std::string operation;
  std::int64_t times;
};
BOOST_DESCRIBE_STRUCT(StoredEntry, (), (id, at, person, person_name, event, address, about, about_name, kind, operation, times))

std::optional<PersonId> somebody(PersonId person) { return person ? std::optional(person) : std::nullopt; }

}  // namespace

void log_security(Context& context, db::WriteTx& tx, PersonId person, std::string_view event, PersonId about) {
  tx.run(sql::log_security, context.ids.next_value(), context.now(), somebody(person), event, context.remote_address, somebody(about), kind_of(event), "", 1);
}

void log_reading(Context& context, std::string_view event, PersonId about) {
  const PersonId reader = context.actor.person;
  if (!service(context).readings.is_new(reader, event, about, context.now())) return;
  (void)context.db.write([&](db::WriteTx& tx) -> Result<bool> {
    log_security(context, tx, reader, event, about);
    return true;
  });
}

void add_security_entry(Context& context, db::WriteTx& tx, const Refusal& counted) {
  tx.run(sql::log_security, context.ids.next_value(), counted.since, somebody(counted.person), counted.event, counted.address, std::optional<PersonId>(), kind_of(counted.event),
         counted.operation, counted.times);
}

std::string chain_of(const ChainedEntry& entry, std::int64_t number, std::string_view before) {
  // Lengths in front of text: no two entries are written the same way.
  std::string text = fmt::format("{}|{}|{}|{}|{}|{}:{}|{}:{}|{}|{}", before, number, entry.id, entry.at.milliseconds, entry.person.value_or(PersonId{}).value,
                                 entry.event.size(), entry.event, entry.address.size(), entry.address, entry.about.value_or(PersonId{}).value, enum_name(entry.kind));
  // Only where there is something to say: earlier entries were chained without.
  if (!entry.operation.empty() || entry.times != 1) text += fmt::format("|{}|{}:{}", entry.times, entry.operation.size(), entry.operation);
  return to_hex(sha256(text));
}

void ChainCheck::add(const ChainedEntry& entry) {
  ++number_;
  if (wrong_) return;
  if (entry.number != number_ || entry.chain != chain_of(entry, number_, chain_)) wrong_ = number_;
  else chain_ = *entry.chain;
}

std::optional<std::int64_t> ChainCheck::first_wrong() const {
  if (wrong_) return wrong_;
  if (number_ != head_.number || chain_ != head_.chain) return number_ + 1;
  return std::nullopt;
}

void seal_security_log(Context& context) {
  const auto sealed = context.db.write([&](db::WriteTx& tx) -> Result<std::string> {
    ChainHead head = tx.one<ChainHead>(sql::security_head).value_or(ChainHead{});
    const auto entries = tx.all<ChainedEntry>(sql::unsealed_security, kSealAtOnce);
    for (const ChainedEntry& entry : entries) {
      head.chain = chain_of(entry, ++head.number, head.chain);
      tx.run(sql::seal_security, entry.id, head.number, head.chain);
    }
    if (entries.empty()) return std::string();
    tx.run(sql::put_security_head, head.number, head.chain, head.first_number, head.first_chain);
    return fmt::format("{} {}", head.number, head.chain);
  });
  // Outside the database too: whoever can rewrite the whole of it cannot rewrite what has been copied from here.
  if (sealed && !sealed->empty()) log::info("security log", {{"head", *sealed}});
}

void forget_security_log(db::WriteTx& tx, Timestamp before) {
  const auto last = tx.one<ChainedEntry>(sql::last_expired_security, before);
  if (!last) return;
  tx.run(sql::move_security_beginning, *last->number, *last->chain);
  tx.run(sql::forget_security_log, *last->number);
}

Result<SecurityLog> read_security_log(Context& context, const ReadSecurityLog& request) {
  return context.db.write([&](db::WriteTx& tx) -> Result<SecurityLog> {
    SecurityLog log;
    const auto kind = request.kind ? std::optional(enum_name(*request.kind)) : std::nullopt;
    for (StoredEntry& one : tx.all<StoredEntry>(sql::security_page, request.before.value_or(json::kGreatestExactInteger), kind, static_cast<std::int64_t>(kPage) + 1)) {
      if (log.items.size() == kPage) {
        log.next = log.items.back().id;
        break;
      }
      log.items.push_back({.id = one.id,
                           .at = one.at,
                           .kind = one.kind,
                           .event = one.event,
                           .event_name = context.say("security." + one.event),
                           .person = one.person,
                           .person_name = one.person_name.value_or(""),
                           .about = one.about,
                           .about_name = one.about_name.value_or(""),
                           .address = std::move(one.address),
                           .operation = std::move(one.operation),
                           .times = one.times});
    }
    // Who looks at the log stands in it too; once for a visit, not for each page of it.
    if (!request.before && !request.kind) log_security(context, tx, context.actor.person, "security_log_read");
    return log;
  });
}

Result<SecurityCheck> check_security_log(Context&, db::ReadTx& tx, const Nothing&) {
  const ChainHead head = tx.one<ChainHead>(sql::security_head).value_or(ChainHead{});
  ChainCheck check(head);
  tx.each(sql::sealed_security, [&](const db::Row& row) { check.add(db::read_row<ChainedEntry>(row)); });
  return SecurityCheck{.entries = check.entries(), .first_wrong = check.first_wrong(), .head = head.chain};
}

}  // namespace gongshi::identity
