#include "platform/notices/notices.hpp"

#include "embedded/platform.hpp"
#include "platform/notices/delivery.hpp"
#include "platform/notices/operations.hpp"

namespace gongshi::notices {

struct Inbox {
  std::vector<InboxItem> items;
  std::int64_t unread = 0;
};
BOOST_DESCRIBE_STRUCT(Inbox, (), (items, unread))

namespace {

struct StoredNotice {
  std::int64_t id;
  std::string kind;
  std::string link;
  std::string args;
  Timestamp at;
  std::optional<Timestamp> read_at;
};
BOOST_DESCRIBE_STRUCT(StoredNotice, (), (id, kind, link, args, at, read_at))

struct MarkRead {
  std::int64_t up_to = 0;
};
BOOST_DESCRIBE_STRUCT(MarkRead, (), (up_to))

Result<Inbox> read_inbox(Context& context, db::ReadTx& tx, const Nothing&) {
  Inbox inbox;
  for (StoredNotice& stored : tx.all<StoredNotice>(platform::sql::inbox, context.actor.person)) {
    inbox.items.push_back({stored.id, stored.kind, words_of(context, stored.kind, stored.args),
                           stored.link.empty() ? std::nullopt : std::optional(std::move(stored.link)), stored.at, stored.read_at.has_value()});
  }
  inbox.unread = unread(tx, context.actor.person);
  return inbox;
}

Result<Nothing> mark_inbox_read(Context& context, db::WriteTx& tx, const MarkRead& request) {
  tx.run(platform::sql::mark_inbox_read, context.actor.person, request.up_to, context.now());
  return Nothing{};
}

}  // namespace

void tell(Context& context, db::WriteTx& tx, const std::vector<PersonId>& recipients, const Notice& notice) {
  const std::string args = json::encode(notice.args);
  for (const PersonId person : recipients) {
    const std::int64_t id = context.ids.next_value();
    tx.run(platform::sql::add_notice, id, person, notice.kind, notice.subject_kind, notice.subject, notice.link, args, context.now());
    enqueue(context, tx, person, id, notice.calls);
  }
}

std::string words_of(const Context& context, std::string_view kind, std::string_view stored) {
  std::map<std::string, std::string> args;
  if (const auto document = json::parse(stored)) {
    for (const auto& [key, value] : document->as_object()) {
      const bool is_message = key.starts_with('@');
      const std::string text(value.as_string());
      args.emplace(std::string(key).substr(is_message ? 1 : 0), is_message ? context.say(text) : text);
    }
  }
  return context.say("notice." + std::string(kind), args);
}

std::string excerpt(std::string_view text) {
  constexpr int kMost = 40;  // code points
  std::string out;
  int count = 0;
  for (const char c : text) {
    const bool begins_character = (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    if (begins_character && count++ == kMost) return out + "…";
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

std::int64_t unread(db::ReadTx& tx, PersonId person) { return tx.one<std::int64_t>(platform::sql::count_unread, person).value_or(0); }

void mark_read(Context& context, db::WriteTx& tx, PersonId person, std::string_view subject_kind, std::int64_t subject) {
  tx.run(platform::sql::mark_read_about, person, subject_kind, subject, context.now());
}

void forget(db::WriteTx& tx, PersonId person) {
  tx.run(platform::sql::forget_deliveries, person);
  tx.run(platform::sql::forget_notices, person);
}

std::vector<Operation> operations() {
  return {
      get("/api/v1/me/inbox", kSignedIn, read_inbox, "What happened to one's contributions and duties, newest first"),
      post("/api/v1/me/inbox/read", kSignedIn, mark_inbox_read, "Marks notices up to one as read"),
  };
}

}  // namespace gongshi::notices
