#pragma once
// Таблиця _techmarket_simulation: рядок на кожен прожитий день. Його пише та сама транзакція, що й зміни дня,
// тому день або є в базі цілком, або його немає зовсім. `generate` цю таблицю стирає.

#include <optional>
#include <span>
#include <vector>

#include "base/calendar.h"
#include "db/mysql/connection.h"
#include "world/load_state.h"
#include "world/simulate/conditions.h"

namespace techmarket::world {

/// Прожитий день разом із запуском, до якого він належить.
struct SimulatedDay {
  Date day;
  Conditions conditions;
  /// Перший і останній день незакінченого запуску: так перерваний знає, де мав закінчити. Закінчений їх
  /// стирає, тож таблиця не пам'ятає, скільки днів прожито за раз.
  std::optional<Date> run_first, run_last;
  /// Скільки подій дня вже програно по одній; порожньо — день прожито цілком.
  std::optional<std::uint64_t> played;
};

/// За зростанням дня; порожньо, якщо життя після generate ще не було.
Result<std::vector<SimulatedDay>> read_simulated_days(db::mysql::Connection& connection);

Status create_simulation_table(db::mysql::Connection& connection);
/// Усередині транзакції дня.
Status write_simulated_day(db::mysql::Connection& connection, const SimulatedDay& day);

/// Після кожної програної події, у її транзакції; порожньо — програно все. SQL одного оператора.
std::string played_sql(Date day, std::optional<std::uint64_t> events);

/// Запуск закінчено: стирає його межі.
Status forget_run(db::mysql::Connection& connection);

/// Світ, яким його пам'ятають чотири бази.
struct WorldState {
  Parameters parameters;
  std::string digest;
  /// Дні кожної бази в порядку з'єднань; після завершеного запуску однакові.
  std::vector<std::vector<SimulatedDay>> days;

  /// Найдовша з них: умови всіх днів і останній запуск.
  const std::vector<SimulatedDay>& longest() const;
  /// День, який котрась база почала і не закінчила програвати, вважається непрожитим.
  /// Скільки днів прожили всі бази.
  std::uint32_t finished_days() const;
  /// Перерваний запуск: його межі й умови.
  const SimulatedDay* begun() const;
  /// Кінець вікна разом із прожитими днями.
  Date until() const;
  History history() const;
};

/// Помилка usage, якщо базу наповнив не generate; retryable, якщо його перервано; fatal, якщо бази належать
/// різним світам.
Result<WorldState> read_world_state(std::span<db::mysql::Connection> connections);

}  // namespace techmarket::world
