#pragma once
// Гуртові оператори MySQL над рядками row_buffer.h: вставляння, оновлення й видалення багатьох рядків за раз.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "datagen/table_rows.h"
#include "db/mysql/connection.h"

namespace techmarket::datagen {

class Statements {
 public:
  explicit Statements(db::mysql::Connection& connection) : connection_(connection) {}

  Status insert(std::string_view table, const Columns& columns, const RowBuffer& rows);

  /// @param columns перший — первинний ключ; решта — нові значення. Помилка fatal, якщо якогось рядка немає.
  Status update(std::string_view table, const Columns& columns, const RowBuffer& rows);

  /// @param exactly скільки рядків має зникнути; порожньо — скільки є.
  Status erase(std::string_view table, std::string_view column, const std::vector<Uuid>& ids,
               std::optional<std::uint64_t> exactly = {});

  Status execute(const std::string& sql) { return connection_.execute(sql); }

 private:
  Status values(const std::string& head, const RowBuffer& rows);
  std::unexpected<Error> missing(std::string_view table, std::uint64_t expected, std::int64_t found) const;

  db::mysql::Connection& connection_;
};

/// «INSERT INTO таблиця (стовпці) VALUES »
std::string insert_head(std::string_view table, const Columns& columns);

}  // namespace techmarket::datagen
