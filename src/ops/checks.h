#pragma once
// Перевірки за темами. Кожна функція повертає свої перевірки; порядок у звіті — порядок викликів у verify.cc.

#include <array>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "db/binding.h"
#include "ops/findings.h"
#include "ops/generated_world.h"
#include "ops/services.h"

namespace techmarket::ops {

/// Статуси проданих замовлень. Перелік свій, а не warehouse: доказ не питає того, кого перевіряє.
inline constexpr std::array<std::string_view, 3> kSoldStatuses = {"paid", "shipped", "delivered"};

/// Що перевіряють: сервіси з живими схемами й кількостями рядків і світ, яким їх наповнили.
struct Subject {
  Services services;
  std::optional<GeneratedWorld> world;  ///< порожньо, якщо бази наповнив не generate
};

/// Відкладена робота: одна або кілька перевірок, що читають ті самі рядки.
struct CheckGroup {
  std::string name;  ///< під ним звітують, якщо перевірити не вдалося
  std::function<Result<std::vector<CheckResult>>()> run;
};

/// Жива схема кожного сервісу проти його DBML.
std::vector<CheckGroup> schema_checks(const Subject& subject);

/// У кожній таблиці є рядки, і їх не менше, ніж завантажено.
std::vector<CheckGroup> table_checks(const Subject& subject);

/// Посилання: зовнішні ключі кожної бази (завантаження вимикає їх перевірку) і міжсервісні з приміток DBML.
std::vector<CheckGroup> reference_checks(const Subject& subject);

/// Ключі не повторюються, дерева не мають кіл.
std::vector<CheckGroup> key_checks(const Subject& subject);

/// Правила, які кожен рядок виконує сам (row_rules.h): один прохід на таблицю.
std::vector<CheckGroup> row_checks(const Subject& subject);

/// Облікові записи: людина, роль, адреса, пароль, сеанси.
std::vector<CheckGroup> account_checks(const Subject& subject);

/// Гроші й час: суми замовлень, оплати, причинність дат.
std::vector<CheckGroup> money_checks(const Subject& subject);

/// Виміри проти джерел і календар.
std::vector<CheckGroup> dimension_checks(const Subject& subject);

/// Журнал ETL проти сховища і джерел.
std::vector<CheckGroup> journal_checks(const Subject& subject);

/// Факти проти рядків замовлень: суми й кожен рядок.
std::vector<CheckGroup> fact_checks(const Subject& subject);

/// Чи є в живих базах усе, до чого звертаються перевірки. Відмова bad_input називає все, чого немає.
Status check_bound(const config::Catalogue& catalogue, const Services& services);

/// Кожна вітрина проти запиту над фактами.
std::vector<CheckGroup> mart_checks(const Subject& subject);

/// Стовпці сервісу, до яких звертаються перевірки.
std::vector<db::TableUse> used_columns(const Described& service);

/// Одна перевірка одним запитом: кожен рядок відповіді — порушення. Останнє поле — кількість рядків бази за
/// ним.
/// @param table чиї рядки перевіряються: їхня кількість іде в підтвердження.
/// @param describe слова для рядка.
CheckGroup violations_by_query(const Described& service, std::string name, const schema::QualifiedName& table,
                               std::string sql, std::function<std::string(db::RowView)> describe);

}  // namespace techmarket::ops
