#pragma once
// Порушена обіцянка кінчає програму: libFuzzer збереже вхід, а повтор назве зміну, яка до цього довела.

#include <cstdlib>
#include <string_view>

#include <fmt/format.h>

namespace techmarket::fuzz {

inline void check(bool holds, std::string_view promise, std::string_view details = {}) {
  if (holds) return;
  fmt::print(stderr, "broken promise: {}\n{}\n", promise, details);
  std::abort();
}

}  // namespace techmarket::fuzz
