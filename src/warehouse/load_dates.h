#pragma once
// dim_date: члени не беруться з джерела, а обчислюються за описом зірки.

#include "db/mysql/connection.h"
#include "db/postgres/connection.h"
#include "warehouse/quality.h"
#include "warehouse/run.h"

namespace techmarket::warehouse {

/// Дні від 1 січня першого до 31 грудня останнього року замовлень і того, що у вимірі вже є. Замовлення
/// поза роками kFirstOrderYear…kLastOrderYear — порушення; тоді вимір не змінено і вертається порожній звіт.
Result<DimensionReport> load_dates(db::mysql::Connection& orders, db::postgres::Connection& warehouse,
                                   Quality& quality);

}  // namespace techmarket::warehouse
