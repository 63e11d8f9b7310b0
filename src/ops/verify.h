#pragma once
// Доказ, що нічого не загублено: кількості рядків усіх таблиць, посилання між сервісами, гроші, звіряння
// сховища з джерелами рядок за рядком. Звичайний SQL з обох боків; пам'ять не залежить від кількості рядків.

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/progress.h"
#include "config/catalogue.h"
#include "ops/findings.h"

namespace techmarket::ops {

struct TableCount {
  std::string table;  ///< «orders», «etl.runs»
  std::int64_t rows = 0;
};

struct ServiceCounts {
  std::string service, database;
  std::vector<TableCount> tables;  ///< у порядку DBML
};

struct Verification {
  std::vector<ServiceCounts> services;
  std::vector<CheckResult> checks;

  bool ok() const;
};

/// Виконує всі перевірки. Розбіжності — у відповіді; помилка — лише коли перевірити не вдалося
/// (сервер не відповідає, стовпці не прив'язалися).
Result<Verification> verify(const config::Catalogue& catalogue, ProgressStyle progress);

}  // namespace techmarket::ops
