#pragma once
// Чим рушії різняться для міграції: блокування, транзакція, історія. Порядок дій — у run.cc.

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "db/catalog.h"
#include "db/endpoint.h"
#include "migrate/migration_plan.h"
#include "migrate/server_forms.h"
#include "schema/schema.h"

namespace techmarket::migrate {

struct MigrationRecord {
  std::string plan, plan_checksum, target_checksum;
  std::size_t steps = 0;
};

class MigrationSession {
 public:
  virtual ~MigrationSession() = default;

  /// Стає єдиною міграцією цієї бази; retryable, якщо інша не скінчилася за відведений час.
  virtual Status lock() = 0;
  virtual Result<db::Catalog> read_catalog() = 0;
  /// Як сервер переказав би вирази цілі. @param actual що в базі зараз.
  virtual Result<ServerForms> ask_forms(const schema::Database& target, const schema::Database& actual) = 0;
  virtual Result<std::int64_t> count(const std::string& query) = 0;

  /// Що описували DBML попередніх запусків.
  virtual Result<std::set<schema::QualifiedName>> described() = 0;
  virtual Status remember(const std::vector<schema::QualifiedName>& names) = 0;

  virtual Status begin(const MigrationRecord& record) = 0;
  virtual Status run(const std::string& sql) = 0;
  /// Оператор, що фіксується сам (PostgreSQL: CONCURRENTLY); розпочату транзакцію перед ним зафіксовано.
  virtual Status run_alone(const std::string& sql) { return run(sql); }
  virtual Status record_step(std::size_t done) = 0;
  virtual Status commit() = 0;
  /// Запам'ятовує, чому зупинено, наскільки це ще можливо. @param state «failed» або «interrupted».
  virtual void abandon(std::string_view state, const std::string& message) = 0;
  /// Що лишилося після зупинки і що робити далі.
  virtual std::string after_failure(std::size_t done, std::size_t total) const = 0;
};

/// Що, крім бази, до якої під'єднано, стосується міграції MySQL: схема DBML там — інша база.
struct OtherDatabases {
  std::vector<std::string> owned = {};  ///< про них говорить ціль
  std::set<schema::QualifiedName> moved_in = {};  ///< окремі таблиці решти, які переїдуть до цілі
};

/// @param lock_seconds скільки чекати на блокування.
Result<std::unique_ptr<MigrationSession>> open_mysql_migration(const db::Endpoint& endpoint, int lock_seconds,
                                                               const OtherDatabases& others);
/// @param online план може мати кроки поза транзакцією.
Result<std::unique_ptr<MigrationSession>> open_postgres_migration(const db::Endpoint& endpoint,
                                                                  int lock_seconds, bool online);

}  // namespace techmarket::migrate
