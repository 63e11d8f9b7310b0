#pragma once
// `techmarket simulate`: світ у чотирьох базах живе далі, день за днем, рівно один раз кожен.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/progress.h"
#include "config/catalogue.h"
#include "datagen/binding.h"
#include "datagen/simulate/activity.h"
#include "datagen/simulate/conditions.h"

namespace techmarket::datagen {

struct SimulateOptions {
  std::optional<std::uint32_t> days;  ///< ще стільки днів
  std::optional<Date> until;          ///< або до початку цього дня
  Conditions conditions;
  bool dry_run = false;
  ProgressStyle progress = ProgressStyle::silent;
};

struct SimulateReport {
  Parameters world;
  Conditions conditions;
  Date from, until;      ///< прожито дні [from, until)
  bool resumed = false;  ///< завершено перерваний запуск
  Activity activity;
  double seconds = 0;

  std::uint32_t days() const { return static_cast<std::uint32_t>(until.days - from.days); }
};

/// Перервана команда, запущена ще раз, закінчує ті самі дні. Помилка usage, якщо базу наповнив не generate
/// або перерваний запуск мав інші параметри; interrupted між днями, якщо попросили зупинитися.
Result<SimulateReport> simulate(const config::Catalogue& catalogue, const Schemas& schemas,
                                const SimulateOptions& options);

}  // namespace techmarket::datagen
