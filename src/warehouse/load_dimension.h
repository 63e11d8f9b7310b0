#pragma once
// Виміри: COPY у тимчасову таблицю, далі SQL над множинами. Сурогатні ключі сталі між запусками:
// відомий природний ключ зберігає свій, новий отримує наступний. Рядок змінюється, лише коли є що змінити.

#include "db/mysql/connection.h"
#include "db/postgres/connection.h"
#include "warehouse/quality.h"
#include "warehouse/run.h"
#include "warehouse/star.h"

namespace techmarket::warehouse {

/// Переносить вимір із джерела. Порушення йдуть у quality; тоді вимір не змінено і вертається порожній звіт.
/// Після успіху в сеансі лишається тимчасова таблиця stage_table(dimension) із ключами: саме ті рядки виміру,
/// що є в джерелі зараз.
Result<DimensionReport> load_dimension(const Dimension& dimension, db::mysql::Connection& source,
                                       db::postgres::Connection& warehouse, Quality& quality);

/// Прибирає члени попереднього світу: їх немає в джерелі, і востаннє їх змінено раніше, ніж generate почав
/// наповнювати його чинним світом. Зниклі відтоді лишаються як історія, як і всі, коли базу наповнив не
/// generate. Кличеться після фактів, від дітей до батьків: доти на членів іще вказують.
Result<std::int64_t> drop_former_world(const Dimension& dimension, db::mysql::Connection& source,
                                       db::postgres::Connection& warehouse);

}  // namespace techmarket::warehouse
