#pragma once
// Куди йдуть рядки: у бази MySQL, у файли CSV або нікуди (вимірювання).

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/error.h"
#include "base/free_space.h"
#include "config/catalogue.h"
#include "rows/shard.h"
#include "rows/table_binding.h"
#include "rows/table_feed.h"
#include "rows/table_report.h"
#include "rows/table_source.h"

namespace techmarket::rows {

/// Приймач. begin() — раз, далі write() для кожної таблиці, далі finish().
/// Різні таблиці можуть писатися одночасно з різних потоків і в будь-якому порядку, якщо parallel().
class Sink {
 public:
  virtual ~Sink() = default;
  virtual RowOrder order() const { return RowOrder::natural; }
  virtual bool parallel() const { return false; }

  /// Усе, що має вдатися до першого рядка.
  virtual Status begin(std::span<const TableSource> tables) = 0;
  /// Скільки й куди на цій машині буде записано; відоме після begin(). Порожньо — на іншу машину або нікуди.
  virtual std::optional<SpaceNeed> space() const { return std::nullopt; }
  /// Приймає всю таблицю.
  virtual Status write(const TableSource& table, TableFeed& feed) = 0;
  /// Усе надіслано: тут приймач звіряє, що воно справді збережене.
  /// @param sent рядки кожної таблиці begin(), у тому самому порядку
  /// @param digest відбиток усього.
  virtual Status finish(std::span<const TableReport> sent, const std::string& digest) = 0;
  /// Будить потоки, що чекають на сервер: begin(), write() чи finish() поверне помилку. Можна кликати з
  /// будь-якого потоку і не раз.
  virtual void cancel() {}
};

std::unique_ptr<Sink> null_sink();

struct FileSinkOptions {
  std::filesystem::path folder;
  const Schemas* schemas = nullptr;  ///< порядок стовпців файлу; nullptr — довільна схема, як у таблиці
  Shard shard = {};
  bool compress = false;                             ///< zstd, до імен додається .zst
  schema::Dialect dialect = schema::Dialect::mysql;  ///< лише для SQL
};

/// Файли DIR/<сервіс>/<таблиця>.csv за RFC 4180 із заголовком; стовпці в порядку DBML; NULL — слово NULL без
/// лапок. Недописаний файл має закінчення .part.
std::unique_ptr<Sink> csv_sink(FileSinkOptions options);

/// Файли DIR/<сервіс>/<таблиця>.sql із багаторядковими INSERT і load.sql, що виконує їх за порядком.
std::unique_ptr<Sink> sql_sink(FileSinkOptions options);

}  // namespace techmarket::rows
