#include "ops/pending.h"

#include <fmt/format.h>

#include "db/binlog/snapshot.h"
#include "warehouse/changes.h"
#include "warehouse/journal.h"
#include "world/load_state.h"

namespace techmarket::ops {
namespace {

/// Стільки незчитаних рядків тримати в пам'яті; якщо їх більше, спершу варто виконати `etl run`.
constexpr std::size_t kMostPending = 1'000'000;

}  // namespace

Result<Pending> Pending::open(db::mysql::Connection& source, db::postgres::Connection& warehouse) {
  const std::string& service = source.endpoint().service;
  TM_TRY(world::check_not_loading(source));
  TM_ASSIGN(const auto since, warehouse::read_position(warehouse, service));
  Pending pending;
  auto snapshot = db::binlog::open_snapshot(source);
  if (!snapshot && snapshot.error().kind != ErrorKind::configuration)
    return std::unexpected(std::move(snapshot).error());
  if (!snapshot || !snapshot->position || !since) {
    TM_TRY(world::check_not_writing(source));
    if (!snapshot) {
      TM_TRY(source.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ"));
      TM_TRY(source.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"));
    }
    return pending;
  }
  const auto tables = warehouse::logged_tables(service);
  TM_ASSIGN(auto changed,
            db::binlog::changed_uuids(source.endpoint(), *since, *snapshot->position, tables, kMostPending));
  if (!changed.why_all.empty())
    return fail(ErrorKind::retryable,
                fmt::format("{}: the binary log does not tell what the warehouse has not seen yet: {}",
                            service, changed.why_all),
                "`techmarket etl run` brings the warehouse up to date; then run the same command again");
  for (std::size_t i = 0; i < tables.size(); ++i)
    pending.of_table_.emplace(tables[i].table, std::move(changed.of_table[i]));
  pending.by_log_ = true;
  return pending;
}

bool Pending::contains(std::string_view table, const std::optional<std::string>& key) const {
  const auto id = key ? parse_uuid(*key) : std::nullopt;
  const auto found = of_table_.find(table);
  return id && found != of_table_.end() && found->second.contains(*id);
}

}  // namespace techmarket::ops
