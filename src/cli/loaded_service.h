#pragma once
// Сервіси каталогу з розібраним DBML: з них збирають SQL і їх перевіряють.

#include <optional>
#include <string>
#include <vector>

#include "cli/input_report.h"
#include "config/catalogue.h"
#include "dbml/parse.h"

namespace techmarket::cli {

/// Розібраний сервіс разом із тим SQL, що лежить на диску.
struct LoadedService {
  const config::Service* service = nullptr;
  dbml::Parsed parsed;
  std::string dbml_path, sql_path;  ///< як їх показувати
  std::optional<std::string> sql = {};
};

/// @param names порожньо — усі сервіси каталогу.
/// @param report куди йдуть повідомлення розбору.
Result<std::vector<LoadedService>> load_services(const config::Catalogue& catalogue,
                                                 const std::vector<std::string>& names, InputReport& report);

}  // namespace techmarket::cli
