#pragma once
// Як PostgreSQL переказав би вирази схеми.

#include <vector>

#include "base/error.h"
#include "db/postgres/connection.h"
#include "migrate/server_forms.h"
#include "schema/schema.h"

namespace techmarket::migrate::postgres {

enum class Transaction { own, outer };

/// Створює тимчасову таблицю з кожним виразом, читає його назад і відкочує все. Вираз, якого сервер не
/// приймає (типу чи функції ще немає), лишається без відповіді, як і все, коли тимчасових таблиць створювати
/// не можна.
/// @param live_enums переліки бази: інші з тими самими іменами створюються на час запиту.
/// @param transaction outer — з'єднання вже в транзакції.
Result<ServerForms> ask_server_forms(db::postgres::Connection& connection, const schema::Database& target,
                                     const std::vector<schema::Enum>& live_enums, Transaction transaction);

}  // namespace techmarket::migrate::postgres
