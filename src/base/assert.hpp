// A broken assumption is a bug: it aborts in tests; in production it throws to the request boundary, since a live hall must not fall for one
// request. Always on.
#pragma once

#include <stdexcept>
#include <string>

namespace gongshi {

struct BrokenAssumption : std::logic_error {
  using std::logic_error::logic_error;
};

/// Tests set this so that a broken assumption stops the run at its place.
inline bool abort_on_broken_assumption = false;

[[noreturn]] inline void broken_assumption(const char* condition, const char* file, int line) {
  if (abort_on_broken_assumption) {
    __builtin_trap();
  }
  throw BrokenAssumption(std::string(file) + ":" + std::to_string(line) + ": " + condition);
}

}  // namespace gongshi

#define GONGSHI_ASSERT(condition) \
  ((condition) ? static_cast<void>(0) : ::gongshi::broken_assumption(#condition, __FILE__, __LINE__))
