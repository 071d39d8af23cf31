// The row, and what more than one use case needs of it.
#pragma once

#include <map>

#include "modules/handover/workflow.hpp"

namespace gongshi::handover {

/// A row of handover_item.
struct Item {
  HandoverId id;
  std::string kind;
  std::int64_t subject = 0;
  std::int64_t point = 0;
  std::string point_text;
  std::string title;
  std::string link;
  assemblies::AssemblyId from;
  assemblies::AssemblyId to;
  std::string note;
  State state = State::handed_up;
  Timestamp state_since;
  std::optional<Reason> reason;
  std::string reply;
  std::string answer;
  Timestamp handed_at;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Item, (), (id, kind, subject, point, point_text, title, link, from, to, note, state, state_since, reason, reply, answer, handed_at, version))

/// Who hands up acts for the one assembly, who receives for the other.
bool may(const Actor& actor, const Item& item, std::string_view permission);
/// Error 404 where it is absent or neither of the two is the actor's.
Result<Item> find(Context& context, db::ReadTx& tx, HandoverId id);

/// The kinds that modules have registered.
struct Subjects {
  std::map<std::string, SubjectHooks, std::less<>> by_kind;
};
/// Error 404 for an unknown kind.
Result<const SubjectHooks*> hooks_of(Context& context, const std::string& kind);

}  // namespace gongshi::handover
