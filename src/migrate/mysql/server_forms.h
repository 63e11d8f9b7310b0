#pragma once
// Як MySQL чи MariaDB переказали б вирази схеми.

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "db/mysql/connection.h"
#include "migrate/server_forms.h"
#include "schema/schema.h"

namespace techmarket::migrate::mysql {

/// Створює тимчасову таблицю з кожним виразом, читає його з SHOW CREATE TABLE і прибирає. Вираз, якого сервер
/// не приймає, лишається без відповіді, як і все, коли тимчасових таблиць створювати не можна. Індексів за
/// виразом MariaDB не має, а MySQL їх переказує, як записано.
Result<ServerForms> ask_server_forms(db::mysql::Connection& connection, const schema::Database& target);

/// Рядки SHOW CREATE TABLE між зовнішніми дужками.
std::vector<std::string> definitions(std::string_view create_table);

}  // namespace techmarket::migrate::mysql
