// Що крок блокує, переписує й губить. Джерела: документація PostgreSQL, «Explicit Locking» і «ALTER TABLE»;
// документація MySQL, «Metadata Locking» і «Online DDL Operations».

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "migrate/migration_plan.h"

namespace techmarket::migrate {
namespace {

using schema::Dialect;

/// Що чекає, доки оператор триває.
struct Lock {
  std::string_view start;     ///< чим оператор починається
  std::string_view contains;  ///< що в ньому ще є; порожньо — будь-що
  std::string_view mode;  ///< порожньо — таблиць, якими хтось користується, він не торкається
  std::string_view waits;
};

constexpr std::string_view kNobody = "reads and writes go on", kWriters = "writes wait",
                           kEverybody = "reads and writes wait", kRows = "writes of the same rows wait";

constexpr Lock kPostgres[] = {{"CREATE INDEX CONCURRENTLY", "", "SHARE UPDATE EXCLUSIVE", kNobody},
                              {"CREATE UNIQUE INDEX CONCURRENTLY", "", "SHARE UPDATE EXCLUSIVE", kNobody},
                              {"CREATE INDEX", "", "SHARE", kWriters},
                              {"CREATE UNIQUE INDEX", "", "SHARE", kWriters},
                              {"DROP INDEX CONCURRENTLY", "", "SHARE UPDATE EXCLUSIVE", kNobody},
                              {"DROP INDEX", "", "ACCESS EXCLUSIVE", kEverybody},
                              {"DROP TABLE", "", "ACCESS EXCLUSIVE", kEverybody},
                              {"DROP VIEW", "", "ACCESS EXCLUSIVE", kEverybody},
                              {"DROP MATERIALIZED VIEW", "", "ACCESS EXCLUSIVE", kEverybody},
                              {"DROP TRIGGER", "", "ACCESS EXCLUSIVE", kEverybody},
                              {"DROP POLICY", "", "ACCESS EXCLUSIVE", kEverybody},
                              {"DROP RULE", "", "ACCESS EXCLUSIVE", kEverybody},
                              {"CREATE TRIGGER", "", "SHARE ROW EXCLUSIVE", kWriters},
                              {"CREATE RULE", "", "ACCESS EXCLUSIVE", kEverybody},
                              {"CREATE POLICY", "", "ACCESS EXCLUSIVE", kEverybody},
                              {"ALTER TABLE", "VALIDATE CONSTRAINT", "SHARE UPDATE EXCLUSIVE", kNobody},
                              {"ALTER TABLE", " FOREIGN KEY ", "SHARE ROW EXCLUSIVE", kWriters},
                              {"ALTER TABLE", "", "ACCESS EXCLUSIVE", kEverybody},
                              {"ALTER INDEX", "", "SHARE UPDATE EXCLUSIVE", kNobody},
                              {"COMMENT ON", "", "SHARE UPDATE EXCLUSIVE", kNobody},
                              {"UPDATE", "", "ROW EXCLUSIVE", kRows}};

constexpr Lock kMysql[] = {{"ALTER TABLE", "", "metadata", kEverybody},
                           {"RENAME TABLE", "", "metadata", kEverybody},
                           {"DROP TABLE", "", "metadata", kEverybody},
                           {"UPDATE", "", "rows", kRows}};

template <std::size_t N>
const Lock* lock_of(std::string_view sql, const Lock (&locks)[N]) {
  const auto found = std::ranges::find_if(locks, [&](const Lock& lock) {
    return sql.starts_with(lock.start) && (lock.contains.empty() || sql.contains(lock.contains));
  });
  return found == std::end(locks) ? nullptr : found;
}

/// Ім'я, що стоїть після слова: «`shop`.`orders`» → shop.orders.
std::optional<std::string> name_after(std::string_view sql, std::string_view word) {
  const auto at = sql.find(word);
  if (at == std::string_view::npos) return std::nullopt;
  sql.remove_prefix(at + word.size());
  std::string name;
  for (std::size_t i = 0; i < sql.size();) {
    const char mark = sql[i];
    if (mark != '"' && mark != '`') break;
    for (++i; i < sql.size(); ++i) {
      if (sql[i] == mark && (i + 1 == sql.size() || sql[i + 1] != mark)) break;
      if (sql[i] == mark) ++i;
      name += sql[i];
    }
    if (++i >= sql.size() || sql[i] != '.') break;
    name += sql[i++];
  }
  return name.empty() ? std::nullopt : std::optional(name);
}

std::vector<std::string> tables_of(std::string_view sql, Dialect dialect) {
  std::vector<std::string> tables;
  const auto add = [&](std::string_view word) {
    if (auto name = name_after(sql, word); name && std::ranges::find(tables, *name) == tables.end())
      tables.push_back(*std::move(name));
  };
  // PostgreSQL називає таблицю після ON; у DROP INDEX її немає, лише індекс.
  const bool names_table = sql.starts_with("CREATE");
  if (names_table) add(" ON ");
  for (const std::string_view start :
       {"ALTER TABLE ", "RENAME TABLE ", "DROP TABLE ", "UPDATE ", "DROP INDEX ", "ALTER INDEX ",
        "COMMENT ON TABLE ", "COMMENT ON COLUMN ", "COMMENT ON INDEX ", "DROP VIEW ",
        "DROP MATERIALIZED VIEW "})
    if (sql.starts_with(start)) add(start);
  if (sql.starts_with("DROP TRIGGER") || sql.starts_with("DROP POLICY") || sql.starts_with("DROP RULE"))
    add(" ON ");
  if (sql.starts_with("ALTER TABLE") && sql.contains(" FOREIGN KEY ")) add(" REFERENCES ");
  if (dialect == Dialect::mysql && sql.starts_with("RENAME TABLE"))
    for (auto rest = sql; rest.contains("`, `"); rest.remove_prefix(rest.find("`, `") + 1))
      if (auto name = name_after(rest, "`, "); name && std::ranges::find(tables, *name) == tables.end())
        tables.push_back(*std::move(name));
  if ((sql.starts_with("DROP INDEX ") || sql.starts_with("COMMENT ON INDEX ")) && !tables.empty())
    tables.front() = "the table of " + tables.front();
  // Стовпець у COMMENT ON COLUMN — остання частина імені.
  if (sql.starts_with("COMMENT ON COLUMN ") && !tables.empty())
    tables.front().resize(tables.front().rfind('.'));
  return tables;
}

void add_hazards(const Step& step, const std::string& subject, Effect& effect) {
  for (const auto& change : step.changes)
    for (const auto& hazard : change.hazards) {
      auto& list = hazard.danger == Danger::data_loss ? effect.loses : effect.rewrites;
      if (hazard.danger == Danger::lock) continue;
      const std::string& of = hazard.danger == Danger::data_loss ? hazard.subject : subject;
      std::string text = of.empty() ? hazard.reason : fmt::format("{}: {}", of, hazard.reason);
      if (std::ranges::find(list, text) == list.end()) list.push_back(std::move(text));
    }
}

const Hazard* long_lock(const Step& step) {
  for (const auto& change : step.changes)
    for (const auto& hazard : change.hazards)
      if (hazard.danger == Danger::lock) return &hazard;
  return nullptr;
}

}  // namespace

Effect effect_of(const Step& step, Dialect dialect) {
  Effect effect;
  const auto tables = tables_of(step.sql, dialect);
  add_hazards(step, tables.empty() ? std::string() : tables.front(), effect);
  const Lock* lock = dialect == Dialect::mysql ? lock_of(step.sql, kMysql) : lock_of(step.sql, kPostgres);
  if (!lock) return effect;
  const Hazard* hazard = long_lock(step);
  const bool passing = lock->waits == kNobody || lock->waits == kRows;
  for (const auto& table : tables) {
    std::string what(lock->waits);
    // Батька зовнішнього ключа MySQL не копіює.
    const bool lasts = hazard && (dialect == Dialect::postgres || table == tables.front());
    if (lasts)
      what = hazard->reason;
    else if (!passing)
      what += dialect == Dialect::mysql ? " for a moment at its beginning and end" : " for a moment";
    effect.locks.push_back(fmt::format("{}: {} ({})", table, what, lock->mode));
  }
  return effect;
}

}  // namespace techmarket::migrate
