#pragma once
// Наскільки сховище відстає від джерел. Журнал джерела каже точно, чи є в ньому щось новіше за прочитане;
// скільки часу минуло, каже час останнього вдалого запуску: давнішого за нього сховище не бачить.

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "config/catalogue.h"
#include "db/binlog/position.h"
#include "db/mysql/connection.h"
#include "db/postgres/connection.h"

namespace techmarket::warehouse {

struct SourceLag {
  std::string service;
  std::optional<db::binlog::LogPosition> read_to;  ///< порожньо — запуск порівнював усе
  std::optional<db::binlog::LogPosition> log_end;  ///< порожньо — журналу немає або права на нього
  /// Секунд, не більше: 0 — нового немає. Порожньо — вдалого запуску ще не було або джерело не відповіло.
  std::optional<double> behind;
  std::string problem = {};  ///< чому джерела не спитано
};

/// Де закінчується журнал джерела; порожньо — журналу немає або немає права його бачити.
/// Помилки: retryable — сервер не відповідає.
Result<std::optional<db::binlog::LogPosition>> log_end(db::mysql::Connection& source);

/// Кожне джерело сховища. Джерело, що не відповідає, — не помилка: про нього каже problem.
Result<std::vector<SourceLag>> source_lags(const config::Catalogue& catalogue,
                                           db::postgres::Connection& warehouse);

}  // namespace techmarket::warehouse
