#pragma once
// Відмови mysqldump і pg_dump: про сервер вони кажуть лише текстом, а код завершення мусить бути той самий,
// що й у команд, які розмовляють із сервером самі.

#include "base/error.h"
#include "db/endpoint.h"

namespace techmarket::ops {

/// Рід і порада за словами програми; чого в них не впізнано, лишається як було.
Error explained_mysql_dump(Error error, const db::Endpoint& endpoint);
Error explained_postgres_dump(Error error, const db::Endpoint& endpoint);

}  // namespace techmarket::ops
