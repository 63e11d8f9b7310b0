#pragma once
// Прив'язка за іменем: кожен стовпець, який програма читає чи пише, звіряється з DBML і з живою базою
// до першого рядка. Новий необов'язковий стовпець нічого не ламає; перейменований — зупиняє роботу зрозуміло.

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "db/live_columns.h"
#include "schema/schema.h"

namespace techmarket::db {

/// Таблиця і стовпці, до яких програма звертається за іменем.
struct TableUse {
  schema::QualifiedName table;
  std::vector<std::string> columns;
  bool inserts = false;  ///< рядки додаються: інших обов'язкових стовпців без DEFAULT бути не повинно
};

/// Дві сторони, з якими звіряються імена.
struct BindingSide {
  std::string service;  ///< «orders-db»
  std::filesystem::path dbml_file;
  const schema::Database& declared;
  std::span<const LiveColumn> live;
};

/// Усі розбіжності одразу; порожньо, якщо прив'язка вдалася.
/// Місце — стовпець або таблиця у файлі DBML; для таблиці, якої там немає, — увесь файл.
std::vector<Diagnostic> check_binding(const BindingSide& side, std::span<const TableUse> uses);

/// Помилка bad_input з усіма розбіжностями; попередження друкуються в stderr і роботи не спиняють.
/// Джерело кожної читається з її файлу, щоб показати рядок і позначку.
Status binding_status(const std::vector<Diagnostic>& problems);

}  // namespace techmarket::db
