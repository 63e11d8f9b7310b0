#pragma once
// Справжні імена й властивості живої бази PostgreSQL, яких модель не пам'ятає.

#include "base/error.h"
#include "db/postgres/connection.h"
#include "ddl/migration/physical.h"

namespace techmarket::db::postgres {

Result<ddl::Physical> read_physical(Connection& connection);

}  // namespace techmarket::db::postgres
