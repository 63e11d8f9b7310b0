#include <map>
#include <set>

#include <fmt/format.h>

#include "base/interrupt.h"
#include "base/log.h"
#include "db/abortable_connections.h"
#include "db/live_columns.h"
#include "filler/database_sink.h"
#include "rows/load_parts.h"
#include "rows/mysql_loader.h"
#include "rows/recount.h"

namespace techmarket::filler {
namespace {

constexpr std::string_view kMark = "_techmarket_generate";
constexpr int kLockSeconds = 10;

class MysqlDatabaseSink final : public rows::Sink {
 public:
  explicit MysqlDatabaseSink(DatabaseSinkOptions options) : options_(std::move(options)) {}
  bool parallel() const override { return true; }

  Status begin(std::span<const rows::TableSource> tables) override {
    TM_ASSIGN(auto opened, open());
    control_.emplace(std::move(opened));
    registration_.emplace(loading_, *control_);
    TM_ASSIGN(local_infile_, rows::local_infile_allowed(*control_));
    if (!local_infile_)
      spdlog::warn("{}: local_infile is off, loading by multi-row INSERT (slower)",
                   options_.target.endpoint.service);
    TM_TRY(lock());
    TM_ASSIGN(const std::int64_t marked,
              control_->query_int(fmt::format("SELECT COUNT(*) FROM information_schema.TABLES WHERE "
                                              "TABLE_SCHEMA = DATABASE() AND TABLE_NAME = '{}'",
                                              kMark)));
    unfinished_ = marked != 0;
    tables_ = tables;
    if (unfinished_ && !options_.shard.whole()) {
      TM_ASSIGN(const bool joined, rows::has_parts(*control_, options_.shard, fingerprint(options_.plan)));
      if (joined) return unlock();
    }
    if (options_.create) TM_TRY(create(tables));
    TM_ASSIGN(const auto live, db::live_columns(*control_, schemas(tables)));
    TM_TRY(check_live(options_, tables, live));
    if (!unfinished_ && !options_.replace) TM_TRY(check_empty(tables));
    TM_TRY(mark());
    for (const rows::TableSource& table : tables)
      TM_TRY(control_->execute(fmt::format("TRUNCATE TABLE {}", rows::mysql_table_name(table))));
    TM_TRY(rows::reset_parts(*control_, options_.shard, fingerprint(options_.plan)));
    TM_TRY(unlock());
    return check_interrupted();
  }

  Status write(const rows::TableSource& table, rows::TableFeed& feed) override {
    TM_ASSIGN(auto connection, open());
    const db::LoadingConnections::Registration registration(loading_, connection);
    return rows::load_part(connection, table, feed, options_.shard, part_name(table), local_infile_);
  }

  Status finish(std::span<const rows::TableReport> sent, const std::string&) override {
    std::vector<std::uint64_t> rows;
    for (const rows::TableReport& table : sent) rows.push_back(table.rows);
    if (!options_.shard.whole()) {
      // Завершує та частка, що дописала останньою.
      TM_TRY(lock());
      TM_ASSIGN(const bool unfinished,
                rows::has_parts(*control_, options_.shard, fingerprint(options_.plan)));
      if (!unfinished) return {};
      TM_ASSIGN(const auto parts, rows::loaded_parts(*control_));
      rows.clear();
      for (const rows::TableSource& table : tables_) {
        const auto part = parts.find(part_name(table));
        if (part == parts.end() || part->second.parts < options_.shard.count) return {};
        rows.push_back(part->second.rows);
      }
    }
    TM_ASSIGN(const auto missing, missing_rows(rows));
    // Якщо рядків бракує, позначки часток неправдиві: без них кожна завантажиться знову.
    if (!options_.shard.whole()) TM_TRY(rows::reset_parts(*control_, {}));
    TM_TRY(rows::recounted(missing,
                           options_.shard.whole() ? "run the same command again" : "run every share again"));
    return control_->execute(fmt::format("DROP TABLE IF EXISTS {}", kMark));
  }

  void cancel() override { loading_.abort_all(); }

 private:
  Result<db::mysql::Connection> open() const {
    TM_ASSIGN(auto connection, db::mysql::Connection::open_for_loading(options_.target.endpoint));
    TM_TRY(rows::prepare_for_loading(connection, options_.shard.whole()));
    return connection;
  }

  /// Таблиці, в яких рядків менше, ніж надіслано. Більше — можна: тригери бази дописують свої.
  Result<std::vector<std::string>> missing_rows(std::span<const std::uint64_t> sent) {
    std::vector<std::string> missing;
    for (std::size_t i = 0; i < tables_.size(); ++i) {
      TM_ASSIGN(const auto found, rows::count_stored(*control_, rows::mysql_table_name(tables_[i])));
      if (found >= sent[i]) continue;
      missing.push_back(
          *rows::row_difference(options_.target.endpoint.service, part_name(tables_[i]), sent[i], found));
    }
    return missing;
  }

  static std::string part_name(const rows::TableSource& table) {
    return table.service.empty() ? std::string(table.table)
                                 : fmt::format("{}.{}", table.service, table.table);
  }

  static std::vector<std::string> schemas(std::span<const rows::TableSource> tables) {
    std::set<std::string> names;
    for (const rows::TableSource& table : tables)
      if (!table.service.empty()) names.emplace(table.service);
    return {names.begin(), names.end()};
  }

  Status lock() {
    const std::string name = fmt::format("techmarket generate {}", options_.target.endpoint.database);
    TM_ASSIGN(const db::Rows rows, control_->query(fmt::format("SELECT GET_LOCK(LEFT({}, 64), {})",
                                                               control_->quote(name), kLockSeconds)));
    if (!rows.empty() && rows[0][0] == "1") return {};
    return fail(ErrorKind::retryable,
                fmt::format("{}: another `techmarket generate` is loading this database",
                            options_.target.endpoint.service),
                "wait until it ends, then run the same command again");
  }

  /// Ціле завантаження тримає замок до кінця, частка — лише доки готує чи завершує базу.
  Status unlock() {
    if (options_.shard.whole()) return {};
    return control_->execute("DO RELEASE_ALL_LOCKS()");
  }

  Status mark() {
    return control_->execute(
        fmt::format("CREATE TABLE IF NOT EXISTS {} (started_at DATETIME NOT NULL) COMMENT 'TechMarket: an "
                    "unfinished load; run the same command again'",
                    kMark));
  }

  Status create(std::span<const rows::TableSource> tables) {
    TM_ASSIGN(const auto live, db::live_columns(*control_, schemas(tables)));
    for (const rows::TableSource& table : tables)
      for (const auto& column : live)
        if (!unfinished_ && column.table == table.table && column.schema == table.service)
          return fail(ErrorKind::usage,
                      fmt::format("--create: {} already has table '{}'", options_.target.endpoint.service,
                                  table.table),
                      "leave out --create, or drop the table");
    // Недобудоване попереднім запуском прибираємо; позначка стоїть раніше за першу таблицю.
    TM_TRY(mark());
    for (const rows::TableSource& table : tables)
      if (unfinished_)
        TM_TRY(control_->execute(fmt::format("DROP TABLE IF EXISTS {}", rows::mysql_table_name(table))));
    unfinished_ = true;
    // Бази схем, які створює сам скрипт, мають умістити будь-який текст.
    TM_TRY(control_->execute("SET character_set_server = utf8mb4"));
    return control_->execute_script(create_script(options_));
  }

  Status check_empty(std::span<const rows::TableSource> tables) {
    for (const rows::TableSource& table : tables) {
      // Рядки records, які вставив сам SQL схеми, — теж наші.
      const std::size_t records = record_rows(options_.plan, table);
      TM_ASSIGN(const std::int64_t rows,
                control_->query_int(fmt::format("SELECT COUNT(*) FROM (SELECT 1 FROM {} LIMIT {}) AS t",
                                                rows::mysql_table_name(table), records + 1)));
      if (rows != 0 && rows != static_cast<std::int64_t>(records)) return foreign_rows(options_, table);
    }
    return {};
  }

  const DatabaseSinkOptions options_;
  std::span<const rows::TableSource> tables_;
  db::LoadingConnections loading_;
  std::optional<db::mysql::Connection> control_;
  std::optional<db::LoadingConnections::Registration> registration_;
  bool local_infile_ = true;
  bool unfinished_ = false;  ///< тут лежить недописане попереднім запуском
};

}  // namespace

std::unique_ptr<rows::Sink> mysql_database_sink(DatabaseSinkOptions options) {
  return std::make_unique<MysqlDatabaseSink>(std::move(options));
}

}  // namespace techmarket::filler
