#include "warehouse/changes.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/interrupt.h"
#include "base/log.h"
#include "db/binlog/change_reader.h"
#include "db/binlog/changed_uuids.h"
#include "db/binlog/preflight.h"
#include "warehouse/star.h"

namespace techmarket::warehouse {
namespace {

using db::binlog::Checkpoint;
using Keys = db::binlog::UuidSet;

enum Watched : std::size_t { watched_orders, watched_items, watched_customers, watched_count };

std::vector<db::binlog::WatchedTable> watched_tables() {
  std::vector<db::binlog::WatchedTable> tables(watched_count);
  tables[watched_orders] = {.table = std::string(kOrders.name), .key = {"id"}};
  tables[watched_items] = {.table = std::string(kOrderItems.name), .key = {"id"}};
  tables[watched_customers] = {.table = std::string(dimension("dim_customer").source().name), .key = {"id"}};
  return tables;
}

/// Дописує значення першого стовпця відповіді на кожен перелік keys.
template <class Connection>
Status add_related(Connection& source, const Keys& keys, std::string_view select, Keys& into) {
  return for_each_list({keys.begin(), keys.end()}, [&](const std::string& list) {
    return source.stream(fmt::format("{} ({})", select, list), [&](db::RowView row) -> Status {
      if (const auto id = db::is_null(row.front()) ? std::nullopt : parse_uuid(row.front())) into.insert(*id);
      return {};
    });
  });
}

std::vector<Uuid> list_of(const Keys& keys) {
  return {keys.begin(), keys.end()};
}

}  // namespace

Status for_each_list(const std::vector<Uuid>& keys, const std::function<Status(const std::string&)>& use) {
  constexpr std::size_t kKeys = 1000;
  for (std::size_t start = 0; start < keys.size(); start += kKeys) {
    TM_TRY(check_interrupted());
    std::string list;
    for (std::size_t i = start; i < std::min(keys.size(), start + kKeys); ++i)
      list += fmt::format("{}'{}'", list.empty() ? "" : ",", to_string(keys[i]));
    TM_TRY(use(list));
  }
  return {};
}

std::vector<db::binlog::WatchedTable> logged_tables(std::string_view service) {
  std::vector<db::binlog::WatchedTable> tables;
  for (const auto& use : table_uses(service))
    if (std::ranges::find(use.columns, "id") != use.columns.end())
      tables.push_back({.table = use.table.name, .key = {"id"}});
  return tables;
}

Result<std::optional<Checkpoint>> checkpoint_of(db::mysql::Connection& source,
                                                const std::optional<db::binlog::LogPosition>& position) {
  if (!position) return std::nullopt;
  TM_ASSIGN(const auto obstacles,
            db::binlog::find_obstacles(source, logged_tables(source.endpoint().service)));
  if (!obstacles.empty()) return std::nullopt;
  return db::binlog::checkpoint_at(source.endpoint(), *position);
}

Result<Changes> find_changes(db::mysql::Connection& orders,
                             const std::optional<db::binlog::LogPosition>& position,
                             const std::optional<Checkpoint>& since, db::postgres::Connection& warehouse) {
  Changes changes;
  if (!position) return changes;
  TM_ASSIGN(const auto obstacles, db::binlog::find_obstacles(orders, watched_tables()));
  if (!obstacles.empty()) {
    changes.why_all = obstacles.front().message;
    return changes;
  }
  TM_ASSIGN(changes.checkpoint, db::binlog::checkpoint_at(orders.endpoint(), *position));
  if (!since) return changes;
  TM_ASSIGN(auto changed, db::binlog::changed_uuids(orders.endpoint(), *since, *position, watched_tables(),
                                                    kMostChangedKeys));
  changes.why_all = std::move(changed.why_all);
  auto& keys = changed.of_table;
  if (!changes.why_all.empty()) return changes;

  TM_TRY(add_related(orders, keys[watched_items], "SELECT DISTINCT order_id FROM order_items WHERE id IN",
                     keys[watched_orders]));
  TM_TRY(add_related(warehouse, keys[watched_items],
                     fmt::format("SELECT DISTINCT order_id FROM {} WHERE order_item_id IN", kFactTable),
                     keys[watched_orders]));
  TM_TRY(add_related(orders, keys[watched_orders], "SELECT DISTINCT customer_id FROM orders WHERE id IN",
                     keys[watched_customers]));
  changes.keys = ChangedKeys{.orders = list_of(keys[watched_orders]),
                             .items = list_of(keys[watched_items]),
                             .customers = list_of(keys[watched_customers])};
  spdlog::debug("the log names {} orders, {} order items, {} customers", changes.keys->orders.size(),
                changes.keys->items.size(), changes.keys->customers.size());
  return changes;
}

}  // namespace techmarket::warehouse
