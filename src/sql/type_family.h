#pragma once
// Що зберігає тип, незалежно від сервера: integer, INT4 і serial — те саме, varchar і text — текст. За цим
// порівнюються кінці зв'язку й перевіряються значення.

#include <string>

#include "schema/schema.h"

namespace techmarket::sql {

enum class Family {
  integer,
  decimal,
  approximate,
  boolean,
  text,
  bytes,
  date,
  time,
  timestamp,
  uuid,
  json,
  other,  ///< переліки, геометрія і все, чого програма не знає: порівнюється ім'я
};

struct TypeFamily {
  Family family = Family::other;
  int bits = 0;              ///< для integer: 8, 16, 24, 32 або 64
  bool is_unsigned = false;  ///< «int unsigned»
  bool serial = false;       ///< serial: у PostgreSQL 32 біти, у MySQL 64
  std::string name;  ///< ім'я нижнім регістром без аргументів і слів unsigned, zerofill
};

TypeFamily family_of(const schema::Type& type);

/// Чи може стовпець одного типу посилатися на стовпець іншого. Довжина тексту може різнитися; розмір і знак
/// цілого, точність decimal — ні: MySQL відмовить (8.4 Reference Manual, «FOREIGN KEY Constraints»).
bool comparable(const schema::Type& a, const schema::Type& b);

}  // namespace techmarket::sql
