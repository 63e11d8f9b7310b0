#pragma once
// Перевірки за темами. Кожна функція повертає свої перевірки; порядок у звіті — порядок викликів у verify.cc.

#include <functional>
#include <vector>

#include "db/binding.h"
#include "ops/findings.h"
#include "ops/services.h"

namespace techmarket::ops {

/// Відкладена робота: одна або кілька перевірок, що читають ті самі рядки.
using CheckGroup = std::function<Result<std::vector<CheckResult>>()>;

/// Посилання: зовнішні ключі кожної бази (завантаження вимикає їх перевірку) і міжсервісні з приміток DBML.
std::vector<CheckGroup> reference_checks(const Services& services);

/// Значення: переліки DBML, updated_at ≥ created_at.
std::vector<CheckGroup> value_checks(const Services& services);

/// Облікові записи: неповторні адреси, один пароль, його хеш — рядок PHC, хоч одна роль, адреса збігається з
/// людиною, строки токенів.
std::vector<CheckGroup> account_checks(const Services& services);

/// Гроші й час: суми замовлень, оплати, причинність дат.
std::vector<CheckGroup> money_checks(const Services& services);

/// Виміри проти джерел і календар.
std::vector<CheckGroup> dimension_checks(const Services& services);

/// Факти проти рядків замовлень: суми й кожен рядок.
std::vector<CheckGroup> fact_checks(const Services& services);

/// Стовпці сервісу, до яких звертаються перевірки.
std::vector<db::TableUse> used_columns(const Described& service);

/// Одна перевірка одним запитом: кожен рядок відповіді — порушення. Останнє поле — кількість рядків бази за
/// ним.
/// @param describe слова для рядка.
CheckGroup violations_by_query(const Described& service, std::string name, std::string sql,
                               std::function<std::string(db::RowView)> describe);

}  // namespace techmarket::ops
