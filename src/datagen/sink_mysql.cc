#include <algorithm>
#include <map>
#include <mutex>
#include <set>

#include <fmt/format.h>

#include "base/interrupt.h"
#include "base/log.h"
#include "config/endpoints.h"
#include "datagen/load_state.h"
#include "datagen/sink.h"
#include "datagen/table_loader.h"

namespace techmarket::datagen {
namespace {

/// Один сервіс. Керівне з'єднання тримає замок, доки живе; рядки йдуть іншими.
struct Target {
  db::mysql::Connection control;
  bool local_infile = true;
};

class MysqlSink : public Sink {
 public:
  MysqlSink(const config::Catalogue& catalogue, const Schemas& schemas, MysqlSinkOptions options)
      : catalogue_(catalogue), schemas_(schemas), options_(options) {}

  /// InnoDB будує таблицю сторінка за сторінкою, коли рядки йдуть за первинним ключем.
  RowOrder order() const override { return RowOrder::by_key; }
  bool parallel() const override { return true; }

  Status begin(std::span<const TableSource> tables) override {
    TM_TRY(connect(tables));
    TM_TRY(check_columns(tables));
    for (auto& [service, target] : targets_) TM_TRY(lock_database(target.control));
    for (auto& [service, target] : targets_) TM_TRY(check_ownership(target, tables));
    // Спершу позначки в усіх базах, потім перша зміна: перерваний запуск ніде не видасть себе за завершений.
    for (auto& [service, target] : targets_) TM_TRY(mark_loading(target.control, options_.parameters));
    for (auto& [service, target] : targets_) TM_TRY(empty_tables(target, tables));
    return check_interrupted();
  }

  Status write(const TableSource& table, TableFeed& feed) override {
    const Target& target = targets_.find(table.service)->second;
    TM_ASSIGN(auto connection, db::mysql::Connection::open(target.control.endpoint()));
    // Порожню таблицю MariaDB ≥ 10.7 будує гуртом, якщо обидві перевірки вимкнено. Дані цілісні за побудовою,
    // а повтори ключів гурт однаково виявляє.
    TM_TRY(connection.execute("SET SESSION unique_checks = 0, foreign_key_checks = 0"));
    const Registration registration(*this, connection);
    return target.local_infile ? load_table(connection, table, feed) : insert_table(connection, table, feed);
  }

  Status finish(const std::string& digest) override {
    for (auto& [service, target] : targets_) TM_TRY(mark_complete(target.control, digest));
    return {};
  }

  void cancel() override {
    const std::lock_guard lock(mutex_);
    cancelled_ = true;
    for (db::mysql::Connection* connection : loading_) connection->abort();
  }

 private:
  /// З'єднання, яке cancel() має розірвати, доки воно завантажує таблицю.
  class Registration {
   public:
    Registration(MysqlSink& sink, db::mysql::Connection& connection) : sink_(sink), connection_(&connection) {
      const std::lock_guard lock(sink_.mutex_);
      sink_.loading_.insert(connection_);
      if (sink_.cancelled_) connection_->abort();
    }
    ~Registration() {
      const std::lock_guard lock(sink_.mutex_);
      sink_.loading_.erase(connection_);
    }
    Registration(const Registration&) = delete;
    Registration& operator=(const Registration&) = delete;

   private:
    MysqlSink& sink_;
    db::mysql::Connection* connection_;
  };

  Status connect(std::span<const TableSource> tables) {
    for (const TableSource& table : tables) {
      if (targets_.contains(table.service)) continue;
      TM_ASSIGN(const config::Service* service, catalogue_.service(table.service));
      TM_ASSIGN(auto connection,
                db::mysql::Connection::open(config::endpoint_of(*service, "techmarket generate")));
      // TRUNCATE таблиці, на яку посилаються інші, дозволено лише без перевірки зовнішніх ключів.
      TM_TRY(connection.execute("SET SESSION foreign_key_checks = 0"));
      TM_ASSIGN(const bool allowed, local_infile_allowed(connection));
      if (!allowed)
        spdlog::warn("{}: local_infile is off, loading by multi-row INSERT (slower)", service->name);
      targets_.emplace(service->name, Target{std::move(connection), allowed});
    }
    return {};
  }

  Status check_columns(std::span<const TableSource> tables) {
    std::vector<Diagnostic> problems;
    for (auto& [service, target] : targets_) {
      const auto schema = schemas_.find(service);
      TM_ASSIGN(const auto live, db::live_columns(target.control));
      for (Diagnostic& problem : check_service(service, schema->second, tables, live))
        problems.push_back(std::move(problem));
    }
    return db::binding_status(problems);
  }

  Status check_ownership(Target& target, std::span<const TableSource> tables) const {
    if (options_.replace_foreign_rows) return {};
    TM_ASSIGN(const auto state, read_load_state(target.control));
    if (state) return {};
    for (const TableSource& table : tables) {
      if (table.service != target.control.endpoint().service) continue;
      TM_ASSIGN(const std::int64_t rows,
                target.control.query_int(
                    fmt::format("SELECT EXISTS (SELECT 1 FROM {})", db::mysql::quote_name(table.table))));
      if (rows != 0)
        return fail(ErrorKind::usage,
                    fmt::format("{}: table '{}' has rows that `techmarket generate` did not load",
                                table.service, table.table),
                    "generate replaces all rows of its tables; add --yes to let it delete these");
    }
    return {};
  }

  static Status empty_tables(Target& target, std::span<const TableSource> tables) {
    for (const TableSource& table : tables)
      if (table.service == target.control.endpoint().service)
        TM_TRY(target.control.execute(fmt::format("TRUNCATE TABLE {}", db::mysql::quote_name(table.table))));
    return {};
  }

  const config::Catalogue& catalogue_;
  const Schemas& schemas_;
  const MysqlSinkOptions options_;
  std::map<std::string, Target, std::less<>> targets_;
  std::mutex mutex_;
  std::set<db::mysql::Connection*> loading_;
  bool cancelled_ = false;
};

}  // namespace

std::unique_ptr<Sink> mysql_sink(const config::Catalogue& catalogue, const Schemas& schemas,
                                 MysqlSinkOptions options) {
  return std::make_unique<MysqlSink>(catalogue, schemas, options);
}

}  // namespace techmarket::datagen
