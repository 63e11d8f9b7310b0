#pragma once
// DBML сервісу: прочитати або відмовити, звірити з живою базою.

#include <filesystem>
#include <span>
#include <vector>

#include "config/catalogue.h"
#include "db/binding.h"
#include "schema/schema.h"

namespace techmarket::config {

/// Файл DBML сервісу, як його показують повідомлення: від поточної теки.
std::filesystem::path dbml_file(const Catalogue& catalogue, const Service& service);

/// Розібраний DBML сервісу. Помилка bad_input показує місця у файлі.
Result<schema::Database> read_schema(const Catalogue& catalogue, const Service& service);

/// Дописує в problems розбіжності між declared, живою базою і тим, до чого програма звертається. Помилка —
/// лише якщо каталог бази не прочитати.
template <class Connection>
Status check_live(const Catalogue& catalogue, const Service& service, const schema::Database& declared,
                  Connection& connection, std::span<const db::TableUse> uses,
                  std::vector<Diagnostic>& problems) {
  TM_ASSIGN(const auto live, db::live_columns(connection));
  const db::BindingSide side{.service = service.name,
                             .dbml_file = dbml_file(catalogue, service),
                             .declared = declared,
                             .live = live};
  for (auto& problem : db::check_binding(side, uses)) problems.push_back(std::move(problem));
  return {};
}

}  // namespace techmarket::config
