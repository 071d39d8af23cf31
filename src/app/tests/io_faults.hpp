// Makes the system fail: the n-th call of this process that reads, writes, syncs or opens a file under one folder gives an error. The calls are
// taken over when the test program is linked, so that SQLite and our own code are met alike.
#pragma once

#include <cstdint>
#include <string>

namespace gongshi::app::test {

class IoFaults {
 public:
  /// `error` is an errno. ENOSPC comes from calls that need room only. Call 1 is the next.
  static void arm(const std::string& folder, std::int64_t call, int error);
  /// Whether the call was reached, and failed.
  static bool disarm();
  /// The name of what failed.
  static std::string what();
};

}  // namespace gongshi::app::test
