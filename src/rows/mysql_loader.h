#pragma once
// Одна таблиця MySQL із потоку шматків: LOAD DATA LOCAL INFILE із пам'яті, а де сервер цього не дозволяє —
// багаторядкові INSERT. Кількість прийнятих рядків звіряється з відданою.

#include "db/mysql/connection.h"
#include "rows/table_feed.h"
#include "rows/table_source.h"

namespace techmarket::rows {

/// Після цього байти рядків значать те саме, хоч як налаштовано сервер: зворотна коса екранує, значення, що
/// не вміщується, — помилка, а не обрізане значення, час — UTC (в інших поясах бувають неіснуючі години).
Status prepare_for_rows(db::mysql::Connection& connection);

/// Те саме для завантаження таблиць: дані цілісні за побудовою. @param alone чи пише таблицю лише це
/// з'єднання.
Status prepare_for_loading(db::mysql::Connection& connection, bool alone);

/// Чи приймає сервер LOAD DATA LOCAL.
Result<bool> local_infile_allowed(db::mysql::Connection& connection);

/// @return помилка fatal, якщо сервер узяв не всі рядки або мав зауваження (перше з них — у тексті).
Status load_table(db::mysql::Connection& connection, const TableSource& table, TableFeed& feed);

/// Те саме через INSERT. Транзакцію відкриває і закриває той, хто кличе.
Status insert_table(db::mysql::Connection& connection, const TableSource& table, TableFeed& feed);

/// «INSERT INTO таблиця (стовпці) VALUES ». @param table ім'я в лапках
std::string insert_head(std::string_view table, std::span<const std::string_view> columns);

/// «`a`, `b`»
std::string column_list(std::span<const std::string_view> columns);

/// Багато рядків кількома INSERT. Транзакцію відкриває і закриває той, хто кличе.
class MultiRowInsert {
 public:
  /// Довжина оператора: вдесятеро менша за найменший звичний max_allowed_packet (16 МіБ у MariaDB, 64 МіБ у
  /// MySQL).
  static constexpr std::size_t kStatement = 1 << 20;

  /// @param head початок кожного оператора, до VALUES включно. @param conversions TableSource::conversions.
  explicit MultiRowInsert(db::mysql::Connection& connection, std::string head,
                          std::size_t statement = kStatement,
                          std::span<const std::string_view> conversions = {})
      : connection_(connection),
        head_(std::move(head)),
        statement_(statement),
        conversions_(conversions),
        sql_(head_) {}

  /// @param rows цілі рядки запису row_buffer.h.
  Status add(std::string_view rows);
  /// Що взяв сервер разом.
  Result<db::mysql::LoadResult> finish();

 private:
  Status flush();

  db::mysql::Connection& connection_;
  const std::string head_;
  const std::size_t statement_;
  const std::span<const std::string_view> conversions_;
  std::string sql_;
  db::mysql::LoadResult taken_;
};

/// Дописує рядок запису row_buffer.h як «('a','b',NULL)». Екранування \, табуляції й кінця рядка в MySQL те
/// саме. @param conversions TableSource::conversions.
void append_values(std::string_view row, std::string& sql,
                   std::span<const std::string_view> conversions = {});

/// `таблиця` або `база`.`таблиця`, якщо схема довільна і таблиця в ній не в базі за замовчуванням.
std::string mysql_table_name(const TableSource& table);
/// Те саме без лапок: так таблиця зветься в позначках часток і в повідомленнях.
std::string part_name(const TableSource& table);

}  // namespace techmarket::rows
