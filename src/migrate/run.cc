#include "migrate/run.h"

#include <algorithm>
#include <functional>

#include <fmt/format.h>
#include <xxhash.h>

#include "base/interrupt.h"
#include "db/mysql/catalog_reader.h"
#include "ddl/emit.h"
#include "ddl/normalise.h"
#include "migrate/compare.h"
#include "migrate/domains.h"
#include "migrate/schema_mark.h"
#include "migrate/session.h"

namespace techmarket::migrate {
namespace {

using schema::Database;
using schema::Dialect;

// SQLSTATE PostgreSQL: dependent_objects_still_exist, feature_not_supported.
constexpr std::string_view kDependent = "2BP01", kUsedByAView = "0A000", kNotSupported = "0A000";

Result<std::vector<Obstacle>> find_obstacles(MigrationSession& session, const Plan& plan,
                                             const Permissions& allowed) {
  std::vector<Obstacle> obstacles;
  for (const auto& check : plan.checks) {
    if (check.waived_by && allowed.allow(*check.waived_by, check.subject)) continue;
    // Пізніші запити спираються на значення, яких попередні не знайшли хибними.
    auto rows = session.count(check.query);
    if (!rows && !obstacles.empty()) break;
    if (!rows) return std::unexpected(std::move(rows).error().in("checking " + check.subject));
    if (*rows > 0) obstacles.push_back({check, *rows});
  }
  return obstacles;
}

/// Що саме тримає стовпець: PostgreSQL називає його в тому самому повідомленні.
std::string_view dependent_of(std::string_view message) {
  if (message.contains("generated column")) return "a generated column";
  if (message.contains("trigger definition") || message.contains("trigger ")) return "a trigger";
  if (message.contains("policy")) return "a row security policy";
  return "a view or rule";
}

/// Сервер відмовився робити крок без зупинки записів; нічого ще не змінено.
bool is_not_online(const Error& error) {
  return error.sqlstate == kNotSupported;
}

Status run_step(MigrationSession& session, const Step& step, const MigrateOptions& options) {
  if (step.alone) return session.run_alone(step.sql);
  for (const auto& suffix : step.online) {
    Status ran = session.run(step.sql + suffix);
    if (ran || !is_not_online(ran.error())) return ran;
    const bool last = &suffix == &step.online.back();
    if (!last || options.allowed.contains(Danger::lock)) continue;
    Error error = std::move(ran).error();
    error.hint = "the server cannot do it while rows are written; --allow lock lets writes wait for it";
    return std::unexpected(std::move(error));
  }
  return session.run(step.sql);
}

Status run_steps(MigrationSession& session, const Plan& plan, const MigrateOptions& options,
                 std::size_t& done) {
  for (const auto& step : plan.steps) {
    TM_TRY(check_interrupted());
    if (options.before_step) TM_TRY(options.before_step(done, plan.steps.size()));
    if (options.announce) options.announce(step, done + 1, plan.steps.size());
    if (Status ran = run_step(session, step, options); !ran) {
      Error error = std::move(ran).error().in(
          fmt::format("step {} of {} ({})", done + 1, plan.steps.size(), step.changes.front().summary));
      if (error.hint.empty() && (error.sqlstate == kDependent || error.sqlstate == kUsedByAView))
        error.hint =
            fmt::format("{} that DBML does not describe depends on it: drop that first, then create it anew",
                        dependent_of(error.message));
      return std::unexpected(std::move(error));
    }
    ++done;
    TM_TRY(session.record_step(done));
  }
  return {};
}

/// Вираз, записаний щойно з цілі, який сервер переказав не так, як на запитання про нього.
bool is_spelling(const Difference& difference) {
  using Object = Difference::Object;
  return difference.object == Object::check || difference.attribute == "default" ||
         (difference.object == Object::index && (difference.expected + difference.actual).contains('`'));
}

/// Чуже, якого план не чіпав.
bool is_left_alone(const Difference& difference, const Plan& plan) {
  using Object = Difference::Object;
  if (difference.kind != Difference::Kind::unexpected) return false;
  return difference.object == Object::enumeration ||
         (difference.object == Object::table &&
          std::ranges::find(plan.left_alone, difference.owner) != plan.left_alone.end());
}

/// Обіцянка міграції: після неї check не бачить відмінностей. Вираз, якого порівняти не вдалося, — не привід
/// відкидати зроблене: про нього кажуть.
Status verify(MigrationSession& session, Database target, Dialect dialect, const ddl::Scope& scope,
              Migration& migration) {
  TM_ASSIGN(auto catalog, session.read_catalog());
  adopt_domains(target, catalog);
  auto& reached = catalog.database;
  scope.narrow(reached);
  TM_ASSIGN(const auto forms, session.ask_forms(target, reached));
  auto differences = compare(target, reached, dialect, forms);
  std::erase_if(differences, [&](const Difference& one) { return is_left_alone(one, migration.plan); });
  const auto spelling = std::ranges::partition(differences, std::not_fn(is_spelling));
  if (!spelling.empty())
    migration.warnings.push_back(fmt::format(
        "every step was carried out, but the server spells some expressions in a way that cannot be compared "
        "with the DBML:\n{}",
        to_text({spelling.begin(), spelling.end()}, false)));
  differences.erase(spelling.begin(), spelling.end());
  if (differences.empty()) return {};
  return fail(ErrorKind::fatal,
              fmt::format("every step was carried out, but the database still differs from the DBML:\n{}",
                          to_text(differences, false)),
              "the server keeps something another way than the DBML says it; please report this as a bug");
}

std::vector<schema::QualifiedName> described_by(const Database& target, Dialect dialect) {
  std::vector<schema::QualifiedName> names;
  const auto whole = ddl::normalise(target, dialect);  // разом із проміжними таблицями
  for (const auto& table : whole.tables) names.push_back(table.name);
  for (const auto& element : whole.enums) names.push_back(element.name);
  return names;
}

/// Далі про цю базу відомо, що DBML її описувала, і що схема там уся — якщо говорили про всю.
Status leave_marks(MigrationSession& session, const Database& target, Dialect dialect,
                   const ddl::Scope& scope) {
  TM_TRY(session.remember(described_by(target, dialect)));
  if (!scope.schemas.empty() || !scope.exclude.empty()) return {};
  return session.run(schema_mark_sql(dialect, schema_fingerprint(ddl::emit(target, dialect, {}))));
}

Status carry_out(MigrationSession& session, const Database& target, Dialect dialect, Migration& migration,
                 const MigrateOptions& options) {
  const std::string text = ddl::emit(target, dialect, {});
  const MigrationRecord record{
      .plan = to_text(migration.plan),
      .plan_checksum = migration.plan.checksum(),
      .target_checksum = fmt::format("{:016x}", XXH3_64bits(text.data(), text.size())),
      .steps = migration.plan.steps.size()};
  if (Status begun = session.begin(record); !begun) {
    Error error = std::move(begun).error().in("writing the history of migrations");
    if (error.kind == ErrorKind::fatal && error.hint.empty())
      error.hint =
          fmt::format("if the table {} is not as this program made it, rename it: the next run makes its own",
                      kMigrationsTable);
    return std::unexpected(std::move(error));
  }
  TM_TRY(run_steps(session, migration.plan, options, migration.steps_done));
  TM_TRY(verify(session, target, dialect, options.scope, migration));
  TM_TRY(leave_marks(session, target, dialect, options.scope));
  return session.commit();
}

}  // namespace

std::string Obstacle::text() const {
  std::string_view unit =
      std::string_view(check.problem).substr(0, check.problem.find(' '));  // «rows», «groups»
  if (rows == 1) unit.remove_suffix(1);
  return fmt::format("{}: {} ({} {})", check.subject, check.problem, rows, unit);
}

Result<Migration> migrate(const db::Endpoint& endpoint, Dialect dialect, const Database& whole,
                          const MigrateOptions& options) {
  Database target = whole;
  options.scope.narrow(target);
  TM_ASSIGN(const auto session,
            dialect == Dialect::mysql
                ? open_mysql_migration(endpoint, options.lock_seconds,
                                       {.owned = db::mysql::other_databases(target),
                                        .moved_in = tables_moved_in(target, options.renames)})
                : open_postgres_migration(endpoint, options.lock_seconds, options.online));
  if (!options.dry_run) TM_TRY(session->lock());
  TM_ASSIGN(auto live, session->read_catalog());
  const Database declared = target;
  adopt_domains(target, live);
  auto& actual = live.database;
  options.scope.narrow(actual);
  Migration migration;
  TM_ASSIGN(const auto forms, session->ask_forms(target, actual));
  const Permissions allowed{.dangers = options.allowed, .losses = options.losses};
  Described described{.everything = false, .allowed = options.losses};
  TM_ASSIGN(described.names, session->described());
  TM_ASSIGN(migration.plan, plan_migration(target, actual, live.physical, dialect, options.renames, forms,
                                           described, options.online));
  migration.missing_permission = missing_permission(migration.plan, allowed);
  TM_ASSIGN(migration.obstacles, find_obstacles(*session, migration.plan, allowed));
  if (options.dry_run || !migration.possible()) return migration;
  if (migration.plan.empty()) {
    // Читачеві чужої бази писати не дозволено; тоді вона лише лишиться незапам'ятованою.
    (void)leave_marks(*session, declared, dialect, options.scope);
    TM_TRY(session->commit());
    return migration;
  }

  Status done = carry_out(*session, declared, dialect, migration, options);
  if (done) return migration;
  Error error = std::move(done).error();
  session->abandon(error.kind == ErrorKind::interrupted ? "interrupted" : "failed", error.message);
  const std::string after = session->after_failure(migration.steps_done, migration.plan.steps.size());
  error.hint = error.hint.empty() ? after : error.hint + "; " + after;
  return std::unexpected(std::move(error));
}

}  // namespace techmarket::migrate
