// Міграція PostgreSQL: блокування, історія, кроки й перевірка — одна транзакція. З --online транзакцій
// кілька: кроки, що фіксуються самі, стоять між ними.

#include <chrono>
#include <thread>

#include <fmt/format.h>

#include "base/interrupt.h"
#include "db/postgres/catalog_reader.h"
#include "db/postgres/connection.h"
#include "db/postgres/dependents.h"
#include "migrate/postgres/server_forms.h"
#include "migrate/run.h"
#include "migrate/session.h"

namespace techmarket::migrate {
namespace {

class PostgresMigration final : public MigrationSession {
 public:
  PostgresMigration(db::postgres::Connection connection, int lock_seconds, bool online)
      : connection_(std::move(connection)), lock_seconds_(lock_seconds), online_(online) {}

  Status lock() override {
    // Час і дати перетворюються однаково, хоч би яким був пояс сервера.
    const std::string settings = fmt::format("SET {0} lock_timeout = '{1}s'; SET {0} timezone = 'UTC'",
                                             online_ ? "SESSION" : "LOCAL", lock_seconds_);
    TM_TRY(connection_.execute(online_ ? settings : "BEGIN; " + settings));
    in_transaction_ = !online_;
    // Чекати всередині запиту не можна: CREATE INDEX CONCURRENTLY того, хто блокування тримає, чекає, доки
    // скінчиться кожен розпочатий запит, — і вони чекали б один на одного.
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(lock_seconds_);
    for (;;) {
      TM_ASSIGN(const auto rows,
                connection_.query(
                    fmt::format("SELECT pg_try_advisory_{}lock(hashtextextended('techmarket_migrate', 0))",
                                online_ ? "" : "xact_")));
      if (rows[0][0] == "t") return {};
      if (std::chrono::steady_clock::now() >= deadline) break;
      TM_TRY(check_interrupted());
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return fail(ErrorKind::retryable,
                fmt::format("{}: another migration of {} is running", connection_.endpoint().service,
                            connection_.endpoint().database),
                "wait for it to end, then run the same command again");
  }

  Result<db::Catalog> read_catalog() override {
    TM_ASSIGN(auto catalog, db::postgres::read_catalog(connection_));
    TM_ASSIGN(catalog.physical.dependents, db::postgres::read_dependents(connection_));
    return catalog;
  }
  Result<ServerForms> ask_forms(const schema::Database& target, const schema::Database& actual) override {
    return postgres::ask_server_forms(
        connection_, target, actual.enums,
        in_transaction_ ? postgres::Transaction::outer : postgres::Transaction::own);
  }
  Result<std::int64_t> count(const std::string& query) override { return connection_.query_int(query); }

  Result<std::set<schema::QualifiedName>> described() override { return read_described(connection_); }

  Status remember(const std::vector<schema::QualifiedName>& names) override {
    std::string sql = fmt::format(
        "CREATE TABLE IF NOT EXISTS {} (schema_name text, name text, PRIMARY KEY (schema_name, name))",
        kDescribedTable);
    for (const auto& name : names)
      sql += fmt::format("; INSERT INTO {} VALUES ({}, {}) ON CONFLICT DO NOTHING", kDescribedTable,
                         connection_.quote(name.schema), connection_.quote(name.name));
    return connection_.execute(sql);
  }

  Status begin(const MigrationRecord& record) override {
    record_ = record;
    if (!online_) return write_record("done", record.steps, "NULL");
    // Блокування в нас, тож той, хто лишив running, уже не працює.
    TM_TRY(connection_.execute(
        create_table() + fmt::format("UPDATE {} SET state = 'interrupted', finished_at = clock_timestamp() "
                                     "WHERE state = 'running'",
                                     kMigrationsTable)));
    TM_TRY(write_record("running", 0, "NULL"));
    TM_ASSIGN(id_, connection_.query_int(fmt::format("SELECT max(id) FROM {}", kMigrationsTable)));
    return {};
  }

  Status run(const std::string& sql) override {
    if (!in_transaction_) TM_TRY(connection_.execute("BEGIN"));
    in_transaction_ = true;
    return connection_.execute(sql);
  }

  Status run_alone(const std::string& sql) override {
    TM_TRY(end_transaction());
    const bool builds = sql.contains(" CONCURRENTLY ");
    // Побудова чекає на давні транзакції, а за нею не чекає ніхто, тож поспішати їй нікуди.
    constexpr int kPatience = 60;
    if (builds)
      TM_TRY(connection_.execute(fmt::format("SET lock_timeout = '{}s'", lock_seconds_ * kPatience)));
    TM_TRY(connection_.execute(sql));
    return builds ? connection_.execute(fmt::format("SET lock_timeout = '{}s'", lock_seconds_)) : Status();
  }

  // Без --online рядок історії стане видимим лише разом з усіма кроками.
  Status record_step(std::size_t done) override {
    done_ = done;
    return in_transaction_ ? Status() : record_progress();
  }

  Status commit() override {
    if (id_ > 0)
      TM_TRY(connection_.execute(fmt::format(
          "UPDATE {} SET state = 'done', steps_done = {}, finished_at = clock_timestamp() WHERE id = {}",
          kMigrationsTable, done_, id_)));
    return in_transaction_ ? connection_.execute("COMMIT") : Status();
  }

  void abandon(std::string_view state, const std::string& message) override {
    if (in_transaction_ && !connection_.execute("ROLLBACK")) return;
    in_transaction_ = false;
    if (id_ == 0) return (void)write_record(state, 0, connection_.quote(message));
    (void)connection_.execute(
        fmt::format("UPDATE {} SET state = '{}', finished_at = clock_timestamp(), message = {} WHERE id = {}",
                    kMigrationsTable, state, connection_.quote(message), id_));
  }

  std::string after_failure(std::size_t, std::size_t total) const override {
    if (committed_ == 0)
      return "nothing was changed: the transaction was rolled back; the same command can be run again";
    return fmt::format(
        "{} of {} steps are done and stay; run the same command again to go on from there: an index "
        "left INVALID is built anew",
        committed_, total);
  }

 private:
  Status end_transaction() {
    if (!in_transaction_) return {};
    TM_TRY(record_progress());
    in_transaction_ = false;
    return connection_.execute("COMMIT");
  }

  Status record_progress() {
    if (id_ == 0) return {};
    TM_TRY(connection_.execute(
        fmt::format("UPDATE {} SET steps_done = {} WHERE id = {}", kMigrationsTable, done_, id_)));
    committed_ = done_;
    return {};
  }

  static std::string create_table() {
    return fmt::format(R"(
      CREATE TABLE IF NOT EXISTS {0} (
        id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
        started_at timestamptz NOT NULL,
        finished_at timestamptz,
        state text NOT NULL,
        steps integer NOT NULL,
        steps_done integer NOT NULL,
        plan_checksum text NOT NULL,
        target_checksum text NOT NULL,
        plan text NOT NULL,
        message text
      );
)",
                       kMigrationsTable);
  }

  Status write_record(std::string_view state, std::size_t done, const std::string& message) {
    return connection_.execute(create_table() + fmt::format(R"(
      INSERT INTO {0} (started_at, finished_at, state, steps, steps_done, plan_checksum, target_checksum, plan, message)
      VALUES (now(), CASE WHEN '{1}' <> 'running' THEN clock_timestamp() END, '{1}', {2}, {3}, '{4}', '{5}', {6}, {7}))",
                                                            kMigrationsTable, state, record_.steps, done,
                                                            record_.plan_checksum, record_.target_checksum,
                                                            connection_.quote(record_.plan), message));
  }

  db::postgres::Connection connection_;
  const int lock_seconds_;
  const bool online_;
  MigrationRecord record_;
  bool in_transaction_ = false;
  std::int64_t id_ = 0;  ///< --online: рядок історії
  std::size_t done_ = 0, committed_ = 0;
};

}  // namespace

Result<std::unique_ptr<MigrationSession>> open_postgres_migration(const db::Endpoint& endpoint,
                                                                  int lock_seconds, bool online) {
  TM_ASSIGN(auto connection, db::postgres::Connection::open(endpoint));
  return std::make_unique<PostgresMigration>(std::move(connection), lock_seconds, online);
}

}  // namespace techmarket::migrate
