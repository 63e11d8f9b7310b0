#pragma once
// Звідки кожен стовпець сховища: `techmarket etl lineage`. Усе — з опису зірки.

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace techmarket::warehouse {

struct Lineage {
  std::string column;              ///< «fact_sales.revenue»
  std::string_view type, history;  ///< history порожня, якщо старих значень не буває
  std::vector<std::string> sources;  ///< «orders-db.order_items.quantity»; порожньо — стовпець не з джерел
  std::string how;  ///< «quantity × unit_price»
};

/// Походження стовпців у порядку таблиць.
/// @param name таблиця, стовпець чи «таблиця.стовпець»; порожньо — усі. Незнайоме ім'я — usage.
Result<std::vector<Lineage>> lineage(std::string_view name);

}  // namespace techmarket::warehouse
