#pragma once
// Резервна копія всіх баз штатними програмами серверів: mysqldump (mariadb-dump) і pg_dump. Усі п'ять знято в
// одну мить (moment.h), тека копії з'являється лише цілою (backup_folder.h).

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "config/catalogue.h"
#include "ops/dump_program.h"
#include "ops/row_counts.h"
#include "world/load_state.h"

namespace techmarket::ops {

struct DumpedService {
  ServiceCounts counts;  ///< усіх таблиць, у тому самому знімку, що й файл
  std::string file;      ///< «orders-db.sql», «dwh-db.dump»
  std::uintmax_t bytes = 0;
  std::string sha256;
  std::string server, program;  ///< версії, як вони називають себе самі
  std::optional<std::string> schema_sha256;  ///< файлу SQL, з якого побудовано базу
  std::optional<world::LoadState> load;  ///< чим її наповнив generate; сховище — порожньо
};

struct Backup {
  std::filesystem::path folder;  ///< DIR/2026-11-22_15-04-05
  std::string created_at;        ///< мить знімка: «2026-11-22T15:04:05+02:00»
  double seconds = 0;
  double fence_seconds = 0;  ///< скільки служби не могли писати
  std::vector<DumpedService> services;
};

/// Знімає копію в нову теку parent/<час>. Поруч із файлами лежить manifest.json: рядки таблиць, розміри,
/// SHA-256, версії.
/// Відмови: configuration — бракує програми, що підходить серверові; retryable — дані ще завантажуються,
/// хтось не закінчує транзакції, повний диск, сервер зник; interrupted. Жодна не лишає теки.
/// @param inside де шукати програми: для серверів у контейнерах — у них самих.
Result<Backup> backup(const config::Catalogue& catalogue, const std::filesystem::path& parent,
                      const Inside& inside = {});

}  // namespace techmarket::ops
