#pragma once
// Індекси й ключі таблиці фактів на час великого завантаження: знімаються й відбудовуються тією самою
// транзакцією за визначеннями з каталогу сервера, тож після запуску таблиця така сама, як її створив
// згенерований SQL.

#include <string>
#include <vector>

#include "db/postgres/connection.h"

namespace techmarket::warehouse {

/// Оператори, що знімають і відтворюють. Порядок: зовнішні ключі знімаються першими, відтворюються останніми.
struct SecondaryStructures {
  std::vector<std::string> drop, create;
};

/// Усе, що можна зняти: зовнішні ключі таблиці, її індекси, її первинний ключ (якщо на нього ніхто не
/// посилається).
Result<SecondaryStructures> secondary_structures(db::postgres::Connection& warehouse, std::string_view table);

}  // namespace techmarket::warehouse
