#pragma once
// Запуск ETL: джерела → зірка. Спершу все читається й рахується, різниця складається в тимчасових таблицях;
// далі одна коротка транзакція PostgreSQL несе виміри, факти й рядок журналу. Тому вбитий будь-де запуск
// нічого не змінює, а та сама команда завершує роботу з тим самим результатом.

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "config/catalogue.h"
#include "warehouse/options.h"
#include "warehouse/plan_dimension.h"
#include "warehouse/publish_facts.h"
#include "warehouse/publish_marts.h"

namespace techmarket::warehouse {

struct Report {
  std::string mode;    ///< first | full | incremental
  std::string status;  ///< succeeded | dry-run
  double seconds = 0;
  std::vector<DimensionReport> dimensions;
  FactReport facts;
  std::vector<MartReport> marts;  ///< порожньо, якщо нічого не писали (dry-run)
  std::optional<std::string> watermark;  ///< найпізніше orders.updated_at; порожньо, якщо замовлень немає

  double rows_per_second() const { return seconds > 0 ? static_cast<double>(facts.read) / seconds : 0; }
};

/// Виконує запуск від початку до кінця.
/// Відмови: bad_input — стовпці не прив'язалися; check_failed — джерело спорожніло, належить іншому світові
/// або дані в ньому зіпсовані (перелік у повідомленні); retryable — інший запуск тримає замок, джерело ще
/// завантажується, забракло диска або сервер зник. Невдалий запуск лишає в etl.runs рядок failed, якщо
/// сховище живе.
Result<Report> run(const config::Catalogue& catalogue, const Options& options);

}  // namespace techmarket::warehouse
