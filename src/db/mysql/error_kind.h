#pragma once
// Коди MySQL і MariaDB → що сталося (MySQL Server and Client Error Message Reference, MariaDB Error Codes).

#include <string_view>

#include "db/server_failure.h"

namespace techmarket::db::mysql {

/// @param code mysql_errno(): код сервера, libmariadb чи mysys
/// @param message слова сервера: частину відмов диска він повідомляє спільними кодами, про місце каже текст
ServerFailure failure_of(unsigned code, std::string_view message);

}  // namespace techmarket::db::mysql
