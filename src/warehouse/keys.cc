#include "warehouse/keys.h"

#include <charconv>

#include <fmt/format.h>

#include "warehouse/plan_dimension.h"
#include "warehouse/stage.h"

namespace techmarket::warehouse {
namespace {

Result<SurrogateKey> parse_key(std::string_view text) {
  SurrogateKey key = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), key).ec != std::errc())
    return fail(ErrorKind::fatal, fmt::format("'{}' is not a surrogate key", text));
  return key;
}

Result<Uuid> parse_id(std::string_view text) {
  if (const auto id = parse_uuid(text)) return *id;
  return fail(ErrorKind::fatal, fmt::format("'{}' is not a UUID", text));
}

/// Усі версії виміру: ключ, природний ключ, секунда, з якої версія чинна (неповну округлено вгору: замовлення
/// мають час до секунди).
std::string versions_sql(const Dimension& dimension, bool partial) {
  const auto select = [&](std::string_view id, std::string_view key, std::string_view from,
                          const std::string& table) {
    return fmt::format("SELECT {} AS id, {} AS key, ceil(extract(epoch FROM {}))::bigint AS since FROM {}",
                       id, key, from, table);
  };
  const std::string beginning = fmt::format("timestamp '{}'", kBeginning);
  const std::string stored = select(
      dimension.natural_key(), dimension.surrogate_key(),
      dimension.keeps_versions() ? dimension.column(Role::valid_from).name : std::string_view(beginning),
      partial ? fmt::format("{} WHERE {} IN (SELECT id FROM {})", dimension.table, dimension.natural_key(),
                            scope_table(dimension))
              : std::string(dimension.table));
  const std::string planned = select("id", "key", dimension.keeps_versions() ? "valid_from" : beginning,
                                     plan_table(dimension) + " WHERE change IN ('new', 'version')");
  return fmt::format("{} UNION ALL {} ORDER BY since", stored, planned);
}

Result<MemberKeys> read_members(const Dimension& dimension, bool partial,
                                db::postgres::Connection& warehouse) {
  MemberKeys members;
  TM_ASSIGN(const auto count,
            warehouse.query_int(fmt::format("SELECT count(*) FROM {}", stage_table(dimension))));
  members.reserve(static_cast<std::size_t>(count));
  TM_TRY(warehouse.stream(versions_sql(dimension, partial), [&](db::RowView row) -> Status {
    TM_ASSIGN(const auto id, parse_id(row[0]));
    TM_ASSIGN(const auto key, parse_key(row[1]));
    Timestamp since;
    std::from_chars(row[2].data(), row[2].data() + row[2].size(), since.seconds);
    members.add(id, since, key);
    return {};
  }));
  return members;
}

}  // namespace

void MemberKeys::add(Uuid id, Timestamp from, SurrogateKey key) {
  if (!first_.emplace(id, key).second) later_[id].push_back({from, key});
}

std::optional<SurrogateKey> MemberKeys::at(Uuid id, Timestamp moment) const {
  const auto first = first_.find(id);
  if (first == first_.end()) return std::nullopt;
  SurrogateKey key = first->second;
  if (later_.empty()) return key;
  if (const auto later = later_.find(id); later != later_.end())
    for (const auto& version : later->second)
      if (version.from <= moment) key = version.key;
  return key;
}

Result<DimensionKeys> read_keys(db::postgres::Connection& warehouse, std::string_view partial) {
  DimensionKeys keys;
  for (const auto& column : fact_columns())
    if (column.role == Role::reference && !keys.members.contains(column.dimension)) {
      TM_ASSIGN(keys.members[column.dimension],
                read_members(dimension(column.dimension), column.dimension == partial, warehouse));
    }
  const Dimension& products = dimension("dim_product");
  TM_TRY(warehouse.stream(
      fmt::format("SELECT _id, {} FROM {}", products.for_facts.front().source().name, stage_table(products)),
      [&](db::RowView row) -> Status {
        TM_ASSIGN(const auto id, parse_id(row[0]));
        TM_ASSIGN(const auto cost, parse_money(row[1]));
        keys.costs.emplace(id, cost);
        return {};
      }));
  return keys;
}

}  // namespace techmarket::warehouse
