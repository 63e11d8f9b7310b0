#pragma once
// Приймачі довільної схеми: чужа база MySQL або PostgreSQL. Імена звіряються з її каталогом до першого рядка.

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/endpoints.h"
#include "db/binding.h"
#include "rows/sink.h"

namespace techmarket::rows {

struct DatabaseSinkOptions {
  config::DatabaseAddress target;
  const schema::Database& declared;  ///< з чим звіряється каталог бази; живе довше за приймач
  std::filesystem::path dbml_file;
  std::optional<std::string> create = {};  ///< --create: SQL таблиць, без рядків records
  std::uint64_t data = 0;  ///< відбиток того, що завантажують: частки з різними відбитками — різні дані
  Shard shard = {};  ///< частки завантажуються поруч; остання завершує завантаження
  bool replace = false;  ///< --yes: стерти рядки, які завантажили не ми
};

/// MySQL: таблиці йдуть паралельно через LOAD DATA (mysql_sink.h); позначка _techmarket_generate стоїть, доки
/// завантаження не завершено, тож після kill -9 та сама команда починає спочатку.
/// PostgreSQL: одна транзакція на все; перерване завантаження не лишає нічого.
std::unique_ptr<Sink> database_sink(DatabaseSinkOptions options);

// Спільне для обох серверів.

/// Ім'я в каталозі PostgreSQL: сервер обрізає його до 63 байтів, у COPY — так само.
std::string catalogue_name(std::string_view name);

/// Розбіжності імен із каталогом бази.
std::vector<Diagnostic> check_live(const DatabaseSinkOptions& options, std::span<const TableSource> tables,
                                   std::span<const db::LiveColumn> live);

/// Відмова usage, якщо якась із таблиць, які треба створити, вже є.
/// @param default_schema як каталог зве схему таблиць без схеми
Status check_absent(const DatabaseSinkOptions& options, std::span<const TableSource> tables,
                    std::span<const db::LiveColumn> live, std::string_view default_schema);

/// Помилка про рядки, яких ми не завантажували.
std::unexpected<Error> foreign_rows(const DatabaseSinkOptions& options, const TableSource& table);

std::unique_ptr<Sink> mysql_database_sink(DatabaseSinkOptions options);
std::unique_ptr<Sink> postgres_database_sink(DatabaseSinkOptions options);

}  // namespace techmarket::rows
