// Prints the digest of every byte of the maps of the conversations in the repository. Built twice, for the baseline processor and for the one at
// hand; the two must print the same.
#include <cstdio>

#include "base/sha256.hpp"
#include "maths/tests/conversations.hpp"
#include "maths/tests/everything.hpp"

int main() {
  using namespace gongshi::maths;
  for (const char* name : {"vtaiwan.uberx", "brexit-consensus", "scoop-hivemind.biodiversity", "bg2050-volunteers", "15-per-hour-seattle"}) {
    const VoteMatrix votes = matrix_of(read_conversation(name), 2);
    const GroupTest test = test_groups(votes, {.threads = 2});
    const Analysis map = analyse(votes, nullptr, {.threads = 2}, &test);
    gongshi::Sha256 hash;
    hash.update(everything(votes, map));
    std::printf("%s %s %d\n", name, gongshi::to_hex(hash.finish()).c_str(), test.accepted_k);
  }
}
