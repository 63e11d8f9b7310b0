#pragma once
// Внутрішня будова dialect_findings(): що бачать перевірки і куди вони повідомляють. Межі серверів — з їхніх
// довідників: MySQL, «Identifier Length Limits», «Limits on Table Column Count and Row Size», «InnoDB
// Limits»; PostgreSQL, додаток K «PostgreSQL Limits». Кожну перевірено на MariaDB 10.11, MySQL 9.7 і
// PostgreSQL 15.

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ddl/grouped_schema.h"
#include "ddl/syntax.h"
#include "schema/schema.h"

namespace techmarket::ddl {

struct DialectRun {
  DialectRun(const schema::Database& schema, schema::Dialect chosen)
      : database(schema), model(schema), dialect(chosen), syntax(make_syntax(chosen)) {}

  bool mysql() const { return dialect == schema::Dialect::mysql; }
  void add(std::string_view code, const SourceRange& at, std::string message, std::string hint,
           std::string subject) {
    findings.push_back({.severity = Severity::warning,
                        .code = std::string(code),
                        .message = std::move(message),
                        .at = at,
                        .hint = std::move(hint),
                        .subject = std::move(subject)});
  }

  const schema::Database& database;
  const Model model;
  const schema::Dialect dialect;
  const std::unique_ptr<Syntax> syntax;
  std::vector<Diagnostic> findings = {};
};

/// Аргументи типу числами: decimal(10,2) → 10, 2. Нечислові й зайві пропущено.
struct Numbers {
  std::array<std::int64_t, 2> values = {};
  std::size_t count = 0;

  bool empty() const { return count == 0; }
  std::int64_t operator[](std::size_t i) const { return values[i]; }
};
Numbers numeric_arguments(const schema::Type& type);

/// Скільки байтів MySQL відводить тексту чи двійковому стовпцеві: utf8mb4 бере до чотирьох на знак. Нуль —
/// стовпець інший або лежить поза рядком.
std::int64_t mysql_bytes(const schema::Type& type);

/// «column 'orders.total'»
std::string column_title(const schema::Table& table, const schema::Column& column);

void check_types(DialectRun& run);        ///< dialect-type
void check_values(DialectRun& run);       ///< dialect-value
void check_limits(DialectRun& run);       ///< dialect-limit
void check_names(DialectRun& run);        ///< dialect-name, dialect-name-length
void check_keys(DialectRun& run);         ///< dialect-index, dialect-key-length
void check_increments(DialectRun& run);   ///< dialect-increment
void check_refs(DialectRun& run);         ///< dialect-ref
void check_expressions(DialectRun& run);  ///< dialect-expression

}  // namespace techmarket::ddl
