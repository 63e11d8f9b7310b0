#pragma once
// Сурогатні ключі за природними: хеш-таблиці в пам'яті. Виміри вміщаються цілком, замовлення — частинами.

#include <map>
#include <string_view>

#include <tsl/robin_map.h>

#include "db/postgres/connection.h"
#include "warehouse/fact.h"

namespace techmarket::warehouse {

using KeyMap = tsl::robin_map<Uuid, SurrogateKey>;

struct ProductKey {
  SurrogateKey key = 0;
  Money cost;
};

struct DimensionKeys {
  std::map<std::string_view, KeyMap> members;  ///< за виміром: ті, на які факт посилається через замовлення
  tsl::robin_map<Uuid, ProductKey> products;
};

/// Читає ключі з тимчасових таблиць вимірів: лише ті члени, що є в джерелі зараз.
Result<DimensionKeys> read_keys(db::postgres::Connection& warehouse);

}  // namespace techmarket::warehouse
