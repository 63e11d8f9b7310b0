#pragma once
// Типи SQL в одній таблиці: яке слово хто знає, що такий стовпець зберігає і скільки туди вміщається. Новий
// тип додається лише сюди. Що кожне слово справді таке, перевіряє на серверах db/type_table_test.cc.

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

#include "schema/schema.h"

namespace techmarket::sql {

/// Що зберігає тип, хоч би як його записано.
enum class Family {
  integer,
  decimal,
  real,
  money,
  boolean,
  text,
  bytes,
  bits,
  date,
  time,
  moment,  ///< дата з часом, із поясом або без
  year,
  interval,
  uuid,
  json,
  enumeration,
  set,  ///< MySQL: підмножина переліку
  inet,
  cidr,
  mac,
  xml,
  geometry,
  range,
  search,  ///< tsvector, tsquery
  vector,
  other  ///< решта: порівнюється лише ім'я
};

/// Хто знає слово. MySQL і MariaDB — один діалект, але різні сервери.
inline constexpr unsigned kMysql = 1, kMariadb = 2, kPostgres = 4;
inline constexpr unsigned kExtension = 8;  ///< поширене розширення PostgreSQL: спершу CREATE EXTENSION
inline constexpr unsigned kForeign = 16;  ///< інші бази даних: тип розуміє лише наповнення чужих схем

/// Індекси PostgreSQL, для яких тип має клас операторів за замовчуванням.
inline constexpr unsigned kBtree = 1, kGin = 2, kGist = 4;

inline constexpr std::int64_t kAnyNumber = std::numeric_limits<std::int64_t>::max();

/// Стільки дає dbml2sql стовпцю varchar без довжини.
inline constexpr std::int64_t kVarcharLength = 255;

struct TypeWord {
  std::string_view word;  ///< нижнім регістром, без аргументів і слів unsigned, zerofill
  Family family = Family::other;
  unsigned known = 0;  ///< нуль — слово зрозуміле з DBML, але сервера, який його має, немає
  /// Як тип називає сам сервер; порожньо — так само. Для сервера, який слова не знає, — найближчий тип.
  std::string_view mysql = {}, postgres = {};
  int bits = 0;         ///< integer, boolean, real: розмір
  bool serial = false;  ///< нумерується сам
  bool fixed = false;   ///< коротше значення доповнюється до довжини
  std::int64_t holds = 0;  ///< MySQL: скільки байтів вміщає TEXT чи BLOB; лежить поза рядком
  std::int64_t length = 0;  ///< перший аргумент, якщо його не написано; не fixed — лише в MySQL
  std::int64_t mysql_most = kAnyNumber, postgres_most = 0;  ///< найбільший перший аргумент; 0 — його немає
  unsigned indexes = kBtree;  ///< PostgreSQL

  constexpr bool is_known(schema::Dialect dialect) const {
    return (known & (dialect == schema::Dialect::mysql ? kMysql | kMariadb : kPostgres)) != 0;
  }
  /// Чи приймає MySQL після слова unsigned і zerofill.
  constexpr bool has_sign() const {
    return (known & kMysql) != 0 && !serial &&
           (family == Family::integer || family == Family::decimal || family == Family::real ||
            family == Family::year);
  }
  /// Найбільший перший аргумент на цьому сервері.
  constexpr std::int64_t most(schema::Dialect dialect) const {
    return dialect == schema::Dialect::mysql ? mysql_most : postgres_most;
  }
  /// VARCHAR, VARBINARY: MySQL не приймає їх без довжини. @pre канонічне слово MySQL.
  constexpr bool needs_length() const {
    return (family == Family::text || family == Family::bytes) && holds == 0 && !fixed;
  }
};

/// Усі слова за абеткою.
std::span<const TypeWord> type_table();

/// @param base ім'я типу (base_name); unsigned, signed і zerofill числам не заважають.
/// @return nullptr, якщо слова немає.
const TypeWord* find_type(std::string_view base);

/// Те саме для вбудованих типів сервера. У PostgreSQL слів про знак немає, тож із ними типу він не знає.
const TypeWord* find_type(std::string_view base, schema::Dialect dialect);

inline bool is_postgres_type(std::string_view base) {
  return find_type(base, schema::Dialect::postgres) != nullptr;
}

/// Чи дає такий тип поширене розширення PostgreSQL: citext, hstore, geometry…
bool is_extension_type(std::string_view base);

/// Рядок слова, яким тип називає сам сервер: int4 у PostgreSQL — integer. Невідоме серверові — це воно саме.
const TypeWord& canonical_word(const TypeWord& word, schema::Dialect dialect);

/// Найближчий тип сервера, який слова не знає: «bigint [increment]»; порожньо — невідомий.
std::string_view nearest_type(const TypeWord& word, schema::Dialect dialect);

/// Чи дописує dbml2sql довжину сам: VARCHAR без неї MySQL не приймає.
bool gets_default_length(std::string_view base);

/// Тип без слів MySQL про знак: «int unsigned zerofill» — це int.
std::string_view without_sign_words(std::string_view base);

constexpr bool is_numeric(Family family) {
  return family == Family::integer || family == Family::decimal || family == Family::real;
}

}  // namespace techmarket::sql
