#pragma once
// Справжні імена й властивості живої бази MySQL або MariaDB, яких модель не пам'ятає.

#include <span>
#include <string>

#include "base/error.h"
#include "db/mysql/connection.h"
#include "migrate/physical.h"

namespace techmarket::migrate::mysql {

/// @param schemas ті самі бази, що й у read_catalog().
Result<Physical> read_physical(db::mysql::Connection& connection, std::span<const std::string> schemas = {});

}  // namespace techmarket::migrate::mysql
