// Tells people: a row in the inbox always, in the transaction of what happened, and from there by mail and the like (delivery.hpp). Words come from the catalogue at reading, in the reader's
// language: message key "notice.<kind>".
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "platform/operations/context.hpp"

namespace gongshi::notices {

struct Notice {
  std::string_view kind;  // "consultation.statement_refused"
  std::string_view subject_kind;
  std::int64_t subject = 0;
  std::string link{};  // path within the site
  /// An argument named "@reason" holds the key of a message: that message, in the reader's language, is said as {reason}.
  std::map<std::string, std::string> args{};
  /// They are to do something by a day: it leaves by text message and work chat too, others by mail alone.
  bool calls = false;
};

void tell(Context& context, db::WriteTx& tx, const std::vector<PersonId>& recipients, const Notice& notice);

/// What a stored notice says in the context's language; `args` as stored.
std::string words_of(const Context& context, std::string_view kind, std::string_view args);

/// The beginning of a long text on one line, for an argument.
std::string excerpt(std::string_view text);

struct InboxItem {
  std::int64_t id = 0;
  std::string kind;
  std::string text;
  std::optional<std::string> link;
  Timestamp at;
  bool read = false;
};
BOOST_DESCRIBE_STRUCT(InboxItem, (), (id, kind, text, link, at, read))

std::int64_t unread(db::ReadTx& tx, PersonId person);

/// They saw the subject itself: its notices count as read, and none leaves any more.
void mark_read(Context& context, db::WriteTx& tx, PersonId person, std::string_view subject_kind, std::int64_t subject);

/// All notices of a person whose account ends.
void forget(db::WriteTx& tx, PersonId person);

}  // namespace gongshi::notices
