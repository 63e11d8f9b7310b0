#pragma once
// Оракул проти живих баз: кількість рядків кожної таблиці й підсумки сховища за місяцями, областями,
// категоріями й працівниками. Підсумки сховища рахує сам PostgreSQL.

#include <vector>

#include "config/catalogue.h"
#include "ops/findings.h"
#include "world/expect/expect.h"
#include "world/simulate/checkpoint.h"

namespace techmarket::ops {

/// Світ, яким наповнено чотири бази. Помилка retryable, якщо generate чи simulate перервано.
Result<world::WorldState> loaded_world(const config::Catalogue& catalogue);

/// По перевірці на таблиці й на кожен розріз; деталі — перші розбіжності.
Result<std::vector<CheckResult>> check_expectation(const config::Catalogue& catalogue,
                                                   const world::Expectation& expected);

}  // namespace techmarket::ops
