#include "db/binlog/table_map.h"

namespace techmarket::db::binlog {

std::optional<TableMap> read_table_map(std::string_view body) {
  Bytes bytes(body);
  TableMap map{.id = bytes.number(6), .database = {}, .table = {}, .columns = {}};
  (void)bytes.number(2);  // прапорці
  map.database = bytes.take(bytes.packed_number());
  (void)bytes.number(1);  // нуль після імені
  map.table = bytes.take(bytes.packed_number());
  (void)bytes.number(1);
  const std::string_view codes = bytes.take(bytes.packed_number());
  Bytes metadata(bytes.take(bytes.packed_number()));
  map.columns.reserve(codes.size());
  for (const char code : codes) map.columns.push_back(read_type(static_cast<std::uint8_t>(code), metadata));
  (void)bytes.take((codes.size() + 7) / 8);  // які стовпці бувають NULL
  if (bytes.broken() || metadata.broken() || !metadata.empty()) return std::nullopt;
  return map;
}

}  // namespace techmarket::db::binlog
