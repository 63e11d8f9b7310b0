#pragma once
// Ключі-UUID, які згадує журнал між двома місцями, без повторів.

#include <cstddef>
#include <string>
#include <vector>

#include <tsl/robin_set.h>

#include "base/error.h"
#include "base/uuid.h"
#include "db/binlog/position.h"
#include "db/binlog/watched_table.h"
#include "db/endpoint.h"

namespace techmarket::db::binlog {

using UuidSet = tsl::robin_set<Uuid>;

struct ChangedUuids {
  std::vector<UuidSet> of_table;  ///< у порядку tables
  std::string why_all;  ///< чому журнал не каже всього; порожньо — каже
};

/// @param tables ключ кожної — один стовпець
/// @param limit скільки ключів однієї таблиці збирати; більше — why_all
/// Помилки — як у ChangeReader: retryable, configuration, interrupted.
Result<ChangedUuids> changed_uuids(const Endpoint& endpoint, const Checkpoint& since, const LogPosition& to,
                                   const std::vector<WatchedTable>& tables, std::size_t limit);

}  // namespace techmarket::db::binlog
