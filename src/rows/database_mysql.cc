#include <set>

#include <fmt/format.h>

#include "db/live_columns.h"
#include "rows/database_sink.h"
#include "rows/mysql_loader.h"
#include "rows/mysql_marks.h"
#include "rows/mysql_sink.h"

namespace techmarket::rows {
namespace {

constexpr std::string_view kMark = "_techmarket_generate";

std::vector<std::string> schemas(std::span<const TableSource> tables) {
  std::set<std::string> names;
  for (const TableSource& table : tables)
    if (!table.service.empty()) names.emplace(table.service);
  return {names.begin(), names.end()};
}

/// Чужа база: усі таблиці схеми — в ній або в базах поруч.
class AnyDatabase final : public MysqlOwner {
 public:
  explicit AnyDatabase(DatabaseSinkOptions options) : options_(std::move(options)) {}

  std::string_view service(const TableSource&) const override { return options_.target.endpoint.service; }
  Result<db::Endpoint> endpoint(std::string_view) const override { return options_.target.endpoint; }

  Status lock(db::mysql::Connection& connection) const override {
    return lock_database(connection, "another `techmarket generate` is loading this database");
  }
  /// Що саме вантажать, каже відбиток у позначках часток.
  Result<bool> continues(db::mysql::Connection&) const override { return true; }

  Status create(db::mysql::Connection& connection, std::span<const TableSource> tables) const override {
    if (!options_.create) return {};
    TM_ASSIGN(const bool unfinished, has_table(connection, kMark));
    if (!unfinished) {
      TM_ASSIGN(const auto live, db::live_columns(connection, schemas(tables)));
      TM_TRY(check_absent(options_, tables, live, ""));
    }
    // Недобудоване попереднім запуском прибираємо; позначка стоїть раніше за першу таблицю.
    TM_TRY(mark_loading(connection));
    TM_TRY(prepare_for_loading(connection, options_.shard.whole()));
    for (const TableSource& table : tables)
      if (unfinished)
        TM_TRY(connection.execute(fmt::format("DROP TABLE IF EXISTS {}", mysql_table_name(table))));
    // Бази схем, які створює сам скрипт, мають умістити будь-який текст.
    TM_TRY(connection.execute("SET character_set_server = utf8mb4"));
    return connection.execute_script(*options_.create);
  }

  Result<std::vector<Diagnostic>> check_columns(db::mysql::Connection& connection,
                                                std::span<const TableSource> tables) const override {
    TM_ASSIGN(const auto live, db::live_columns(connection, schemas(tables)));
    return check_live(options_, tables, live);
  }

  Result<bool> owns_rows(db::mysql::Connection& connection) const override {
    if (options_.replace) return true;
    return has_table(connection, kMark);
  }
  std::unexpected<Error> foreign_rows(const TableSource& table) const override {
    return rows::foreign_rows(options_, table);
  }

  Status mark_loading(db::mysql::Connection& connection) const override {
    return connection.execute(
        fmt::format("CREATE TABLE IF NOT EXISTS {} (started_at DATETIME NOT NULL) COMMENT 'TechMarket: an "
                    "unfinished load; run the same command again'",
                    kMark));
  }
  Status mark_complete(db::mysql::Connection& connection, const std::string&) const override {
    return connection.execute(fmt::format("DROP TABLE IF EXISTS {}", kMark));
  }

 private:
  const DatabaseSinkOptions options_;
};

}  // namespace

std::unique_ptr<Sink> mysql_database_sink(DatabaseSinkOptions options) {
  const MysqlSinkOptions common{.shard = options.shard, .data = options.data, .extra_rows = true};
  return mysql_sink(std::make_unique<AnyDatabase>(std::move(options)), common);
}

}  // namespace techmarket::rows
