// What crosses the wire about threads, and nothing else.
#pragma once

#include <array>

#include "modules/discussion/model.hpp"
#include "platform/json/codec.hpp"

namespace gongshi::discussion {

inline constexpr std::int64_t kPostLength = 1000;  // code points

struct ReadThread {
  std::string kind;
  std::int64_t subject = 0;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ReadThread, (), (kind, subject, cursor))

struct Post {
  PostId id;
  std::string author_name;
  std::optional<std::string> sector_name;
  std::string text;
  Timestamp at;
  std::optional<PostId> reply_to;
  State state = State::pending;
  bool mine = false;
  std::int64_t replies = 0;
};
BOOST_DESCRIBE_STRUCT(Post, (), (id, author_name, sector_name, text, at, reply_to, state, mine, replies))

/// Newest openings first, each followed by its replies in the order they were written. `total` counts what everybody sees.
struct Thread {
  std::vector<Post> items;
  std::optional<std::string> next;
  std::int64_t total = 0;
  MayPost may_post = MayPost::not_open;
};
BOOST_DESCRIBE_STRUCT(Thread, (), (items, next, total, may_post))

struct WritePost {
  std::string kind;
  std::int64_t subject = 0;
  std::string text;
  std::optional<PostId> reply_to;
};
BOOST_DESCRIBE_STRUCT(WritePost, (), (kind, subject, text, reply_to))
constexpr auto limits(const WritePost*) { return std::array{json::Limit{"text", 1, kPostLength}}; }

}  // namespace gongshi::discussion
