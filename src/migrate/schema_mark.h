#pragma once
// Позначка цілої бази: рядок таблиці _techmarket_schema. Його пишуть останнім — запуск контейнера
// (render/engine.cc) або міграція, — тож він є лише там, де схему застосовано до кінця; яку саме, каже
// відбиток.

#include <string>
#include <string_view>

#include "schema/schema.h"

namespace techmarket::migrate {

/// Як усі _techmarket…, невидима для check, diff, pull і verify.
inline constexpr std::string_view kSchemaMarkTable = "_techmarket_schema";

/// SHA-256 тексту схеми без коментарів, операторів SET і порожніх рядків: файл `schema build`, файл dbml2sql
/// і щойно надрукована схема мають той самий відбиток. Так само рахує оболонка в render/engine.cc.
std::string schema_fingerprint(std::string_view sql);

/// Оператори, що ставлять позначку або міняють її відбиток.
std::string schema_mark_sql(schema::Dialect dialect, std::string_view fingerprint);

}  // namespace techmarket::migrate
