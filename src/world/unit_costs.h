#pragma once
// Собівартість рядків, записаних до того, як order_items дістали unit_cost, — за `techmarket schema migrate`.
// Доки її немає, сховище бере сьогоднішню products.cost, тож зміна каталогу переписувала б минуле.

#include <cstdint>

#include "base/error.h"
#include "config/catalogue.h"

namespace techmarket::world {

/// Скільки рядків замовлень не мають собівартості: усі, якщо самого стовпця ще немає. Нуль, якщо серед баз
/// каталогу немає таких таблиць.
Result<std::int64_t> missing_unit_costs(const config::Catalogue& catalogue);

/// Дає їм чинну собівартість їхніх товарів; рядки невідомих товарів лишаються без неї. По товару за раз, тож
/// перерване доводить до кінця та сама команда. @return скільки рядків її дістали; retryable, якщо базу пише
/// generate чи simulate.
Result<std::int64_t> fill_unit_costs(const config::Catalogue& catalogue);

}  // namespace techmarket::world
