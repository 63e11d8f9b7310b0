#include "base/random.h"

#include <bit>

namespace techmarket {

std::uint64_t permute(std::uint64_t index, std::uint64_t size, std::uint64_t key) {
  if (size <= 1) return 0;
  // Найменша парна кількість бітів, що вміщає size; зайві значення проходять мережу ще раз.
  const int half = (static_cast<int>(std::bit_width(size - 1)) + 1) / 2;
  const std::uint64_t mask = (std::uint64_t{1} << half) - 1;
  constexpr std::uint64_t kRounds = 4;
  do {
    std::uint64_t left = index >> half, right = index & mask;
    for (std::uint64_t round = 0; round < kRounds; ++round) {
      const std::uint64_t next = left ^ (draw(key, right, round) & mask);
      left = right;
      right = next;
    }
    index = (left << half) | right;
  } while (index >= size);
  return index;
}

}  // namespace techmarket
