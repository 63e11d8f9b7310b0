#pragma once
// Подання, тригери, процедури й події MySQL та MariaDB. Сервер не пам'ятає, яких стовпців вони торкаються, і
// не заважає їх змінити: те, що перестало працювати, видно аж під час виклику. Тому тут є лише тексти.

#include <string>
#include <vector>

#include "base/error.h"
#include "db/catalog.h"
#include "db/mysql/connection.h"

namespace techmarket::db::mysql {

/// @param schemas бази, крім тієї, до якої під'єднано.
Result<std::vector<Dependent>> read_dependents(Connection& connection,
                                               const std::vector<std::string>& schemas);

}  // namespace techmarket::db::mysql
