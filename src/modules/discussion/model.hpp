// What people say to each other under a subject.
#pragma once

#include <optional>
#include <string>

#include "modules/discussion/api.hpp"

namespace gongshi::discussion {

/// The post's own side of moderation: who waits or was refused is the author's and the moderators' business alone.
enum class State { pending, approved, refused };
BOOST_DESCRIBE_ENUM(State, pending, approved, refused)

/// A row of discussion_post. A reply belongs to the opening at the head of its branch; an opening belongs to itself.
struct StoredPost {
  PostId id;
  std::string kind;
  std::int64_t subject = 0;
  PostId opening;
  std::optional<PostId> reply_to;
  assemblies::AssemblyId assembly;
  PersonId author;
  std::string text;
  State state = State::pending;
  Timestamp at;
};
BOOST_DESCRIBE_STRUCT(StoredPost, (), (id, kind, subject, opening, reply_to, assembly, author, text, state, at))

}  // namespace gongshi::discussion
