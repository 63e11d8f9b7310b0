#pragma once
// dim_date: члени не беруться з джерела, а обчислюються за описом зірки. Як і в решти вимірів, план окремо
// від запису.

#include "db/mysql/connection.h"
#include "db/postgres/connection.h"
#include "warehouse/plan_dimension.h"
#include "warehouse/quality.h"

namespace techmarket::warehouse {

/// Дні від 1 січня першого до 31 грудня останнього року замовлень і того, що у вимірі вже є. Замовлення
/// поза роками kFirstOrderYear…kLastOrderYear — порушення; тоді плану немає і вертається порожній звіт.
Result<DimensionReport> plan_dates(db::mysql::Connection& orders, db::postgres::Connection& warehouse,
                                   Quality& quality);

/// Виконує план у транзакції запуску. Відмова retryable, якщо сховище втратило день.
Status publish_dates(const DimensionReport& planned, db::postgres::Connection& warehouse);

}  // namespace techmarket::warehouse
