#pragma once
// Як стовпець лежить в образі рядка: скільки байтів займає кожен тип. Пропустити чужий стовпець хибно
// означало б прочитати хибний ключ.
//
// Джерело: MySQL Source Code Documentation, mysql::binlog::event::Table_map_event (таблиця метаданих) і
// Rows_event; MariaDB Server, sql/rpl_utility.cc (table_def::calc_field_size), sql/log_event.cc.

#include <cstdint>
#include <string_view>

#include "db/binlog/bytes.h"

namespace techmarket::db::binlog {

/// Номери типів у журналі (enum_field_types).
enum class TypeCode : std::uint8_t {
  old_decimal = 0,
  tiny = 1,
  small = 2,
  integer = 3,
  real = 4,
  double_real = 5,
  null = 6,
  timestamp = 7,
  big = 8,
  medium = 9,
  date = 10,
  time = 11,
  datetime = 12,
  year = 13,
  new_date = 14,
  varchar = 15,
  bits = 16,
  timestamp2 = 17,
  datetime2 = 18,
  time2 = 19,
  compressed_blob = 140,     // MariaDB
  compressed_varchar = 141,  // MariaDB
  vector = 242,              // MySQL 9
  json = 245,
  decimal = 246,
  enumeration = 247,
  set = 248,
  tiny_blob = 249,
  medium_blob = 250,
  long_blob = 251,
  blob = 252,
  var_string = 253,
  string = 254,
  geometry = 255,
};

struct ColumnType {
  /// Для string уже справжній: enumeration і set журнал пише як string.
  TypeCode code = TypeCode::null;
  /// varchar, string — найбільша довжина в байтах; blob і подібні — скільки байтів має довжина; bits —
  /// скільки байтів значення; enumeration, set — так само; decimal — precision << 8 | scale; …2 — цифр дробу.
  std::uint16_t meta = 0;
};

/// Читає метадані стовпця; невідомий тип псує bytes лише наступним take_value().
ColumnType read_type(std::uint8_t code, Bytes& metadata);

/// Значення стовпця без довжини перед ним. Тип, розміру якого не знаємо, псує bytes.
std::string_view take_value(ColumnType type, Bytes& bytes);

/// Скільки байтів займають digits десяткових цифр (дев'ять — чотири байти).
constexpr std::size_t decimal_bytes(std::size_t digits) {
  constexpr std::uint8_t kRest[] = {0, 1, 1, 2, 2, 3, 3, 4, 4};
  return digits / 9 * 4 + kRest[digits % 9];
}

}  // namespace techmarket::db::binlog
