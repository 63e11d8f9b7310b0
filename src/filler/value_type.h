#pragma once
// Що можна записати в стовпець: рід значення, межі, довжина, члени переліку. «INT(11)», «integer» і «int4»
// тут одне й те саме.

#include <cstdint>
#include <string>
#include <vector>

#include "schema/schema.h"
#include "sql/type_table.h"

namespace techmarket::filler {

using sql::Family;

struct ValueType {
  Family kind = Family::other;  ///< дійсні й money — теж decimal: ціле число одиниць молодшого розряду
  bool floating = false;        ///< decimal: двійковий дріб
  std::string name = {};  ///< ім'я типу без аргументів, нижнім регістром
  std::int64_t least = 0, most = 0;  ///< integer: межі типу
  int precision = 0, scale = 0;  ///< decimal: усіх цифр і після крапки, не більше 18
  std::uint64_t length = 0;  ///< text, bytes, bits: найбільше знаків; vector: розмірність; 0 — без межі
  std::vector<std::string> members = {};
  bool array = false;
  bool epoch_bound = false;  ///< TIMESTAMP у MySQL: лише 1970–2038
};

template <class Number>
constexpr Number power_of_ten(int exponent) {
  Number value = 1;
  while (exponent-- > 0) value *= 10;
  return value;
}

/// @param column тип — канонічний або такий, як у джерелі. @param database де лежить перелік, який він
/// називає.
ValueType value_type(const schema::Column& column, const schema::Database& database, schema::Dialect dialect);

}  // namespace techmarket::filler
