// Frames of a WebSocket: the same messages, the same farewell and the same end however their bytes arrive.
#include "platform/http/web_socket.hpp"
#include "target.hpp"

void gongshi::fuzz::run(std::string_view input) {
  const Pieces pieces = in_two(input);
  http::WebSocket once({});
  std::string whole;
  const bool open = once.receive(pieces.all, whole);
  const std::string said = once.take();
  require(whole.size() <= pieces.all.size(), "messages hold no more than came");
  http::WebSocket twice({});
  std::string joined;
  bool still_open = twice.receive(pieces.first, joined);
  std::string said_twice = twice.take();
  if (still_open) {
    still_open = twice.receive(pieces.second, joined);
    said_twice += twice.take();
  }
  require(still_open == open, "two pieces end it or not like the whole");
  require(joined == whole, "two pieces hold the same messages");
  require(said_twice == said, "two pieces are answered the same");
}
