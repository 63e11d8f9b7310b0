#pragma once
// Сурогатні ключі за природними: хеш-таблиці в пам'яті. Виміри вміщаються цілком, замовлення — частинами.

#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include <tsl/robin_map.h>

#include "base/calendar.h"
#include "db/postgres/connection.h"
#include "warehouse/fact.h"

namespace techmarket::warehouse {

/// Ключі версій членів одного виміру. Майже кожен член має одну версію, тож решта лежить окремо.
class MemberKeys {
 public:
  void reserve(std::size_t members) { first_.reserve(members); }

  /// Версії одного члена додаються за зростанням from.
  /// @param from відколи версія чинна; у першої версії члена не важить: вона чинна й раніше
  void add(Uuid id, Timestamp from, SurrogateKey key);

  /// Ключ версії, чинної в moment; порожньо, якщо члена немає.
  std::optional<SurrogateKey> at(Uuid id, Timestamp moment) const;

 private:
  struct Version {
    Timestamp from;
    SurrogateKey key;
  };

  tsl::robin_map<Uuid, SurrogateKey> first_;
  tsl::robin_map<Uuid, std::vector<Version>> later_;  ///< другі й наступні версії
};

struct DimensionKeys {
  std::map<std::string_view, MemberKeys> members;  ///< за виміром; лише ті, на які вказує факт
  tsl::robin_map<Uuid, Money> costs;  ///< products.cost за товаром
};

/// Читає ключі всіх версій, чинних і запланованих (plan_dimension.h), разом із членами, яких у джерелі вже
/// немає: на них вказують давні факти.
/// @param partial вимір, прочитаний частково (stage.h): з нього — лише ті самі члени; порожньо — такого немає
Result<DimensionKeys> read_keys(db::postgres::Connection& warehouse, std::string_view partial);

}  // namespace techmarket::warehouse
