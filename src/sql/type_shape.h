#pragma once
// Тип, розкладений на те, від чого залежить, чи вміститься в нього значення.

#include <limits>
#include <string>
#include <vector>

#include "schema/schema.h"

namespace techmarket::sql {

/// Тип разом із членами переліку, якщо це перелік PostgreSQL.
struct TypeOf {
  const schema::Type* type = nullptr;
  const schema::Enum* element = nullptr;
};

TypeOf type_of(const schema::Database& database, const schema::Type& type);

enum class TypeKind {
  integer,
  decimal,
  real,
  text,
  boolean,
  date,
  moment,
  time,
  interval,
  enumeration,
  set,  ///< MySQL
  json,
  uuid,
  bits,
  bytes,  ///< MySQL: binary, varbinary, blob
  other
};

inline constexpr long kUnlimited = std::numeric_limits<long>::max();

struct TypeShape {
  TypeKind kind = TypeKind::other;
  std::string base;
  std::string min, max;        ///< integer: межі як текст SQL
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

/// @param of канонічний тип (normalise_type.h).
TypeShape shape_of(const TypeOf& of, schema::Dialect dialect);

}  // namespace techmarket::sql
