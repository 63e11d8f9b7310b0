#include "rows/id_space.h"

#include <algorithm>
#include <bit>

namespace techmarket::rows {
namespace {

/// Обернене до непарного числа за модулем 2^64: метод Ньютона подвоює кількість правильних бітів за крок.
std::uint64_t inverse_of(std::uint64_t odd) {
  std::uint64_t inverse = odd;  // правильні три молодші біти
  for (int i = 0; i < 5; ++i) inverse *= 2 - odd * inverse;
  return inverse;
}

}  // namespace

IdSpace::IdSpace(Seed seed, std::string_view entity, std::uint64_t rows, UuidVersion version)
    : random_(seed, entity),
      rows_(rows),
      bits_(std::max(1, static_cast<int>(std::bit_width(std::max<std::uint64_t>(rows, 1) - 1)))),
      shift_((bits_ + 1) / 2),
      mask_((std::uint64_t{1} << bits_) - 1),
      offset_(random_.at(UINT64_MAX, 0) & mask_),
      version_(version) {
  for (int i = 0; i < kRounds; ++i) {
    factors_[i] = random_.at(UINT64_MAX, static_cast<std::uint64_t>(i) + 1) | 1;
    inverses_[i] = inverse_of(factors_[i]);
  }
}

}  // namespace techmarket::rows
