#pragma once
// Факт і його запис для COPY. Двійковий формат сервер приймає майже вдвічі швидше (uuid і numeric не
// розбираються з тексту), але він вимагає точних типів; якщо схема має інші, пишеться текст.

#include <string>
#include <string_view>

#include "base/calendar.h"
#include "base/money.h"
#include "base/uuid.h"
#include "db/postgres/connection.h"

namespace techmarket::warehouse {

struct Fact {
  Uuid order_id, order_item_id;
  DateKey date;
  std::int32_t product = 0, customer = 0, employee = 0, region = 0;  ///< сурогатні ключі
  std::int32_t quantity = 0;
  Money revenue, discount, cost;

  Money margin() const { return revenue - discount - cost; }
};

/// Стовпці в порядку, в якому їх пишуть encode_*.
inline constexpr std::string_view kFactColumns =
    "order_id, order_item_id, date_key, product_key, customer_key, employee_key, region_key, quantity, "
    "revenue, "
    "discount_amount, cost, margin";

enum class CopyFormat { text, binary };

/// binary, якщо типи стовпців fact_sales саме ті, які пише encode_binary().
Result<CopyFormat> fact_format(db::postgres::Connection& warehouse);

/// Початок і кінець потоку COPY у цьому форматі.
std::string_view copy_header(CopyFormat format);
std::string_view copy_trailer(CopyFormat format);

/// Дописує один факт.
void encode(const Fact& fact, CopyFormat format, std::string& out);

}  // namespace techmarket::warehouse
