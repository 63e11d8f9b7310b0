#pragma once
// WRITE_ROWS, UPDATE_ROWS і DELETE_ROWS: образи рядків до й після зміни, з яких потрібен лише ключ.

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "db/binlog/table_map.h"
#include "db/binlog/table_shape.h"
#include "db/row.h"

namespace techmarket::db::binlog {

/// Що зроблено з рядками і як це записано.
struct RowsKind {
  bool update = false;  ///< два образи на рядок
  bool has_extra = false;  ///< друга версія подій: після прапорців додаткові дані
  bool compressed = false;  ///< MariaDB
};

/// Подія без заголовка й контрольної суми, розібрана до самих рядків.
struct RowsEvent {
  std::uint64_t table_id = 0;
  bool last_of_statement = false;  ///< після неї номери таблиць цього оператора недійсні
  std::size_t columns = 0;
  std::string_view before = {},
                   after = {};  ///< біт на стовпець: чи є він в образі; без update обидва однакові
  std::string_view rows = {};  ///< стиснені, якщо compressed
};

/// Порожньо — подію пошкоджено.
std::optional<RowsEvent> read_rows_event(std::string_view body, RowsKind kind);

/// Чим скінчилося читання рядків.
enum class RowsOutcome {
  done,
  no_key,  ///< в образі бракує стовпця ключа або він NULL: які рядки змінено, невідомо
  damaged,  ///< байти не сходяться з типами стовпців
};

/// Віддає ключі рядків у порядку журналу. UPDATE, що не змінив ключа, дає один; стовпець ключа, якого немає в
/// образі після зміни (binlog_row_image=MINIMAL), береться з образу до неї.
Result<RowsOutcome> read_keys(const RowsEvent& event, RowsKind kind, const TableMap& map,
                              const TableShape& shape, const std::function<Status(RowView)>& handler);

}  // namespace techmarket::db::binlog
