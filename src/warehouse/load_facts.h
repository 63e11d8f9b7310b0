#pragma once
// Факти: рядки проданих замовлень потоком із MySQL через перетворення в COPY. Читання й перетворення йдуть
// одним потоком, запис — іншим; між ними обмежена черга.

#include "db/mysql/connection.h"
#include "db/postgres/connection.h"
#include "warehouse/keys.h"
#include "warehouse/quality.h"
#include "warehouse/run.h"

namespace techmarket::warehouse {

/// Скільки приблизно рядків замовлень у джерелі: за статистикою сервера, без лічби.
Result<std::int64_t> estimated_items(db::mysql::Connection& orders);

/// Замінює вміст fact_sales фактами знімка orders. Порушення йдуть у quality.
/// @return кількість фактів, полічених у сховищі; retryable, якщо вона не збіглася з кількістю рядків
/// джерела.
Result<std::int64_t> load_facts(const DimensionKeys& keys, db::mysql::Connection& orders,
                                db::postgres::Connection& warehouse, Quality& quality,
                                const Options& options);

}  // namespace techmarket::warehouse
