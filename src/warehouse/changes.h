#pragma once
// Де дивитися: ключі рядків замовлень, що змінилися від останнього запуску. Їх називає двійковий журнал
// сервера; самі рядки читаються зі знімка. Якщо журнал чогось не каже, порівнюється все: пропустити не можна.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/uuid.h"
#include "db/binlog/position.h"
#include "db/binlog/watched_table.h"
#include "db/mysql/connection.h"
#include "db/postgres/connection.h"

namespace techmarket::warehouse {

/// Ключі без повторів.
struct ChangedKeys {
  std::vector<Uuid> orders;  ///< змінені замовлення й ті, чиї рядки змінилися: і нинішні, і колишні
  std::vector<Uuid> items;  ///< змінені, додані й вилучені рядки замовлень
  std::vector<Uuid> customers;  ///< змінені клієнти й покупці з orders
};

/// Що каже журнал.
struct Changes {
  /// Порожньо — порівняти все.
  std::optional<ChangedKeys> keys;
  std::string why_all;  ///< чому порівнюється все; порожньо, якщо журнал вимкнено
  /// Звідки читати наступного разу; порожньо, якщо журналу немає чи його не можна читати.
  std::optional<db::binlog::Checkpoint> checkpoint;
};

/// Більшу зміну дешевше порівняти цілком, та й пам'ять має межу.
inline constexpr std::size_t kMostChangedKeys = 200'000;

/// Таблиці служби, з яких виходить сховище, за ключем id.
std::vector<db::binlog::WatchedTable> logged_tables(std::string_view service);

/// Місце знімка разом із тим, чий це журнал; порожньо — журналу немає або його не можна читати.
/// Помилки: retryable — сервер зник; interrupted.
Result<std::optional<db::binlog::Checkpoint>> checkpoint_of(
    db::mysql::Connection& source, const std::optional<db::binlog::LogPosition>& position);

/// @param orders з'єднання зі знімком, чиє місце в журналі — position
/// @param since де спинився попередній запуск; порожньо — ще не починали
/// @param warehouse звідси — замовлення, яким змінені рядки належали досі: вилученого чи перенесеного рядка в
/// них уже немає Помилки: retryable — сервер зник; interrupted.
Result<Changes> find_changes(db::mysql::Connection& orders,
                             const std::optional<db::binlog::LogPosition>& position,
                             const std::optional<db::binlog::Checkpoint>& since,
                             db::postgres::Connection& warehouse);

/// Кличе use("'…','…'") для переліків, яких вистачить на всі ключі; кожен не довший за один запит.
Status for_each_list(const std::vector<Uuid>& keys, const std::function<Status(const std::string&)>& use);

}  // namespace techmarket::warehouse
