#pragma once
// Справжні імена й властивості живої бази MySQL або MariaDB, яких модель не пам'ятає.

#include <span>
#include <string>

#include "base/error.h"
#include "db/mysql/connection.h"
#include "ddl/migration/physical.h"

namespace techmarket::db::mysql {

/// @param schemas ті самі бази, що й у read_catalog().
Result<ddl::Physical> read_physical(Connection& connection, std::span<const std::string> schemas = {});

}  // namespace techmarket::db::mysql
