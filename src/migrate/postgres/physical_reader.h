#pragma once
// Справжні імена й властивості живої бази PostgreSQL, яких модель не пам'ятає.

#include "base/error.h"
#include "db/postgres/connection.h"
#include "migrate/physical.h"

namespace techmarket::migrate::postgres {

Result<Physical> read_physical(db::postgres::Connection& connection);

}  // namespace techmarket::migrate::postgres
