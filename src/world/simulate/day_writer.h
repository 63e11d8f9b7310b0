#pragma once
// Зміни одного дня в одній базі: вставляння, оновлення й видалення гуртом, однією транзакцією.

#include <cstdint>
#include <string_view>
#include <vector>

#include "db/mysql/connection.h"
#include "world/complete.h"
#include "world/simulate/checkpoint.h"
#include "world/simulate/future.h"

namespace techmarket::world {

/// Порядок запису дня. Спершу ті, на кого посилаються: товари, клієнти й замовлення, облікові записи, оплати
/// — тому посилання між базами не висить ні після дня, ні посеред нього.
inline constexpr std::string_view kServiceOrder[] = {"catalog-db", "orders-db", "auth-db", "payments-db"};

/// Що з дня писати: усе або все, крім замовлень та їхніх оплат, — їх тоді програють по одному (player.h).
enum class DayPart { whole, without_orders };

/// Чи має сервіс рядки, які програють по одному.
constexpr bool has_orders(std::string_view service) {
  return service == "orders-db" || service == "payments-db";
}

/// Пише день у базу, до якої під'єднано. Відмова fatal, якщо рядків, які треба змінити, у базі немає.
/// @param mark позначка дня; комітиться разом із ним.
Status write_day(db::mysql::Connection& connection, const Completions& completions, const Future& future,
                 const DayChanges& changes, SimulatedDay mark, DayPart part);

}  // namespace techmarket::world
