#pragma once
// `techmarket simulate`: світ у чотирьох базах живе далі, день за днем, рівно один раз кожен.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/progress.h"
#include "config/catalogue.h"
#include "rows/table_binding.h"
#include "world/simulate/activity.h"
#include "world/simulate/conditions.h"
#include "world/simulate/latency.h"

namespace techmarket::world {

struct SimulateReport {
  Parameters world;
  Conditions conditions;
  Date from, until;      ///< прожито дні [from, until)
  bool resumed = false;  ///< завершено перерваний запуск
  bool interrupted = false;  ///< зупинено між подіями; та сама команда закінчить
  SimulatedActivity activity;
  /// Лише з rate: час транзакцій, справжня частота замовлень і найбільше відставання від розкладу, секунд.
  std::map<std::string_view, Percentiles> latencies;
  double orders_per_second = 0, behind = 0;
  double seconds = 0;

  std::uint32_t days() const { return static_cast<std::uint32_t>(until.days - from.days); }
};

struct SimulateOptions {
  std::optional<std::uint32_t> days;  ///< ще стільки днів
  std::optional<Date> until;          ///< або до початку цього дня
  Conditions conditions;
  std::optional<double> rate;  ///< нових замовлень за секунду: події замовлень — окремими транзакціями
  bool dry_run = false;
  /// Показує звіт людині; аж потім запуск вважається закінченим. Відмова лишає його незакінченим.
  std::function<Status(const SimulateReport&)> announce = {};
  ProgressStyle progress = ProgressStyle::silent;
};

/// Перервана команда, запущена ще раз, закінчує ті самі дні. Помилка usage, якщо базу наповнив не generate
/// або перерваний запуск мав інші параметри.
Result<SimulateReport> simulate(const config::Catalogue& catalogue, const rows::Schemas& schemas,
                                const SimulateOptions& options);

}  // namespace techmarket::world
