// A chunked body: the same bytes and the same end however they arrive, and never more than the limit.
#include "platform/http/framing.hpp"
#include "target.hpp"

void gongshi::fuzz::run(std::string_view input) {
  constexpr std::size_t kLimit = 2048;
  const Pieces pieces = in_two(input);
  std::string whole;
  http::ChunkedDecoder once;
  const auto taken = once.feed(pieces.all, whole, kLimit);
  require(whole.size() <= kLimit, "a body stays within its limit");
  std::string joined;
  http::ChunkedDecoder twice;
  auto first = twice.feed(pieces.first, joined, kLimit);
  if (first && !twice.done()) {
    const auto second = twice.feed(pieces.second, joined, kLimit);
    if (second) {
      *first += *second;
    } else {
      first = second;
    }
  }
  require(first.has_value() == taken.has_value(), "two pieces are taken or refused like the whole");
  if (!taken) return;
  require(*first == *taken && joined == whole && twice.done() == once.done(), "two pieces give the same body");
  require(once.done() || *taken == pieces.all.size(), "what is not the end is taken whole");
}
