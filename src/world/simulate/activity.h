#pragma once
// Підсумок прожитих днів: скільки чого сталося.

#include <array>
#include <cstdint>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "world/simulate/future.h"

namespace techmarket::world {

class SimulatedActivity {
 public:
  void add(const Future& future, const DayChanges& changes);

  /// Назва й кількість, у сталому порядку.
  std::vector<std::pair<std::string_view, std::uint64_t>> counts() const;
  /// Хиби за родами.
  const std::map<std::string_view, std::uint64_t>& defects() const { return defects_; }

 private:
  std::uint64_t customers_ = 0, addresses_ = 0, closures_ = 0, erased_ = 0, products_ = 0, prices_ = 0,
                discontinued_ = 0, exchanges_ = 0, hired_ = 0, left_ = 0, sessions_ = 0, late_ = 0,
                refunds_ = 0, orders_ = 0;
  std::array<std::uint64_t, 5> reached_{};  ///< скільки замовлень перейшло в кожен стан
  std::map<std::string_view, std::uint64_t> defects_;
};

}  // namespace techmarket::world
