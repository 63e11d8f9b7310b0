#pragma once
// Ідентифікатори рядків однієї сутності. UUID обчислюється з номера рядка, тож чужий ідентифікатор ніколи не
// шукають.
//
// UUID версії 4 має 122 вільні біти. Старші bits із них — номер рядка, перемішаний бієкцією з ключем від
// зерна, решта — випадкові. Звідси дві властивості, яких немає в незалежних випадкових чисел:
//   - повтор неможливий за побудовою;
//   - рядки можна видати одразу впорядкованими за ключем, нічого не сортуючи: ранг → номер рядка (row_at).
// Таблиця InnoDB упорядкована за первинним ключем, і впорядковані рядки вона приймає швидше (docs/world.md).

#include <cstdint>
#include <string_view>

#include "base/random.h"
#include "base/uuid.h"

namespace techmarket::rows {

enum class UuidVersion { v4, v7 };

class IdSpace {
 public:
  /// @param rows кількість номерів рядків: 0 … rows − 1, щонайбільше 2^47.
  IdSpace(Seed seed, std::string_view entity, std::uint64_t rows, UuidVersion version);

  /// @param unix_ms мілісекунди події рядка; важать лише для v7.
  Uuid id(std::uint64_t row, std::int64_t unix_ms) const {
    const std::uint64_t high = random_.at(row, 0), low = random_.at(row, 1);
    if (version_ == UuidVersion::v7) return uuid_v7(unix_ms, high, low);
    return uuid_v4((rank(row) << (64 - bits_)) | (high >> bits_), low);
  }

  std::uint64_t rows() const { return rows_; }
  UuidVersion version() const { return version_; }

  /// Рангів більше, ніж рядків (степінь двійки): рангові без рядка відповідає номер ≥ rows().
  std::uint64_t ranks() const { return std::uint64_t{1} << bits_; }

  /// Бієкція [0, ranks) → [0, ranks): множення на непарне і зсув — оборотні за модулем 2^bits.
  std::uint64_t rank(std::uint64_t row) const {
    row ^= offset_;
    for (const std::uint64_t factor : factors_) {
      row = (row * factor) & mask_;
      row ^= row >> shift_;
    }
    return row;
  }
  /// Обернена до rank().
  std::uint64_t row_at(std::uint64_t rank) const {
    for (int i = kRounds - 1; i >= 0; --i) {
      rank ^= rank >> shift_;  // shift_ ≥ bits_ / 2, тож зсув обернений сам до себе
      rank = (rank * inverses_[i]) & mask_;
    }
    return rank ^ offset_;
  }

 private:
  static constexpr int kRounds = 3;
  RandomStream random_;
  std::uint64_t rows_;
  int bits_, shift_;
  std::uint64_t mask_, offset_;
  std::uint64_t factors_[kRounds], inverses_[kRounds];
  UuidVersion version_;
};

}  // namespace techmarket::rows
