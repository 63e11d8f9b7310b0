#include "warehouse/keys.h"

#include <charconv>

#include <fmt/format.h>

#include "warehouse/load_dimension.h"

namespace techmarket::warehouse {
namespace {

const Dimension& dimension(std::string_view table) {
  for (const auto& one : dimensions())
    if (one.table == table) return one;
  std::unreachable();
}

Result<SurrogateKey> parse_key(std::string_view text) {
  SurrogateKey key = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), key).ec != std::errc())
    return fail(ErrorKind::fatal, fmt::format("'{}' is not a surrogate key", text));
  return key;
}

/// Кличе add(id, key, measure) для кожного рядка; місце в таблиці готується заздалегідь.
template <class Map, class Add>
Status read(db::postgres::Connection& warehouse, std::string_view table, Map& map, const Add& add) {
  const Dimension& from = dimension(table);
  TM_ASSIGN(const auto count, warehouse.query_int(fmt::format("SELECT count(*) FROM {}", stage_table(from))));
  map.reserve(static_cast<std::size_t>(count));
  return warehouse.stream(
      fmt::format("SELECT id, key, {} FROM {}", from.measure.empty() ? "0" : "measure", stage_table(from)),
      [&](db::RowView row) -> Status {
        const auto id = parse_uuid(row[0]);
        if (!id) return fail(ErrorKind::fatal, fmt::format("'{}' is not a UUID", row[0]));
        TM_ASSIGN(const auto key, parse_key(row[1]));
        return add(*id, key, row[2]);
      });
}

Status read(db::postgres::Connection& warehouse, std::string_view table, KeyMap& map) {
  return read(warehouse, table, map, [&](Uuid id, SurrogateKey key, std::string_view) -> Status {
    map.emplace(id, key);
    return {};
  });
}

}  // namespace

Result<DimensionKeys> read_keys(db::postgres::Connection& warehouse) {
  DimensionKeys keys;
  TM_TRY(read(warehouse, "dim_region", keys.regions));
  TM_TRY(read(warehouse, "dim_customer", keys.customers));
  TM_TRY(read(warehouse, "dim_employee", keys.employees));
  TM_TRY(read(warehouse, "dim_product", keys.products,
              [&](Uuid id, SurrogateKey key, std::string_view cost) -> Status {
                TM_ASSIGN(const auto amount, parse_money(cost));
                keys.products.emplace(id, ProductKey{key, amount});
                return {};
              }));
  return keys;
}

}  // namespace techmarket::warehouse
