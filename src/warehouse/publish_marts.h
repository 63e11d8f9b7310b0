#pragma once
// Вітрини в транзакції запуску: рівні запитові над фактами, а пишеться лише різниця. Суми складаються, тож
// після запуску за журналом досить відняти колишні факти змінених замовлень і додати нинішні: ціна — змінене,
// а не все.

#include <string>
#include <vector>

#include "db/postgres/connection.h"
#include "warehouse/marts.h"

namespace techmarket::warehouse {

struct MartReport {
  std::string table;
  std::int64_t inserted = 0, updated = 0, deleted = 0;

  std::int64_t changed() const { return inserted + updated + deleted; }
};

/// Запам'ятовує факти, яких торкнулася зміна (ключі — таблиця scope), у поточній транзакції: до запису й
/// після.
enum class FactState { before, after };
Status remember_facts(FactState state, std::string_view scope, db::postgres::Connection& warehouse);

/// Приводить кожну вітрину у відповідність до фактів.
/// @param whole порахувати все; інакше — лише запам'ятоване remember_facts(). Вітрину, в якій зміна не
/// сходиться з тим, що там лежить, порожню за непорожніх фактів чи щойно створену пораховано цілком і так
/// Відмова retryable, якщо у вітрині виявилося не те, що пораховано.
Result<std::vector<MartReport>> publish_marts(bool whole, db::postgres::Connection& warehouse);

/// Забуває все: сховище починається наново.
Status empty_marts(db::postgres::Connection& warehouse);

}  // namespace techmarket::warehouse
