// Міграція MySQL і MariaDB: DDL фіксується сам, тож історія пишеться після кожного кроку.

#include <set>

#include <fmt/format.h>

#include "db/mysql/catalog_reader.h"
#include "db/mysql/connection.h"
#include "db/mysql/dependents.h"
#include "migrate/mysql/server_forms.h"
#include "migrate/run.h"
#include "migrate/session.h"

namespace techmarket::migrate {
namespace {

class MysqlMigration final : public MigrationSession {
 public:
  MysqlMigration(db::mysql::Connection connection, int lock_seconds, const OtherDatabases& others)
      : connection_(std::move(connection)),
        lock_seconds_(lock_seconds),
        schemas_(others.owned),
        moved_in_(others.moved_in) {
    std::set<std::string> visited;
    for (const auto& table : moved_in_)
      if (visited.insert(table.schema).second) schemas_.push_back(table.schema);
  }

  /// Суворий режим: значення, що не вміщується, — помилка, а не обрізане значення.
  Status prepare() {
    return connection_.execute_script(fmt::format(
        "SET SESSION sql_mode = CONCAT_WS(',', NULLIF(@@SESSION.sql_mode, ''), 'STRICT_ALL_TABLES');"
        "SET SESSION lock_wait_timeout = {0}; SET SESSION innodb_lock_wait_timeout = {0}",
        lock_seconds_));
  }

  // Блокування сервера, не бази, тож у його імені є база; довжина імені — до 64 знаків. SHA1() MySQL 9.7
  // вже не має.
  Status lock() override {
    TM_ASSIGN(const auto rows, connection_.query(fmt::format("SELECT GET_LOCK({}, {}), IS_USED_LOCK({})",
                                                             kLock, lock_seconds_, kLock)));
    if (rows[0][0] == "1") return {};
    return fail(
        ErrorKind::retryable,
        fmt::format("{}: another migration of {} is running (connection {})", connection_.endpoint().service,
                    connection_.endpoint().database, rows[0][1].value_or("unknown")),
        "wait for it to end, then run the same command again");
  }

  Result<db::Catalog> read_catalog() override {
    TM_ASSIGN(auto catalog, db::mysql::read_catalog(connection_, schemas_));
    // З баз, яких ціль не описує, видно лише таблиці, що з них переїдуть: решта там чужа.
    std::set<std::string> foreign;
    for (const auto& table : moved_in_) foreign.insert(table.schema);
    const auto is_foreign = [&](const schema::QualifiedName& name) {
      return foreign.contains(name.schema) && !moved_in_.contains(name);
    };
    std::erase_if(catalog.database.tables, [&](const auto& table) { return is_foreign(table.name); });
    std::erase_if(catalog.database.refs, [&](const auto& ref) { return is_foreign(ref.first.table); });
    TM_ASSIGN(catalog.physical.dependents, db::mysql::read_dependents(connection_, schemas_));
    return catalog;
  }
  Result<ServerForms> ask_forms(const schema::Database& target, const schema::Database&) override {
    return mysql::ask_server_forms(connection_, target);
  }
  Result<std::int64_t> count(const std::string& query) override { return connection_.query_int(query); }

  Result<std::set<schema::QualifiedName>> described() override { return read_described(connection_); }

  Status remember(const std::vector<schema::QualifiedName>& names) override {
    TM_TRY(connection_.execute(fmt::format(
        "CREATE TABLE IF NOT EXISTS {} (schema_name VARCHAR(64), name VARCHAR(64), PRIMARY KEY (schema_name, "
        "name)) "
        "CHARACTER SET utf8mb4 COLLATE utf8mb4_bin COMMENT = 'techmarket: what the DBML described'",
        kDescribedTable)));
    for (const auto& name : names)
      TM_TRY(connection_.execute(fmt::format("INSERT IGNORE INTO {} VALUES ({}, {})", kDescribedTable,
                                             connection_.quote(name.schema), connection_.quote(name.name))));
    return {};
  }

  Status begin(const MigrationRecord& record) override {
    TM_TRY(connection_.execute(fmt::format(R"(
      CREATE TABLE IF NOT EXISTS {} (
        id BIGINT AUTO_INCREMENT PRIMARY KEY,
        started_at DATETIME(3) NOT NULL,
        finished_at DATETIME(3),
        state ENUM ('running', 'done', 'failed', 'interrupted') NOT NULL,
        steps INT NOT NULL,
        steps_done INT NOT NULL,
        plan_checksum CHAR(16) NOT NULL,
        target_checksum CHAR(16) NOT NULL,
        plan MEDIUMTEXT NOT NULL,
        message TEXT
      ) CHARACTER SET utf8mb4 COMMENT = 'techmarket: history of schema migrations')",
                                           kMigrationsTable)));
    // Блокування в нас, тож той, хто лишив running, уже не працює.
    TM_TRY(connection_.execute(fmt::format(
        "UPDATE {} SET state = 'interrupted', finished_at = UTC_TIMESTAMP(3) WHERE state = 'running'",
        kMigrationsTable)));
    TM_TRY(connection_.execute(fmt::format(
        "INSERT INTO {} (started_at, state, steps, steps_done, plan_checksum, target_checksum, plan) "
        "VALUES (UTC_TIMESTAMP(3), 'running', {}, 0, '{}', '{}', {})",
        kMigrationsTable, record.steps, record.plan_checksum, record.target_checksum,
        connection_.quote(record.plan))));
    TM_ASSIGN(id_, connection_.query_int("SELECT LAST_INSERT_ID()"));
    return {};
  }

  Status run(const std::string& sql) override { return connection_.execute_script(sql); }

  Status record_step(std::size_t done) override {
    return connection_.execute(
        fmt::format("UPDATE {} SET steps_done = {} WHERE id = {}", kMigrationsTable, done, id_));
  }

  Status commit() override { return id_ > 0 ? finish("done", "NULL") : Status(); }

  void abandon(std::string_view state, const std::string& message) override {
    // Зв'язку може вже не бути: тоді рядок лишиться running, і наступний запуск назве його interrupted.
    if (id_ > 0) (void)finish(state, connection_.quote(message));
  }

  std::string after_failure(std::size_t done, std::size_t total) const override {
    return fmt::format("{} of {} steps are done and stay; run the same command again to go on from there",
                       done, total);
  }

 private:
  static constexpr std::string_view kLock = "CONCAT('techmarket_migrate_', LEFT(SHA2(DATABASE(), 256), 32))";

  Status finish(std::string_view state, const std::string& message) {
    return connection_.execute(
        fmt::format("UPDATE {} SET state = '{}', finished_at = UTC_TIMESTAMP(3), message = {} WHERE id = {}",
                    kMigrationsTable, state, message, id_));
  }

  db::mysql::Connection connection_;
  const int lock_seconds_;
  std::vector<std::string> schemas_;
  const std::set<schema::QualifiedName> moved_in_;
  std::int64_t id_ = 0;
};

}  // namespace

Result<std::unique_ptr<MigrationSession>> open_mysql_migration(const db::Endpoint& endpoint, int lock_seconds,
                                                               const OtherDatabases& others) {
  TM_ASSIGN(auto connection, db::mysql::Connection::open(endpoint));
  auto session = std::make_unique<MysqlMigration>(std::move(connection), lock_seconds, others);
  TM_TRY(session->prepare());
  return session;
}

}  // namespace techmarket::migrate
