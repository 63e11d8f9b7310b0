#pragma once
// Що користувач просить від запуску ETL.

#include <cstdint>
#include <filesystem>

#include "base/progress.h"

namespace techmarket::warehouse {

/// auto вибирає спосіб сам; full порівнює все.
enum class Mode { automatic, full };

struct Options {
  Mode mode = Mode::automatic;
  bool dry_run = false;  ///< скласти план і нічого не змінити
  /// Спорожніле джерело може спорожнити й сховище, а інший світ — заступити той, що там лежить.
  bool allow_deletes = false;
  std::filesystem::path data_folder = {};  ///< дані сховища на цій машині; порожньо — воно деінде
  ProgressStyle progress = ProgressStyle::silent;
  /// Скільки замовлень тримати в пам'яті за один прохід рядками замовлень. Межа пам'яті, а не правильності.
  std::int64_t orders_per_pass = 6'000'000;
};

}  // namespace techmarket::warehouse
