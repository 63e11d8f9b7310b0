#pragma once
// Резервна копія всіх баз штатними програмами серверів: mysqldump (mariadb-dump) і pg_dump, усі одночасно.
// Тека копії з'являється лише цілою: робота йде в прихованій теці поруч, яку наприкінці перейменовують.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"
#include "config/catalogue.h"
#include "ops/row_counts.h"

namespace techmarket::ops {

struct DumpedService {
  ServiceCounts counts;
  std::string file;  ///< «orders-db.sql», «dwh-db.dump»
  std::uintmax_t bytes = 0;
  std::string sha256;
};

struct Backup {
  std::filesystem::path folder;  ///< DIR/2026-11-22_15-04-05
  double seconds = 0;
  std::vector<DumpedService> services;
};

/// Знімає копію в нову теку parent/<час>. Кожна база — узгоджений знімок; різні бази знято в різні миті.
/// Поруч із файлами лежить manifest.json: рядки таблиць, розміри, SHA-256.
/// Відмови: configuration — бракує програми; fatal — програма завершилася з помилкою. Жодна не лишає теки.
Result<Backup> backup(const config::Catalogue& catalogue, const std::filesystem::path& parent);

}  // namespace techmarket::ops
