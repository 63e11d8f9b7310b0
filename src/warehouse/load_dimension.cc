#include "warehouse/load_dimension.h"

#include <fmt/format.h>

#include "warehouse/merge.h"
#include "warehouse/stage.h"
#include "world/load_state.h"

namespace techmarket::warehouse {
namespace {

using db::RowView;

std::string source_name(const Dimension& dimension, const db::mysql::Connection& source) {
  return fmt::format("{}.{}", source.endpoint().database, dimension.source().name);
}

/// Ім'я, під яким до рядка s приєднано члена, на якого вказує reference.
std::string joined(const Column& reference) {
  return fmt::format("of_{}", reference.name);
}

/// «LEFT JOIN stage_dim_region of_region_key ON of_region_key._id = s.region_id» на кожне посилання.
std::string joins(const Dimension& dimension) {
  std::string sql;
  for (const auto& one : dimension.references())
    sql += fmt::format(" LEFT JOIN {0} {1} ON {1}._id = s.{2}",
                       stage_table(warehouse::dimension(one.dimension)), joined(one), one.source().name);
  return sql;
}

Status check_references(const Dimension& dimension, const std::string& table,
                        db::postgres::Connection& warehouse, Quality& quality) {
  for (const auto& one : dimension.references()) {
    const std::string problem = fmt::format("unknown {}", one.source().name);
    TM_TRY(warehouse.stream(
        fmt::format(
            "SELECT s._id, s.{0} FROM {1} s{2} WHERE {3}._id IS NULL AND s.{0} IS NOT NULL ORDER BY s._id",
            one.source().name, stage_table(dimension), joins(dimension), joined(one)),
        [&](RowView row) -> Status {
          quality.report(table, row[0], problem, row[1]);
          return {};
        }));
  }
  return {};
}

/// Глибина кожного рядка дерева. Рядки, до яких від коренів не дійти, утворюють коло.
Status set_levels(const Dimension& dimension, const std::string& table, db::postgres::Connection& warehouse,
                  Quality& quality) {
  const std::string stage = stage_table(dimension);
  const auto tree = dimension.tree();
  if (!tree) return warehouse.execute(fmt::format("UPDATE {} SET _level = 0", stage));
  const std::string_view parent = tree->source().name;
  TM_TRY(warehouse.execute(fmt::format(R"(
    WITH RECURSIVE tree (id, level) AS (
      SELECT _id, 0 FROM {0} WHERE {1} IS NULL
      UNION ALL
      SELECT child._id, tree.level + 1 FROM {0} child JOIN tree ON child.{1} = tree.id)
    UPDATE {0} s SET _level = tree.level FROM tree WHERE tree.id = s._id)",
                                       stage, parent)));
  const std::string problem = fmt::format("{} leads back to the row itself", parent);
  return warehouse.stream(fmt::format("SELECT _id FROM {} WHERE _level IS NULL ORDER BY _id", stage),
                          [&](RowView row) -> Status {
                            quality.report(table, row[0], problem);
                            return {};
                          });
}

/// Відомі рядки беруть свій ключ із виміру, нові — наступні числа за найбільшим, батьки раніше дітей.
/// Ключі рахуються, а не беруться з послідовності: та не відкочується, і після вбитого запуску лишилися б
/// діри.
Status set_keys(const Dimension& dimension, db::postgres::Connection& warehouse) {
  const std::string stage = stage_table(dimension);
  TM_TRY(warehouse.execute(fmt::format("UPDATE {} s SET _key = d.{} FROM {} d WHERE d.{} = s._id", stage,
                                       dimension.surrogate_key(), dimension.table, dimension.natural_key())));
  return warehouse.execute(fmt::format(R"(
    UPDATE {0} s SET _key = fresh.key
    FROM (SELECT _id, (SELECT coalesce(max({1}), 0) FROM {2}) + row_number() OVER (ORDER BY _level, _id) AS key
          FROM {0} WHERE _key IS NULL) fresh
    WHERE fresh._id = s._id)",
                                       stage, dimension.surrogate_key(), dimension.table));
}

Merge merge_of(const Dimension& dimension) {
  Merge merge{.table = dimension.table,
              .from = fmt::format("{} s{}", stage_table(dimension), joins(dimension)),
              .key = {dimension.natural_key(), "s._id"},
              .compared = {},
              .touched = {{dimension.column(Role::changed_at).name, "LOCALTIMESTAMP"}},
              .inserted = {{dimension.surrogate_key(), "s._key"}},
              .order = "s._key"};
  for (const auto& column : dimension.tracked())
    merge.compared.push_back({column.name, column.role == Role::reference
                                               ? joined(column) + "._key"
                                               : fmt::format("s.{}", column.source().name)});
  return merge;
}

/// Послідовність стовпця лишається попереду: рядок, доданий руками, не зіткнеться з нашими ключами.
Status advance_sequence(const Dimension& dimension, db::postgres::Connection& warehouse) {
  return warehouse.execute(fmt::format(
      "SELECT setval(pg_get_serial_sequence('{0}', '{1}'), max({1})) FROM {0} HAVING max({1}) IS NOT NULL",
      dimension.table, dimension.surrogate_key()));
}

}  // namespace

Result<DimensionReport> load_dimension(const Dimension& dimension, db::mysql::Connection& source,
                                       db::postgres::Connection& warehouse, Quality& quality) {
  DimensionReport report{.table = std::string(dimension.table)};
  const std::string table = source_name(dimension, source);
  TM_ASSIGN(const auto sent, fill_stage(dimension, table, source, warehouse, quality));
  TM_TRY(check_references(dimension, table, warehouse, quality));
  if (!quality.clean()) return report;
  TM_TRY(set_levels(dimension, table, warehouse, quality));
  if (!quality.clean()) return report;
  TM_TRY(set_keys(dimension, warehouse));
  const Merge merge = merge_of(dimension);
  TM_ASSIGN(report.updated, update_changed(merge, warehouse));
  TM_ASSIGN(report.inserted, insert_new(merge, warehouse));
  TM_TRY(advance_sequence(dimension, warehouse));
  TM_ASSIGN(const auto stored, warehouse.query_int(fmt::format(
                                   "SELECT count(*) FROM {} s JOIN {} d ON d.{} = s._id AND d.{} = s._key",
                                   stage_table(dimension), dimension.table, dimension.natural_key(),
                                   dimension.surrogate_key())));
  TM_TRY(check_stored(dimension.table, sent, stored));
  TM_ASSIGN(report.rows, warehouse.query_int(fmt::format("SELECT count(*) FROM {}", dimension.table)));
  return report;
}

Result<std::int64_t> drop_former_world(const Dimension& dimension, db::mysql::Connection& source,
                                       db::postgres::Connection& warehouse) {
  TM_ASSIGN(const auto world, world::read_load_state(source));
  if (!world) return 0;
  // Обидва сервери кажуть час без поясу, кожен своїм; спільним є лише час від епохи.
  TM_ASSIGN(const auto began,
            source.query(fmt::format("SELECT UNIX_TIMESTAMP(started_at) FROM {}", world::kLoadTable)));
  return warehouse.execute_counted(
      fmt::format("DELETE FROM {} d WHERE extract(epoch FROM d.{}::timestamptz) < {} AND NOT EXISTS "
                  "(SELECT FROM {} s WHERE s._id = d.{})",
                  dimension.table, dimension.column(Role::changed_at).name, began.at(0).at(0).value_or("0"),
                  stage_table(dimension), dimension.natural_key()));
}

}  // namespace techmarket::warehouse
