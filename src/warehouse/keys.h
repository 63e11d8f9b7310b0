#pragma once
// Сурогатні ключі за природними: хеш-таблиці в пам'яті. Виміри вміщаються цілком, замовлення — частинами.

#include <cstdint>

#include <tsl/robin_map.h>

#include "base/calendar.h"
#include "base/money.h"
#include "base/uuid.h"
#include "db/postgres/connection.h"
#include "warehouse/star.h"

namespace techmarket::warehouse {

using SurrogateKey = std::int32_t;
using KeyMap = tsl::robin_map<Uuid, SurrogateKey>;

struct ProductKey {
  SurrogateKey key = 0;
  Money cost;
};

struct DimensionKeys {
  KeyMap regions, customers, employees;
  tsl::robin_map<Uuid, ProductKey> products;
};

/// Читає ключі з тимчасових таблиць вимірів: лише ті члени, що є в джерелі зараз.
Result<DimensionKeys> read_keys(db::postgres::Connection& warehouse);

/// Що факт бере із замовлення.
struct OrderKeys {
  SurrogateKey customer = 0, employee = 0, region = 0;
  DateKey date;  ///< 0 — замовлення ще не продаж (new, cancelled)

  bool sold() const { return date.value != 0; }
};

using OrderMap = tsl::robin_map<Uuid, OrderKeys>;

}  // namespace techmarket::warehouse
