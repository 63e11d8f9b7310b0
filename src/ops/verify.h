#pragma once
// Доказ, що нічого не загублено: кількості рядків усіх таблиць, посилання між сервісами, гроші, звіряння
// сховища з джерелами рядок за рядком. Звичайний SQL з обох боків; пам'ять не залежить від кількості рядків.

#include <vector>

#include "base/error.h"
#include "base/progress.h"
#include "config/catalogue.h"
#include "ops/findings.h"
#include "ops/row_counts.h"

namespace techmarket::ops {

struct Verification {
  std::vector<ServiceCounts> services;
  std::vector<CheckResult> checks;

  bool ok() const { return failed() == 0; }
  /// Скільки перевірок не пройшло або не вдалося виконати.
  std::size_t failed() const;
};

/// Виконує всі перевірки. Розбіжності — у відповіді, разом із перевіркою, яку сервер не дав виконати.
/// Помилки: fatal — сервер не відповідає; bad_input — стовпці не прив'язалися; retryable — бази ще
/// завантажуються або їх хтось пише; check_failed — усі таблиці порожні, тож перевіряти нічого.
Result<Verification> verify(const config::Catalogue& catalogue, ProgressStyle progress);

/// Звіряє сховище з джерелами рядок за рядком, поки пишуть: знімки обох боків, відбитки проміжків ключів, і
/// законна лише та різниця, яку журнал джерела називає після останнього запуску ETL. Відповідь — перевірка на
/// таблицю.
/// Помилки: bad_input, fatal — як у verify(); check_failed — сховище ще не завантажували; retryable — джерело
/// без журналу хтось пише, журнал не каже всього.
/// @param rows_per_range скільки рядків у проміжку ключів; стільки ж щонайбільше стоїть у пам'яті
Result<Verification> verify_deep(const config::Catalogue& catalogue, ProgressStyle progress,
                                 std::int64_t rows_per_range = 50'000);

}  // namespace techmarket::ops
