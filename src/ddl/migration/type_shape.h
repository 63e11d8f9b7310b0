#pragma once
// Тип, розкладений на те, від чого залежить, чи вміститься в нього значення.

#include <limits>
#include <string>
#include <vector>

#include "ddl/migration/types.h"

namespace techmarket::ddl {

enum class TypeKind {
  integer,
  decimal,
  real,
  text,
  boolean,
  date,
  moment,
  time,
  enumeration,
  json,
  uuid,
  other
};

inline constexpr long kUnlimited = std::numeric_limits<long>::max();

struct TypeShape {
  TypeKind kind = TypeKind::other;
  std::string base;
  std::string min, max;             ///< integer: межі як текст SQL
  long digits = 0, scale = 0;       ///< decimal: знаків до коми і після
  long length = kUnlimited;         ///< text: у знаках
  bool bytes = false;               ///< length у байтах (MySQL text)
  long fraction = 6;                ///< moment, time: знаків секунди
  std::vector<std::string> values;  ///< enumeration: розкодовані члени
  bool array = false;
};

/// @param of канонічний тип (normalise_type.h).
TypeShape shape_of(const TypeOf& of, schema::Dialect dialect);

}  // namespace techmarket::ddl
