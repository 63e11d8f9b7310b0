#pragma once
// Таблиці світу, готові видавати рядки: по функції на сервіс.

#include <vector>

#include "rows/table_source.h"
#include "world/world.h"

namespace techmarket::world {

/// Усі таблиці світу в порядку завантаження. World має жити довше.
std::vector<rows::TableSource> world_tables(const World& world, rows::RowOrder order);

std::vector<rows::TableSource> catalog_tables(const World& world, rows::RowOrder order);
std::vector<rows::TableSource> orders_tables(const World& world, rows::RowOrder order);
std::vector<rows::TableSource> auth_tables(const World& world, rows::RowOrder order);
std::vector<rows::TableSource> payments_tables(const World& world, rows::RowOrder order);

}  // namespace techmarket::world
