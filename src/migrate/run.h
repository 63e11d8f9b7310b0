#pragma once
// План міграції → жива база. Один запуск за раз, кожен записано в історію; убитий будь-де, повторений запуск
// доходить до тієї самої схеми: план щоразу складається з того, що є в базі насправді.

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "db/endpoint.h"
#include "ddl/scope.h"
#include "migrate/described.h"
#include "migrate/plan_migration.h"
#include "schema/schema.h"

namespace techmarket::migrate {

/// Таблиця історії; як усі _techmarket…, невидима для check, diff, pull і verify.
inline constexpr std::string_view kMigrationsTable = "_techmarket_migrations";

struct MigrateOptions {
  std::set<Danger> allowed = {};
  std::set<std::string> losses = {};  ///< дозволено губити лише це: «customers», «customers.fax»
  ddl::Scope scope = {};
  std::vector<RenameFlag> renames = {};
  bool dry_run = false;
  /// Записи під час кроків не чекають, де рушій уміє; кроки тоді фіксуються по одному і в PostgreSQL.
  bool online = false;
  /// Скільки чекати на чуже блокування: за довшого чекання за нами шикується черга всіх інших запитів.
  int lock_seconds = 10;
  /// Каже людині про крок до того, як його почато: номер від 1, скільки всього.
  std::function<void(const Step&, std::size_t, std::size_t)> announce = {};
  /// Перед кожним оператором: номер від 0, скільки всього. Помилка зупиняє міграцію перед ним.
  std::function<Status(std::size_t, std::size_t)> before_step = {};
};

/// Дані, які заважають плану.
struct Obstacle {
  DataCheck check;
  std::int64_t rows = 0;

  std::string text() const;  ///< «customers.phone: 3 rows are NULL, but…»
};

struct Migration {
  Plan plan;
  std::vector<Obstacle> obstacles = {};
  std::vector<std::string> warnings = {};  ///< що лишилося різним, хоч усі кроки виконано
  std::string missing_permission = {};  ///< «--allow data-loss»; порожньо — дозволено все
  std::size_t steps_done = 0;

  /// Чи можна виконувати: жодна перешкода не стоїть на заваді.
  bool possible() const { return obstacles.empty() && missing_permission.empty(); }
};

/// Складає план і, якщо він можливий і це не dry_run, виконує його. Неможливий план нічого не змінює.
/// PostgreSQL: усе в одній транзакції. MySQL: кожен оператор фіксується сам.
/// @return помилка retryable, якщо міграцію вже виконує інший процес, зв'язок урвався чи таблиця зайнята;
///   interrupted після Ctrl-C; fatal, якщо сервер відмовився виконати крок.
Result<Migration> migrate(const db::Endpoint& endpoint, schema::Dialect dialect,
                          const schema::Database& target, const MigrateOptions& options);

}  // namespace techmarket::migrate
