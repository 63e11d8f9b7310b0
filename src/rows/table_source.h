#pragma once
// Таблиця, готова видавати рядки: ім'я, стовпці, і функція, що пише будь-який відтинок незалежно від решти.

#include <cstdint>
#include <functional>
#include <string_view>
#include <tuple>
#include <vector>

#include "rows/id_space.h"
#include "rows/row_buffer.h"

namespace techmarket::rows {

struct Range {
  std::uint64_t first = 0, last = 0;  ///< last не входить
};

/// Порядок рядків не змінює їхніх байтів.
enum class RowOrder {
  natural,  ///< за номером, тобто за часом: найдешевше
  by_key,   ///< за первинним ключем: так їх найшвидше приймає InnoDB
};

/// Номер рядка в таблиці, той самий за будь-якого порядку: i-й рядок одиниці — row_of(одиниця) · per_unit +
/// i.
struct RowNumbers {
  std::uint64_t count = 0;  ///< усі номери менші
  std::uint64_t per_unit = 1;
  std::function<std::uint64_t(std::uint64_t)> row_of = {};  ///< порожньо — одиниця і є рядком
};

struct TableSource {
  std::string_view service;  ///< «orders-db»; для довільної схеми — її схема або порожньо
  std::string_view table;
  std::vector<std::string_view> columns;  ///< у порядку полів рядка
  /// Вираз MySQL, що читає поле («CAST({} AS UNSIGNED)»), по одному на стовпець; порожній — як є.
  std::vector<std::string_view> conversions = {};
  std::uint64_t units = 0;  ///< довжина області, яку ділять на відтинки
  std::uint64_t expected_rows = 0;  ///< для поступу; справжня кількість може трохи відрізнятися
  std::function<void(Range, RowBuffer&)> write;
  RowNumbers numbers = {};
  std::uint64_t records = 0;  ///< рядки, які вставляє сам SQL схеми: вони теж наші
};

/// Чи лежить у таблиці з rows рядками щось чуже.
inline bool is_foreign(const TableSource& table, std::int64_t rows) {
  return rows != 0 && rows != static_cast<std::int64_t>(table.records);
}

/// Одне поле рядка: ім'я стовпця і те, як його записати.
template <class Write>
struct Field {
  std::string_view column;
  Write write;
};
template <class Write>
Field(const char*, Write) -> Field<Write>;

/// Перелік полів. Кожне має власний тип, тож компілятор розгортає рядок у суцільний код без непрямих
/// викликів.
template <class... Fields>
struct RowLayout {
  std::tuple<Fields...> fields;

  constexpr explicit RowLayout(Fields... list) : fields(list...) {}

  std::vector<std::string_view> columns() const {
    return std::apply([](const auto&... field) { return std::vector<std::string_view>{field.column...}; },
                      fields);
  }
  template <class Row>
  void write(const Row& row, RowBuffer& out) const {
    out.begin_row();
    std::apply([&](const auto&... field) { ((field.write(out, row), out.end_field()), ...); }, fields);
    out.end_row();
  }
};

/// Чи йдуть рядки за номером. Для v7 номер іде за часом, тобто й за ключем.
inline bool is_natural(const IdSpace& ids, RowOrder order) {
  return order == RowOrder::natural || ids.version() == UuidVersion::v7;
}

/// Одиниці й номери рядків; сам запис (write) лишається за тим, хто кличе.
inline void set_order(TableSource& table, const IdSpace& ids, RowOrder order) {
  table.expected_rows = table.numbers.count = table.units = ids.rows();
  if (is_natural(ids, order)) return;
  table.units = ids.ranks();
  table.numbers.row_of = [ids](std::uint64_t rank) { return ids.row_at(rank); };
}

/// Номери рядків відтинка в тому порядку, в якому їх пишуть.
template <class Visit>
void visit_rows(const IdSpace& ids, RowOrder order, Range range, Visit visit) {
  if (is_natural(ids, order)) {
    for (std::uint64_t row = range.first; row < range.last; ++row) visit(row);
    return;
  }
  for (std::uint64_t rank = range.first; rank < range.last; ++rank)
    if (const std::uint64_t row = ids.row_at(rank); row < ids.rows()) visit(row);
}

/// @param produce пише рядок (або жодного) за номером.
template <class Produce>
void set_rows(TableSource& table, const IdSpace& ids, RowOrder order, Produce produce) {
  set_order(table, ids, order);
  table.write = [produce, ids, order](Range range, RowBuffer& out) {
    visit_rows(ids, order, range, [&](std::uint64_t row) { produce(row, out); });
  };
}

/// Мала таблиця: рядки завжди за номером.
template <class Produce>
void set_rows(TableSource& table, std::uint64_t rows, Produce produce) {
  table.units = table.expected_rows = table.numbers.count = rows;
  table.write = [produce](Range range, RowBuffer& out) {
    for (std::uint64_t row = range.first; row < range.last; ++row) produce(row, out);
  };
}

}  // namespace techmarket::rows
