#pragma once
// Чекання на поди: хто вже готовий, хто чекає і чому. Час приходить іззовні, тож рішення — чисті.

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "base/error.h"
#include "runtime/kubernetes/obstacles.h"

namespace techmarket::runtime::kubernetes {

/// StatefulSet сервісу в списку; порожній об'єкт, якщо його немає.
const nlohmann::json& statefulset_of(const nlohmann::json& observed, std::string_view service);

/// Чи под саме цієї версії опису готовий: те, на що чекає `kubectl rollout status`.
bool is_rolled_out(const nlohmann::json& statefulset);

/// Перешкода, що тримається, — вже не мить між двома станами.
class Patience {
 public:
  using Clock = std::chrono::steady_clock;
  explicit Patience(Clock::duration settled) : settled_(settled) {}

  /// @return помилка configuration з усіма перешкодами й порадами, якщо хоч одна тримається довше за settled
  /// і сама не
  ///   мине. Про ту, що може минути, раз попереджає журнал.
  Status look(const std::vector<Obstacle>& obstacles, Clock::time_point now);

 private:
  struct Seen {
    Clock::time_point since;
    bool told = false;
  };
  const Clock::duration settled_;
  std::map<std::string, Seen> seen_;
};

}  // namespace techmarket::runtime::kubernetes
