#pragma once
// Частки довільної схеми в PostgreSQL. Кожна (частка, таблиця) — одна транзакція разом зі своєю позначкою.
// Рядки однієї частки посилаються на рядки інших, тож зовнішні ключі на час завантаження знято: їхні
// означення лежать у таблиці поруч, а остання частка повертає їх, і сервер перевіряє всі рядки.

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "db/postgres/connection.h"
#include "rows/shard.h"

namespace techmarket::rows {

class PostgresParts {
 public:
  PostgresParts(db::postgres::Connection& connection, Shard shard, std::uint64_t data)
      : connection_(connection), shard_(shard), data_(data) {}

  /// Замок бази до кінця транзакції; чекає, доки його відпустить інший запуск.
  Status lock();

  /// Чи лежить тут недописане частками завантаження (будь-яке).
  Result<bool> unfinished();
  /// Чи розпочато завантаження саме цих даних саме стількома частками.
  Result<bool> joins();

  /// Починає нове: знімає зовнішні ключі таблиць. @param tables повні імена в лапках.
  Status start(std::span<const std::string> tables);
  /// Повертає знятий ключі й забуває частки.
  Status finish();

  Result<bool> is_loaded(std::string_view table);
  /// У транзакції, що завантажила частку таблиці.
  Status mark(std::string_view table, std::uint64_t rows);
  /// Чи є всі частки кожної з count таблиць.
  Result<bool> all_loaded(std::size_t count);
  /// Скільки рядків надіслали всі частки разом: повне ім'я таблиці → рядки.
  Result<std::map<std::string, std::uint64_t>> rows();
  /// Забуває, що частки вже щось завантажили; поділ і знятий ключі лишаються.
  Status forget();

 private:
  db::postgres::Connection& connection_;
  const Shard shard_;
  const std::uint64_t data_;
};

}  // namespace techmarket::rows
