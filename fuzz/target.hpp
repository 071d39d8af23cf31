// What every fuzz target shares: the entry point's shape and a check that both libFuzzer and the replay see as a crash.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace gongshi::fuzz {

/// Something that must hold for any input; `what` says it in words.
inline void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

/// The bytes after the first, and the first as a choice: how much of the rest arrives in the first piece, out of 256.
struct Pieces {
  std::string_view all;
  std::string_view first;
  std::string_view second;
};

inline Pieces in_two(std::string_view input) {
  if (input.empty()) return {};
  const std::string_view all = input.substr(1);
  const std::size_t at = all.size() * static_cast<unsigned char>(input.front()) / 256;
  return {all, all.substr(0, at), all.substr(at)};
}

}  // namespace gongshi::fuzz

namespace gongshi::fuzz {
/// Defined by each target.
void run(std::string_view input);
}  // namespace gongshi::fuzz

extern "C" inline __attribute__((used)) int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  gongshi::fuzz::run({reinterpret_cast<const char*>(data), size});
  return 0;
}
