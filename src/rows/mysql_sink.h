#pragma once
// Завантаження в MySQL, одне для світу магазину і для довільної схеми: замок, позначка «завантажується»,
// порожні таблиці, рядки, лічба, позначка «завершено». Чиї це бази і як їх позначено, каже MysqlOwner.

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "db/mysql/connection.h"
#include "rows/sink.h"

namespace techmarket::rows {

/// Чим одне завантаження відрізняється від іншого. База тут — та, до якої під'єднано.
class MysqlOwner {
 public:
  virtual ~MysqlOwner() = default;

  /// У чиїй базі лежить таблиця: Endpoint::service.
  virtual std::string_view service(const TableSource& table) const = 0;
  virtual Result<db::Endpoint> endpoint(std::string_view service) const = 0;

  /// Замок бази на весь час з'єднання (mysql_marks.h).
  virtual Status lock(db::mysql::Connection& connection) const = 0;
  /// Чи каже позначка про незавершене завантаження тих самих даних: тоді частка приєднується до інших.
  virtual Result<bool> continues(db::mysql::Connection& connection) const = 0;
  /// Створює таблиці, яких ще немає.
  virtual Status create(db::mysql::Connection& connection, std::span<const TableSource> tables) const = 0;
  /// Розбіжності таблиць служби з її живою базою.
  virtual Result<std::vector<Diagnostic>> check_columns(db::mysql::Connection& connection,
                                                        std::span<const TableSource> tables) const = 0;
  /// Чи можна стерти рядки бази не питаючи.
  virtual Result<bool> owns_rows(db::mysql::Connection& connection) const = 0;
  /// Відмова стирати рядки, яких ми не завантажували.
  virtual std::unexpected<Error> foreign_rows(const TableSource& table) const = 0;

  /// Позначає базу до першого зміненого рядка.
  virtual Status mark_loading(db::mysql::Connection& connection) const = 0;
  virtual Status mark_complete(db::mysql::Connection& connection, const std::string& digest) const = 0;
};

struct MysqlSinkOptions {
  Shard shard = {};  ///< частки завантажуються поруч; завершує та, що дописала останньою
  std::uint64_t data = 0;  ///< що завантажують: has_parts()
  std::filesystem::path data_folder = {};  ///< дані серверів на цій машині; порожньо — вони деінде
  bool extra_rows = false;  ///< рядків може стати більше: тригери бази дописують свої
};

std::unique_ptr<Sink> mysql_sink(std::unique_ptr<const MysqlOwner> owner, MysqlSinkOptions options);

}  // namespace techmarket::rows
