#pragma once
// Повний запуск ETL: чотири бази → зірка. Одна транзакція PostgreSQL несе виміри, факти й рядок журналу,
// тому вбитий будь-де запуск не лишає сліду, а та сама команда завершує роботу з тим самим результатом.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/progress.h"
#include "config/catalogue.h"

namespace techmarket::warehouse {

/// auto вибирає спосіб сам; доки є лише повне завантаження, це full.
enum class Mode { automatic, full };

struct Options {
  Mode mode = Mode::automatic;
  bool dry_run = false;  ///< виконати все, але відкотити транзакцію
  bool allow_deletes = false;  ///< спорожніле джерело може спорожнити й сховище
  std::filesystem::path data_folder = {};  ///< дані сховища на цій машині; порожньо — воно деінде
  ProgressStyle progress = ProgressStyle::silent;
  /// Скільки замовлень тримати в пам'яті за один прохід рядками замовлень. Межа пам'яті, а не правильності.
  std::int64_t orders_per_pass = 6'000'000;
};

struct DimensionReport {
  std::string table;
  std::int64_t inserted = 0, updated = 0;
  std::int64_t dropped = 0;  ///< члени попереднього світу, яких більше немає (load_dimension.h)
  std::int64_t rows = 0;  ///< усього рядків у вимірі після запуску
};

struct Report {
  std::string mode;    ///< full
  std::string status;  ///< succeeded | dry-run
  double seconds = 0;
  std::vector<DimensionReport> dimensions;
  std::int64_t facts = 0;
  std::optional<std::string> watermark;  ///< найпізніше orders.updated_at; порожньо, якщо замовлень немає

  double rows_per_second() const { return seconds > 0 ? static_cast<double>(facts) / seconds : 0; }
};

/// Виконує запуск від початку до кінця.
/// Відмови: bad_input — стовпці не прив'язалися; check_failed — джерело спорожніло або дані в ньому зіпсовані
/// (перелік у повідомленні); retryable — інший запуск тримає замок, джерело ще завантажується, забракло диска
/// або сервер зник. Невдалий
/// запуск лишає в etl.runs рядок failed окремою транзакцією, якщо сховище живе.
Result<Report> run(const config::Catalogue& catalogue, const Options& options);

}  // namespace techmarket::warehouse
