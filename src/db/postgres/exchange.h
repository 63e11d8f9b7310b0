#pragma once
// Чекання на сервер PostgreSQL: не довше, ніж він живий, і Ctrl-C обриває його будь-де. libpq у блокувальному
// режимі чекала б на завислий сервер вічно.

#include <functional>
#include <memory>

#include <libpq-fe.h>

#include "base/error.h"

namespace techmarket::db::postgres {

struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using ResultHandle = std::unique_ptr<PGresult, ClearResult>;

/// Чи сервер іще відповідає: кличеться, коли той мовчить двадцять секунд. Довгий оператор мовчить законно,
/// зупинений сервер — ні.
using StillThere = std::function<Status()>;

/// Надсилає все, що libpq тримає в буфері. Помилки: interrupted; те, що сказав still_there. Після помилки
/// з'єднання вже розірвано.
Status flush(PGconn* handle, const StillThere& still_there);

/// Наступний результат запиту; порожній — результати скінчилися. Помилки — як у flush(); відмову сервера несе
/// сам результат.
Result<ResultHandle> next_result(PGconn* handle, const StillThere& still_there);

}  // namespace techmarket::db::postgres
