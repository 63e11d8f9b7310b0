#pragma once
// Як PostgreSQL переказав би вирази схеми.

#include <vector>

#include "base/error.h"
#include "db/postgres/connection.h"
#include "ddl/server_forms.h"
#include "schema/schema.h"

namespace techmarket::db::postgres {

enum class Transaction { own, outer };

/// Створює тимчасову таблицю з кожним виразом, читає його назад і відкочує все. Вираз, якого сервер не
/// приймає (типу чи функції ще немає), лишається без відповіді, як і все, коли тимчасових таблиць створювати
/// не можна.
/// @param live_enums переліки бази: інші з тими самими іменами створюються на час запиту.
/// @param transaction outer — з'єднання вже в транзакції.
Result<ddl::ServerForms> ask_server_forms(Connection& connection, const schema::Database& target,
                                          const std::vector<schema::Enum>& live_enums,
                                          Transaction transaction);

}  // namespace techmarket::db::postgres
