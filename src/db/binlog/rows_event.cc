#include "db/binlog/rows_event.h"

#include "db/binlog/key_text.h"

namespace techmarket::db::binlog {
namespace {

/// Значення ключа одного образу; нема значення — стовпця в образі немає.
using Key = std::vector<std::optional<std::string>>;

class KeyReader {
 public:
  KeyReader(const TableMap& map, const TableShape& shape)
      : map_(map), shape_(shape), key_of_column_(map.columns.size()) {
    for (std::size_t i = 0; i < shape.key.size(); ++i) key_of_column_[shape.key[i].index].push_back(i);
  }

  /// Проходить один образ. Решту стовпців пропускає.
  RowsOutcome read(std::string_view present, Bytes& rows, Key& key) const {
    key.assign(shape_.key.size(), std::nullopt);
    std::size_t count = 0;
    for (std::size_t i = 0; i < map_.columns.size(); ++i) count += bit(present, i);
    const std::string_view nulls = rows.take((count + 7) / 8);
    bool null_key = false;
    std::size_t nth = 0;
    for (std::size_t i = 0; i < map_.columns.size(); ++i) {
      if (!bit(present, i)) continue;
      const bool is_null_value = bit(nulls, nth++);
      null_key |= is_null_value && !key_of_column_[i].empty();
      if (is_null_value) continue;
      const std::string_view value = take_value(map_.columns[i], rows);
      if (rows.broken()) return RowsOutcome::damaged;
      for (const std::size_t at : key_of_column_[i])
        if (!append_key_text(shape_.key[at], map_.columns[i], value, key[at].emplace()))
          return RowsOutcome::damaged;
    }
    if (rows.broken()) return RowsOutcome::damaged;
    return null_key ? RowsOutcome::no_key : RowsOutcome::done;
  }

 private:
  const TableMap& map_;
  const TableShape& shape_;
  std::vector<std::vector<std::size_t>> key_of_column_;  ///< стовпець таблиці → його місця в ключі
};

Result<RowsOutcome> hand_out(const Key& key, const std::function<Status(RowView)>& handler) {
  std::vector<std::string_view> values;
  for (const auto& value : key) {
    if (!value) return RowsOutcome::no_key;
    values.push_back(*value);
  }
  TM_TRY(handler(values));
  return RowsOutcome::done;
}

}  // namespace

std::optional<RowsEvent> read_rows_event(std::string_view body, RowsKind kind) {
  constexpr std::uint64_t kLastOfStatement = 1;
  Bytes bytes(body);
  RowsEvent event{.table_id = bytes.number(6)};
  event.last_of_statement = (bytes.number(2) & kLastOfStatement) != 0;
  if (kind.has_extra) {
    const std::uint64_t length = bytes.number(2);  // разом із самою довжиною
    if (length < 2) return std::nullopt;
    (void)bytes.take(length - 2);
  }
  event.columns = bytes.packed_number();
  const std::size_t bitmap = event.columns / 8 + (event.columns % 8 != 0 ? 1 : 0);
  event.before = bytes.take(bitmap);
  event.after = kind.update ? bytes.take(bitmap) : event.before;
  event.rows = bytes.rest();
  if (bytes.broken()) return std::nullopt;
  return event;
}

Result<RowsOutcome> read_keys(const RowsEvent& event, RowsKind kind, const TableMap& map,
                              const TableShape& shape, const std::function<Status(RowView)>& handler) {
  if (event.columns != map.columns.size()) return RowsOutcome::damaged;
  // Образ без жодного стовпця не займає місця: рядки без ключа так і лишилися б непоміченими.
  for (const auto& column : shape.key)
    if (!bit(event.before, column.index)) return RowsOutcome::no_key;
  const KeyReader reader(map, shape);
  Bytes rows(event.rows);
  Key before, after;
  while (!rows.empty()) {
    const std::size_t size = rows.rest().size();
    const RowsOutcome first = reader.read(event.before, rows, before);
    if (first != RowsOutcome::done) return first;
    if (kind.update) {
      const RowsOutcome second = reader.read(event.after, rows, after);
      if (second != RowsOutcome::done) return second;
    }
    if (rows.rest().size() == size) return RowsOutcome::damaged;  // порожній образ не має кінця
    TM_ASSIGN(const RowsOutcome handed, hand_out(before, handler));
    if (handed != RowsOutcome::done) return handed;
    if (!kind.update) continue;
    for (std::size_t i = 0; i < after.size(); ++i)
      if (!after[i]) after[i] = before[i];
    if (after == before) continue;
    TM_TRY(hand_out(after, handler));
  }
  return RowsOutcome::done;
}

}  // namespace techmarket::db::binlog
