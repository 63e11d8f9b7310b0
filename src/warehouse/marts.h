#pragma once
// Вітрини: підсумки фактів, готові для звітів. Тут лише опис — зернистість, міри і звідки вони; SQL
// виводиться з нього (publish_marts.h). Нова вітрина — таблиця в docs/db/dwh_postgres.dbml і рядки в
// marts.cc.

#include <string_view>
#include <vector>

#include "warehouse/star.h"

namespace techmarket::warehouse {

/// Чим є стовпець вітрини.
enum class MartPart {
  grain,  ///< частина ключа (зернистість): вираз над фактом f і приєднаними вимірами
  sum,    ///< сума виразу над фактами рядка
  orders,  ///< кількість замовлень; лише там, де замовлення цілком належить одному рядкові
  derived  ///< вираз над іншими мірами рядка
};

struct MartColumn : Column {
  MartPart part;
  std::string_view sql = {};  ///< вираз; в orders порожній
};

struct Mart {
  std::string_view table;  ///< mart_sales_daily
  std::string_view joins;  ///< виміри, з яких беруться вирази ключа; порожньо — досить факту
  std::vector<MartColumn> columns;  ///< у порядку DBML; ключ перший
};

/// Міра, яка в непорожньому рядку додатна: скільки в ньому фактів. Є в кожній вітрині.
inline constexpr std::string_view kMartItems = "items";

const std::vector<Mart>& marts();

}  // namespace techmarket::warehouse
