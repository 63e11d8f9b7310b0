#include "warehouse/keys.h"

#include <charconv>

#include <fmt/format.h>

#include "warehouse/stage.h"

namespace techmarket::warehouse {
namespace {

Result<SurrogateKey> parse_key(std::string_view text) {
  SurrogateKey key = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), key).ec != std::errc())
    return fail(ErrorKind::fatal, fmt::format("'{}' is not a surrogate key", text));
  return key;
}

/// Кличе add(id, key, value) для кожного члена; місце в таблиці готується заздалегідь.
/// @param value стовпець тимчасової таблиці або NULL
template <class Map, class Add>
Status read(db::postgres::Connection& warehouse, const Dimension& from, std::string_view value, Map& map,
            const Add& add) {
  const std::string stage = stage_table(from);
  TM_ASSIGN(const auto count, warehouse.query_int(fmt::format("SELECT count(*) FROM {}", stage)));
  map.reserve(static_cast<std::size_t>(count));
  return warehouse.stream(fmt::format("SELECT _id, _key, {} FROM {}", value, stage),
                          [&](db::RowView row) -> Status {
                            const auto id = parse_uuid(row[0]);
                            if (!id) return fail(ErrorKind::fatal, fmt::format("'{}' is not a UUID", row[0]));
                            TM_ASSIGN(const auto key, parse_key(row[1]));
                            return add(*id, key, row[2]);
                          });
}

}  // namespace

Result<DimensionKeys> read_keys(db::postgres::Connection& warehouse) {
  DimensionKeys keys;
  for (const auto& column : fact_columns()) {
    if (!column.from_order()) continue;
    const auto [found, fresh] = keys.members.try_emplace(column.dimension);
    if (!fresh) continue;
    KeyMap& map = found->second;
    TM_TRY(read(warehouse, dimension(column.dimension), "NULL", map,
                [&](Uuid id, SurrogateKey key, std::string_view) -> Status {
                  map.emplace(id, key);
                  return {};
                }));
  }
  const Dimension& products = dimension("dim_product");
  TM_TRY(read(warehouse, products, products.for_facts.front().source().name, keys.products,
              [&](Uuid id, SurrogateKey key, std::string_view cost) -> Status {
                TM_ASSIGN(const auto amount, parse_money(cost));
                keys.products.emplace(id, ProductKey{key, amount});
                return {};
              }));
  return keys;
}

}  // namespace techmarket::warehouse
