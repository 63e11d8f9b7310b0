#pragma once
// Які перетворення типів доведено такими, що зберігають кожне значення. Решта — невідомі, тож губить: зі
// зміною, якої тут немає, план просить дозволу.

#include "schema/schema.h"
#include "sql/type_shape.h"

namespace techmarket::sql {

/// Чи значення, яке пройшло перевірки плану й вмістилося в новий тип, можна перевести назад без змін. Сервер
/// мусить сам відмовити тому, що не вміщається: перевірка даних і крок — різні миті.
/// Доказ — migrate/type_changes_test.cc: кожне твердження цього файла на справжніх серверах.
bool keeps_every_value(const TypeShape& from, const TypeShape& to, schema::Dialect dialect);

}  // namespace techmarket::sql
