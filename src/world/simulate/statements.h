#pragma once
// Гуртові оператори MySQL над рядками row_buffer.h: вставляння, оновлення й видалення багатьох рядків за раз.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/mysql/connection.h"
#include "world/complete.h"
#include "world/table_rows.h"

namespace techmarket::world {

/// Рядки для вставляння разом із їхніми номерами в таблиці (RowNumbers).
struct NewRows {
  std::string_view table;
  Columns columns;
  rows::RowBuffer rows = {};
  std::vector<std::uint64_t> numbers = {};

  /// @param first номер першого з рядків, які допише write.
  template <class Write>
  void add(std::uint64_t first, const Write& write) {
    const std::uint64_t before = rows.rows();
    write(rows);
    for (std::uint64_t row = before; row < rows.rows(); ++row) numbers.push_back(first + row - before);
  }
};

NewRows new_orders();
NewRows new_items();
NewRows new_payments();
void add_order(const World& world, const OrderView& order, NewRows& orders, NewRows& items);
void add_payments(const World& world, const OrderView& order, NewRows& payments);

/// Дописує поля обов'язкових стовпців, про які світ не знає: ті самі, що їх дав би generate. Помилка fatal,
/// якщо неповторні значення скінчилися.
Status complete(const Completions& completions, std::string_view service, NewRows& rows);

class Statements {
 public:
  Statements(db::mysql::Connection& connection, const Completions& completions)
      : connection_(connection), completions_(completions) {}

  Status insert(NewRows rows);

  /// @param columns перший — первинний ключ; решта — нові значення. Помилка fatal, якщо якогось рядка немає.
  Status update(std::string_view table, const Columns& columns, const rows::RowBuffer& rows);

  /// @param exactly скільки рядків має зникнути; порожньо — скільки є.
  Status erase(std::string_view table, std::string_view column, const std::vector<Uuid>& ids,
               std::optional<std::uint64_t> exactly = {});

  Status execute(const std::string& sql) { return connection_.execute(sql); }

 private:
  Status values(const std::string& head, const rows::RowBuffer& rows);
  std::unexpected<Error> missing(std::string_view table, std::uint64_t expected, std::int64_t found) const;

  db::mysql::Connection& connection_;
  const Completions& completions_;
};

}  // namespace techmarket::world
