#pragma once
// Приймачі довільної схеми: чужа база MySQL або PostgreSQL. Імена звіряються з її каталогом до першого рядка.

#include <memory>

#include "config/endpoints.h"
#include "filler/fill_plan.h"
#include "rows/sink.h"

namespace techmarket::filler {

struct DatabaseSinkOptions {
  config::DatabaseAddress target;
  const schema::Database& source;  ///< як розібрано: з неї будуються таблиці
  const Plan& plan;
  std::filesystem::path dbml_file;
  bool create = false;     ///< --create: створити таблиці
  rows::Shard shard = {};  ///< частки завантажуються поруч; остання завершує завантаження
  bool replace = false;    ///< --yes: стерти рядки, які завантажили не ми
};

/// Таблиці йдуть паралельно через LOAD DATA; позначка _techmarket_generate стоїть, доки завантаження не
/// завершено, тож після kill -9 та сама команда починає спочатку.
std::unique_ptr<rows::Sink> mysql_database_sink(DatabaseSinkOptions options);

/// Одна транзакція на все: перерване завантаження не лишає нічого.
std::unique_ptr<rows::Sink> postgres_database_sink(DatabaseSinkOptions options);

/// Ім'я в каталозі PostgreSQL: сервер обрізає його до 63 байтів, у COPY — так само.
std::string catalogue_name(std::string_view name);

/// Звіряння імен із каталогом бази.
Status check_live(const DatabaseSinkOptions& options, std::span<const rows::TableSource> tables,
                  std::span<const db::LiveColumn> live);

/// Схема без records: рядки records пише сам генератор.
std::string create_script(const DatabaseSinkOptions& options);

/// Відбиток того, що завантажують: таблиці, розміри і їхні перші рядки. Частки з різними відбитками — різні
/// дані.
std::uint64_t fingerprint(const Plan& plan);

/// Скільки рядків records має таблиця плану.
std::size_t record_rows(const Plan& plan, const rows::TableSource& table);

/// Помилка про рядки, яких ми не завантажували.
std::unexpected<Error> foreign_rows(const DatabaseSinkOptions& options, const rows::TableSource& table);

}  // namespace techmarket::filler
