// Matters of the demonstration city, each somewhere on its way.
#pragma once

#include <span>

#include "modules/handling/wire.hpp"

namespace gongshi::handling {

struct DemoMatter {
  assemblies::AssemblyId assembly;
  std::string_view kind;
  std::int64_t subject = 0;
  std::string title;
  std::string link;
  ItemState state = ItemState::to_assign;
  Timestamp opened_at;
  assemblies::BodyId channel;  // none: the assembly's own office assigns it
  assemblies::BodyId unit;  // which handles it alone, from when it is assigned
  TaskState task = TaskState::to_sign;
  Timestamp assigned_at;
  Outcome outcome = Outcome::planned;
  std::string reply;
  std::size_t suggestions = 0;  // all adopted but the last, which is in part
  std::string category;
  std::vector<std::pair<std::string, Timestamp>> promises;
  std::vector<std::pair<std::int64_t, Satisfaction>> ratings;
  std::vector<std::pair<PersonId, std::string>> messages;  // from who asked, a day apart; of nobody: from the unit
};
void load_demo(Context& context, db::WriteTx& tx, std::span<const DemoMatter> matters);

}  // namespace gongshi::handling
