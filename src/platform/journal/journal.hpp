// Everything done is one entry: who, in which capacity, what verb, on which object, when. Written in the transaction of the change. Only ids:
// an erasure of a person must not break it. A vote is not an entry.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "platform/operations/context.hpp"

namespace gongshi::journal {

struct Entry {
  std::string_view verb;          // "consultation.publish"
  std::string_view subject_kind;  // "consultation"
  std::int64_t subject = 0;
  ScopeId scope{};
  PersonId on_behalf_of{};  // assisted entry
  PersonId checked_by{};
  std::string detail{};  // JSON of ids and codes, or empty
};

void record(Context& context, db::WriteTx& tx, const Entry& entry);

}  // namespace gongshi::journal
