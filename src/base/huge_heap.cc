#include "base/huge_heap.h"

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <cstdint>
#include <cstdlib>

namespace techmarket {

void expect_allocations(std::size_t bytes) {
#ifdef __GLIBC__
  constexpr std::size_t kHugePage = std::size_t{2} << 20, kMost = std::size_t{8} << 30;
  bytes = std::min(bytes, kMost);
  // Усе має виділятися з однієї купи й не повертатися ядру посеред роботи.
  mallopt(M_MMAP_THRESHOLD, INT_MAX);
  mallopt(M_TRIM_THRESHOLD, INT_MAX);
  mallopt(M_ARENA_MAX, 1);  // інші потоки — теж з неї
  const auto begin = reinterpret_cast<std::uintptr_t>(::sbrk(0));
  void* volatile grown = std::malloc(bytes);  // volatile: інакше компілятор вилучить пару malloc і free
  std::free(grown);  // купа виросла й такою лишається, а сторінок ще ніхто не торкався
  const auto end = reinterpret_cast<std::uintptr_t>(::sbrk(0));
  const auto first = (begin + kHugePage - 1) / kHugePage * kHugePage;
  if (first < end) ::madvise(reinterpret_cast<void*>(first), end - first, MADV_HUGEPAGE);
#else
  static_cast<void>(bytes);
#endif
}

}  // namespace techmarket
