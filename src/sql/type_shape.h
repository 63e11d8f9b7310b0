#pragma once
// Тип, розкладений на те, від чого залежить, чи вміститься в нього значення.

#include <limits>
#include <string>
#include <vector>

#include "schema/schema.h"
#include "sql/type_table.h"

namespace techmarket::sql {

/// Тип разом із членами переліку, якщо це перелік PostgreSQL.
struct TypeOf {
  const schema::Type* type = nullptr;
  const schema::Enum* element = nullptr;
};

TypeOf type_of(const schema::Database& database, const schema::Type& type);

inline constexpr long kUnlimited = std::numeric_limits<long>::max();

/// Найменше й найбільше ціле з bits бітів, як текст SQL.
struct IntegerLimits {
  std::string low, high;
};
IntegerLimits integer_limits(int bits, bool is_unsigned);

struct TypeShape {
  Family kind = Family::other;
  std::string base;
  std::string min, max;        ///< integer: межі як текст SQL
  int bits = 0;                ///< real: розмір
  long digits = 0, scale = 0;  ///< decimal: знаків до коми і після
  bool is_unsigned = false;    ///< decimal, real: MySQL
  long length = kUnlimited;    ///< text: у знаках; bits: у бітах; bytes: у байтах
  bool bytes = false;          ///< length у байтах (MySQL text)
  bool fixed = false;  ///< text, bits, bytes: коротше значення доповнюється до length
  bool has_arguments = false;       ///< real: float(7,4)
  long fraction = 6;                ///< moment, time, interval: знаків секунди
  std::vector<std::string> values;  ///< enumeration, set: розкодовані члени
  bool array = false;
};

/// @param of канонічний тип (canonical_type.h).
TypeShape shape_of(const TypeOf& of, schema::Dialect dialect);

}  // namespace techmarket::sql
