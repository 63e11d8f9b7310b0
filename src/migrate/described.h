#pragma once
// Що описували DBML попередніх запусків migrate. Решта бази — чуже: план її не вилучає, check про неї не
// каже.

#include <set>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "db/mysql/connection.h"
#include "db/postgres/connection.h"
#include "migrate/compare.h"
#include "schema/schema.h"

namespace techmarket::migrate {

/// Таблиці й переліки, які колись описувала DBML.
inline constexpr std::string_view kDescribedTable = "_techmarket_described";

/// Порожньо, якщо migrate цієї бази ще не торкалася.
Result<std::set<schema::QualifiedName>> read_described(db::mysql::Connection& connection);
Result<std::set<schema::QualifiedName>> read_described(db::postgres::Connection& connection);

/// Забирає з відмінностей таблиці й переліки, яких жодна DBML не описувала. @return їхні імена.
std::vector<schema::QualifiedName> leave_alone(std::vector<Difference>& differences,
                                               const std::set<schema::QualifiedName>& described);

}  // namespace techmarket::migrate
