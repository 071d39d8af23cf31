// The balanced list: no sector waits while another speaks twice, and who has spoken least comes first.
#include "modules/meetings/order.hpp"

#include <gtest/gtest.h>

namespace gongshi::meetings {
namespace {

struct Case {
  const char* name;
  std::vector<Candidate> candidates;
  std::vector<SectorSpoken> so_far;
  std::vector<std::int64_t> order;
};

TEST(Order, Balanced) {
  const std::vector<Case> cases = {
      {"nobody", {}, {}, {}},
      {"sectors in turn, though one applied first three times", {{1, 10, 0, false, 1}, {2, 10, 0, false, 2}, {3, 10, 0, false, 3}, {4, 20, 0, false, 4}, {5, 30, 0, false, 5}}, {}, {1, 4, 5, 2, 3}},
      {"who has spoken least first within a sector", {{1, 10, 3, false, 1}, {2, 10, 0, false, 2}}, {}, {2, 1}},
      {"a reserved place before others of the same standing", {{1, 10, 0, false, 1}, {2, 10, 0, true, 2}}, {}, {2, 1}},
      {"a sector that has had the floor waits", {{1, 10, 0, false, 1}, {2, 20, 5, false, 2}}, {{10, 1}}, {2, 1}},
      {"then by when they applied", {{7, 0, 0, false, 5}, {8, 0, 0, false, 4}}, {}, {8, 7}},
      {"the same moment: by number", {{9, 1, 0, false, 5}, {8, 1, 0, false, 5}}, {}, {8, 9}},
  };
  for (const Case& one : cases) EXPECT_EQ(balanced(one.candidates, one.so_far), one.order) << one.name;
}

}  // namespace
}  // namespace gongshi::meetings
