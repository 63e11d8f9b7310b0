#include "warehouse/publish_dimension.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"

namespace techmarket::warehouse {
namespace {

std::string_view changed_at(const Dimension& dimension) {
  return dimension.column(Role::changed_at).name;
}
std::string_view deleted_at(const Dimension& dimension) {
  return dimension.column(Role::deleted_at).name;
}

/// Переписує значення в усіх версіях члена. Порожній versioned заповнюється; наповнений — це історія.
Status overwrite(const Dimension& dimension, std::string_view moment, db::postgres::Connection& warehouse) {
  std::vector<std::string> set, columns = {fmt::format("d.{}", deleted_at(dimension))}, values = {"NULL"};
  for (const auto& column : dimension.tracked()) {
    columns.push_back(fmt::format("d.{}", column.name));
    values.push_back(column.versioned ? fmt::format("coalesce(d.{0}, p.{0})", column.name)
                                      : fmt::format("p.{}", column.name));
    set.push_back(fmt::format("{} = {}", column.name, values.back()));
  }
  return warehouse.execute(fmt::format(
      "UPDATE {} d SET {}, {} = NULL, {} = {} FROM {} p WHERE d.{} = p.id AND p.change IN "
      "('overwrite', 'version') AND ({}) IS DISTINCT FROM ({})",
      dimension.table, fmt::join(set, ", "), deleted_at(dimension), changed_at(dimension), moment,
      plan_table(dimension), dimension.natural_key(), fmt::join(columns, ", "), fmt::join(values, ", ")));
}

Status close_versions(const Dimension& dimension, std::string_view moment,
                      db::postgres::Connection& warehouse) {
  return warehouse.execute(fmt::format(
      "UPDATE {} d SET {} = p.valid_from, {} = false, {} = {} FROM {} p WHERE d.{} = p.old_key AND "
      "p.change = 'version'",
      dimension.table, dimension.column(Role::valid_to).name, dimension.column(Role::is_current).name,
      changed_at(dimension), moment, plan_table(dimension), dimension.surrogate_key()));
}

/// Нові члени й нові версії. Сталий ключ нового члена — ключ його першої версії.
Status insert_rows(const Dimension& dimension, std::string_view moment, db::postgres::Connection& warehouse) {
  std::vector<std::string_view> columns = {dimension.surrogate_key(), dimension.natural_key(),
                                           changed_at(dimension)};
  std::vector<std::string> values = {"p.key", "p.id", std::string(moment)};
  for (const auto& column : dimension.tracked()) {
    columns.push_back(column.name);
    values.push_back(fmt::format("p.{}", column.name));
  }
  std::string former;
  if (dimension.keeps_versions()) {
    const std::string_view durable = dimension.column(Role::durable_key).name;
    columns.insert(columns.end(),
                   {durable, dimension.column(Role::valid_from).name, dimension.column(Role::valid_to).name,
                    dimension.column(Role::is_current).name});
    values.insert(values.end(), {fmt::format("coalesce(former.{}, p.key)", durable), "p.valid_from",
                                 fmt::format("timestamp '{}'", kForever), "true"});
    former = fmt::format(" LEFT JOIN {} former ON former.{} = p.old_key", dimension.table,
                         dimension.surrogate_key());
  }
  return warehouse.execute(fmt::format(
      "INSERT INTO {} ({}) SELECT {} FROM {} p{} WHERE p.change IN ('new', 'version') ORDER BY p.key",
      dimension.table, fmt::join(columns, ", "), fmt::join(values, ", "), plan_table(dimension), former));
}

Status mark_deleted(const Dimension& dimension, std::string_view moment,
                    db::postgres::Connection& warehouse) {
  return warehouse.execute(
      fmt::format("UPDATE {} d SET {} = {}, {} = {} FROM {} p WHERE d.{} = p.old_key AND p.change = 'gone'",
                  dimension.table, deleted_at(dimension), moment, changed_at(dimension), moment,
                  plan_table(dimension), dimension.surrogate_key()));
}

/// Кожен запланований рядок мусить лежати у вимірі: слову «прийнято» не віримо.
Status check_stored(const Dimension& dimension, const DimensionReport& planned,
                    db::postgres::Connection& warehouse) {
  const std::int64_t sent = planned.inserted + planned.versions;
  TM_ASSIGN(const auto found,
            warehouse.query_int(fmt::format(
                "SELECT count(*) FROM {} p JOIN {} d ON d.{} = p.key AND d.{} = p.id WHERE "
                "p.change IN ('new', 'version')",
                plan_table(dimension), dimension.table, dimension.surrogate_key(), dimension.natural_key())));
  if (sent == found) return {};
  return fail(ErrorKind::retryable,
              fmt::format("rows do not add up: {} rows were sent to {}, the warehouse holds {} of them",
                          with_thousands(sent), dimension.table, with_thousands(found)),
              "the run was rolled back; run the same command again");
}

/// Послідовність стовпця лишається попереду: рядок, доданий руками, не зіткнеться з нашими ключами.
Status advance_sequence(const Dimension& dimension, db::postgres::Connection& warehouse) {
  return warehouse.execute(fmt::format(
      "SELECT setval(pg_get_serial_sequence('{0}', '{1}'), max({1})) FROM {0} HAVING max({1}) IS NOT NULL",
      dimension.table, dimension.surrogate_key()));
}

}  // namespace

// Примітка 'techmarket' каже читачеві каталогу, що обмеження тримає сама програма і розповідати про нього
// нічого.
Status ensure_history(db::postgres::Connection& warehouse) {
  for (const auto& dimension : dimensions()) {
    if (!dimension.keeps_versions()) continue;
    const std::string name = fmt::format("ex_{}_versions", dimension.table);
    TM_ASSIGN(const auto there,
              warehouse.query_int(fmt::format(
                  "SELECT count(*) FROM pg_constraint WHERE conrelid = '{}'::regclass AND conname = '{}'",
                  dimension.table, name)));
    if (there > 0) continue;
    const std::string_view durable = dimension.column(Role::durable_key).name;
    TM_TRY(warehouse.execute(fmt::format(
        "CREATE EXTENSION IF NOT EXISTS btree_gist; UPDATE {0} SET {1} = {2} WHERE {1} = 0; ALTER TABLE {0} "
        "ADD CONSTRAINT {3} EXCLUDE USING gist ({4} WITH =, tsrange({5}, {6}) WITH &&); "
        "COMMENT ON CONSTRAINT {3} ON {0} IS 'techmarket'",
        dimension.table, durable, dimension.surrogate_key(), name, dimension.natural_key(),
        dimension.column(Role::valid_from).name, dimension.column(Role::valid_to).name)));
  }
  return {};
}

Status publish_dimension(const Dimension& dimension, std::string_view moment, const DimensionReport& planned,
                         db::postgres::Connection& warehouse) {
  if (planned.changed() == 0) return {};
  if (planned.updated + planned.versions > 0) TM_TRY(overwrite(dimension, moment, warehouse));
  if (planned.versions > 0) TM_TRY(close_versions(dimension, moment, warehouse));
  if (planned.deleted > 0) TM_TRY(mark_deleted(dimension, moment, warehouse));
  if (planned.inserted + planned.versions > 0) {
    TM_TRY(insert_rows(dimension, moment, warehouse));
    TM_TRY(check_stored(dimension, planned, warehouse));
    TM_TRY(advance_sequence(dimension, warehouse));
  }
  return warehouse.execute(fmt::format("ANALYZE {}", dimension.table));
}

}  // namespace techmarket::warehouse
