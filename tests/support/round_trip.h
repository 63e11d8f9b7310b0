#pragma once
// Обіцянка check і pull, спільна для тестів обох рушіїв: build(x) на справжньому сервері не дає відмінностей
// від x, а прочитане, надруковане і знову розібране — та сама модель.

#include <cstdint>
#include <string>

#include "schema/schema.h"
#include "support/temporary_server.h"

namespace techmarket::support {

/// Розібрана схема; помилки розбору стають винятком тесту.
schema::Database parse_schema(const std::string& dbml);
schema::Database parse_schema_file(const std::string& path);

/// Усе, що не збіглося, текстом; порожньо, якщо обіцянку виконано.
std::string round_trip(TemporaryServer& server, const schema::Database& expected, schema::Dialect dialect);

/// Випадкова схема: типи, значення, індекси, перевірки, складені ключі, зв'язки всіх видів. Та сама для того
/// самого зерна.
std::string random_schema(std::uint64_t seed, schema::Dialect dialect);

/// Будує схему, виконує change на сервері й повертає відмінності, як їх бачить check.
std::string drift(TemporaryServer& server, const schema::Database& expected, schema::Dialect dialect,
                  const std::string& change);

}  // namespace techmarket::support
