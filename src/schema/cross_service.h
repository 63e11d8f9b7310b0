#pragma once
// Посилання на інший сервіс: звичайний стовпець з ідентифікатором і приміткою
// «Ref: Orders DB (customers.id), без FK». Зовнішнього ключа між базами немає, тож зв'язок живе в примітці.

#include <optional>
#include <string>
#include <vector>

#include "schema/schema.h"

namespace techmarket::schema {

struct CrossServiceTarget {
  std::string service;  ///< «orders-db»: слово перед DB нижнім регістром і «-db»
  std::string table;
  std::string column;

  friend bool operator==(const CrossServiceTarget&, const CrossServiceTarget&) = default;
};

/// Посилання з примітки стовпця; порожньо, якщо примітка не починається з «Ref:» або записана інакше.
std::optional<CrossServiceTarget> cross_service_target(const Column& column);

struct CrossServiceRef {
  const Table* table;
  const Column* column;
  CrossServiceTarget target;
};

/// Усі міжсервісні посилання схеми в порядку джерела. Вказівники дійсні, доки живе database.
std::vector<CrossServiceRef> cross_service_refs(const Database& database);

}  // namespace techmarket::schema
