#pragma once
// Що можна записати в стовпець: рід значення, межі, довжина, члени переліку. Виводиться з канонічного типу
// (ddl/normalise_type.h), тож «INT(11)», «integer» і «int4» тут одне й те саме.

#include <cstdint>
#include <string>
#include <vector>

#include "schema/schema.h"

namespace techmarket::filler {

enum class ValueKind {
  integer,
  decimal,  ///< ціле число одиниць молодшого розряду; сюди ж належать дійсні
  boolean,
  text,
  binary,
  bits,
  date,
  time,
  moment,  ///< дата з часом, із поясом або без
  year,
  interval,
  uuid,
  json,
  enumeration,
  members,  ///< SET у MySQL: підмножина переліку
  inet,
  cidr,
  mac,
  xml,
  point,
  shape,   ///< інша геометрія; її ім'я — у name
  span,    ///< діапазон PostgreSQL: int4range, tstzrange…
  search,  ///< tsvector, tsquery
  vector,  ///< pgvector: length — розмірність
  unknown  ///< тип, якого програма не знає (розширення, помилка): текст або NULL
};

struct ValueType {
  ValueKind kind = ValueKind::unknown;
  std::string name = {};  ///< ім'я типу без аргументів, нижнім регістром
  std::int64_t least = 0, most = 0;  ///< integer: межі типу
  int precision = 0, scale = 0;  ///< decimal: усіх цифр і після крапки, не більше 18
  std::uint64_t length = 0;  ///< text, binary, bits: найбільше знаків; 0 — без межі
  std::vector<std::string> members = {};
  bool array = false;
  bool epoch_bound = false;  ///< TIMESTAMP у MySQL: лише 1970–2038
};

/// @param column, database після ddl::normalise для цього діалекту.
ValueType value_type(const schema::Column& column, const schema::Database& database, schema::Dialect dialect);

}  // namespace techmarket::filler
