#include "maths/parallel.hpp"

#include <cstdlib>
#include <new>

#include <sys/mman.h>

namespace gongshi::maths {

void* allocate_large(std::size_t bytes) {
  constexpr std::size_t kPage = 2 << 20;
  const std::size_t whole = (bytes + kPage - 1) / kPage * kPage;
  void* const memory = std::aligned_alloc(kPage, whole);
  if (memory == nullptr) throw std::bad_alloc();
  ::madvise(memory, whole, MADV_HUGEPAGE);  // a wish
  return memory;
}

void free_large(void* memory) { std::free(memory); }

}  // namespace gongshi::maths
