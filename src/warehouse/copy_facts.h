#pragma once
// Рядки проданих замовлень потоком із MySQL через перетворення в COPY. Читання й перетворення йдуть одним
// потоком, запис — іншим; між ними обмежена черга.

#include <functional>

#include "db/mysql/connection.h"
#include "db/postgres/connection.h"
#include "warehouse/changes.h"
#include "warehouse/keys.h"
#include "warehouse/options.h"
#include "warehouse/quality.h"

namespace techmarket::warehouse {

/// Скільки приблизно рядків замовлень у джерелі: за статистикою сервера, без лічби.
Result<std::int64_t> estimated_items(db::mysql::Connection& orders);

struct CopiedFacts {
  std::int64_t items = 0;  ///< скільки рядків замовлень прочитано
  std::int64_t facts = 0;  ///< скільки з них стали фактами; стільки їх у таблиці
};

/// Дописує до таблиці зі стовпцями fact_sales факти знімка orders. Порушення йдуть у quality; тоді вертається
/// порожній звіт. Рахують обидва сервери: джерело — рядки свого знімка, сховище — рядки таблиці. Відмова
/// retryable, якщо вони не збіглися.
/// @param before_count виконується між копіюванням і лічбою, доки джерело рахує свої рядки
Result<CopiedFacts> copy_facts(const DimensionKeys& keys, db::mysql::Connection& orders,
                               db::postgres::Connection& warehouse, std::string_view table, Quality& quality,
                               const Options& options, const std::function<Status()>& before_count);

/// Те саме для змінених замовлень: усі їхні рядки. Проти повного читання лічити нема чого: що вийшло, звіряє
/// publish_facts.h за ключами.
/// @param seen тут додаються ключі всіх прочитаних рядків, проданих і ні
Result<CopiedFacts> copy_changed_facts(const DimensionKeys& keys, const std::vector<Uuid>& changed_orders,
                                       db::mysql::Connection& orders, db::postgres::Connection& warehouse,
                                       std::string_view table, Quality& quality, std::vector<Uuid>& seen);

}  // namespace techmarket::warehouse
