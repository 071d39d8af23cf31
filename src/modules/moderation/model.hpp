// One thing a person wrote, on its way to being read by others.
#pragma once

#include <optional>
#include <string>

#include "modules/moderation/api.hpp"

namespace gongshi::moderation {

using ItemId = Id<struct ItemTag>;
using WordId = Id<struct WordTag>;

/// A row of moderation_item. `reason` and `note` are those of the latest decision.
struct Item {
  ItemId id;
  Kind kind;
  std::int64_t subject = 0;
  assemblies::AssemblyId assembly;
  std::string place_kind;
  std::int64_t place = 0;
  std::string place_title;
  std::string place_link;
  PersonId author;
  std::string text;
  Timestamp at;
  State state = State::pending;
  std::optional<PersonId> reviewer;
  std::optional<Timestamp> reviewed_at;
  std::optional<Reason> reason;
  std::string note;
  std::string appeal;
  std::optional<Timestamp> appealed_at;
  std::optional<PersonId> second_reviewer;
  std::optional<Timestamp> second_reviewed_at;
};
BOOST_DESCRIBE_STRUCT(Item, (),
                      (id, kind, subject, assembly, place_kind, place, place_title, place_link, author, text, at, state, reviewer,
                       reviewed_at, reason, note, appeal, appealed_at, second_reviewer, second_reviewed_at))

}  // namespace gongshi::moderation
