#pragma once
// Вибір за вагами. Усе в цілих числах: результат однаковий на будь-якій машині.

#include <cstdint>
#include <span>
#include <vector>

namespace techmarket {

/// Вибір за сталий час: псевдонімна таблиця (A. J. Walker, 1977; побудова M. D. Vose, 1991).
class AliasTable {
 public:
  AliasTable() = default;
  /// Ваги невід'ємні, сума додатна і менша за 2^63 / кількість.
  /// @param labels що повертати замість номерів 0, 1, 2…; порожньо — самі номери.
  explicit AliasTable(std::span<const std::uint64_t> weights, std::span<const std::uint32_t> labels = {});

  std::uint32_t pick(std::uint64_t random) const {
    __extension__ using Wide = unsigned __int128;
    const Wide product = static_cast<Wide>(random) * cells_.size();
    const Cell& cell = cells_[static_cast<std::size_t>(product >> 64)];
    // Індекс замість розгалуження: вгадати його процесор однаково не міг би.
    return cell.items[static_cast<std::uint64_t>(product) >= cell.threshold];
  }
  bool empty() const { return cells_.empty(); }

 private:
  struct Cell {
    std::uint64_t threshold = UINT64_MAX;
    std::uint32_t items[2] = {};  ///< власний і псевдонім
  };
  std::vector<Cell> cells_;
};

/// Ділить послідовність 0, 1, 2, … між елементами точно за вагами: у кожному блоці з W номерів елемент із
/// вагою w дістає рівно w, а місце в блоці перемішане ключем. Для кожного номера відомо, котрий він серед
/// номерів свого елемента, — тому повтори можна виключити за побудовою, нічого не пам'ятаючи.
class Apportionment {
 public:
  struct Share {
    std::uint32_t item = 0;
    std::uint64_t ordinal = 0;  ///< номер серед номерів цього елемента: 0, 1, 2…
  };

  Apportionment() = default;
  /// Ваги зводяться до цілих із сумою близько resolution; жодна додатна вага не зникає.
  explicit Apportionment(std::span<const std::uint64_t> weights, std::uint64_t resolution = 1000);

  Share at(std::uint64_t index, std::uint64_t key) const;
  std::uint64_t block() const { return slots_.size(); }

 private:
  struct Slot {
    std::uint32_t item = 0, copy = 0;
  };
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> widths_;
};

}  // namespace techmarket
