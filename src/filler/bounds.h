#pragma once
// Що перевірки CHECK кажуть про один стовпець: межі, перелік, довжина, зразок. Звужений кодек одразу дає
// дозволені значення, тож рядки майже не доводиться відкидати.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "filler/condition.h"

namespace techmarket::filler {

struct Limit {
  std::string value;
  bool open = false;  ///< сама межа не дозволена
};

struct Bounds {
  std::optional<Limit> least = {}, most = {};
  std::vector<std::string> allowed = {};         ///< порожньо — будь-які
  std::uint64_t min_length = 0, max_length = 0;  ///< 0 — без межі
  std::optional<std::string> pattern = {};
  bool upper = false, lower = false;
  bool required = false;  ///< IS NOT NULL
  /// Найбільше ціле, яке вміщають стовпці, що посилаються на цей; звичайний вибір воно не звужує.
  std::int64_t largest = INT64_MAX;

  bool empty() const {
    return !least && !most && allowed.empty() && min_length == 0 && max_length == 0 && !pattern && !upper &&
           !lower;
  }
};

/// Додає до bounds[стовпець] усе, що вираз каже про окремі стовпці. Решту перевіряє сам Condition.
void narrow(const Condition& condition, std::vector<Bounds>& bounds);

/// Додає до into усе, чого вимагає other.
void merge(Bounds& into, const Bounds& other);

/// Межа як ціле число одиниць 10^-scale: найменше (для least) чи найбільше (для most) дозволене.
std::optional<std::int64_t> lowest(const Limit& limit, int scale);
std::optional<std::int64_t> highest(const Limit& limit, int scale);

}  // namespace techmarket::filler
