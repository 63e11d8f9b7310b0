#pragma once
// Виміри: COPY у тимчасову таблицю, далі SQL над множинами. Сурогатні ключі сталі між запусками:
// відомий природний ключ зберігає свій, новий отримує наступний. Рядок змінюється, лише коли є що змінити.

#include "db/mysql/connection.h"
#include "db/postgres/connection.h"
#include "etl/model.h"
#include "etl/quality.h"
#include "etl/run.h"

namespace techmarket::etl {

/// Переносить вимір із джерела. Порушення йдуть у quality; тоді вимір не змінено і вертається порожній звіт.
/// Після успіху в сеансі лишається тимчасова таблиця stage_table(dimension) зі стовпцями key, id, measure:
/// саме ті рядки виміру, що є в джерелі зараз.
Result<DimensionReport> load_dimension(const Dimension& dimension, db::mysql::Connection& source,
                                       db::postgres::Connection& warehouse, Quality& quality);

std::string stage_table(const Dimension& dimension);

/// dim_date: від 1 січня першого до 31 грудня останнього року замовлень і того, що у вимірі вже є. Замовлення
/// поза роками kFirstOrderYear…kLastOrderYear — порушення; тоді вимір не змінено і вертається порожній звіт.
Result<DimensionReport> load_dates(db::mysql::Connection& orders, db::postgres::Connection& warehouse,
                                   Quality& quality);

}  // namespace techmarket::etl
