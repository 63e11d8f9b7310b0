#pragma once
// Що описували DBML попередніх запусків migrate. Решта бази — чуже: план її не вилучає, check про неї не
// каже.

#include <set>
#include <string_view>

#include "base/error.h"
#include "db/mysql/connection.h"
#include "db/postgres/connection.h"
#include "schema/schema.h"

namespace techmarket::migrate {

/// Таблиці й переліки, які колись описувала DBML.
inline constexpr std::string_view kDescribedTable = "_techmarket_described";

/// Порожньо, якщо migrate цієї бази ще не торкалася.
Result<std::set<schema::QualifiedName>> read_described(db::mysql::Connection& connection);
Result<std::set<schema::QualifiedName>> read_described(db::postgres::Connection& connection);

}  // namespace techmarket::migrate
