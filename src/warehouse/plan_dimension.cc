#include "warehouse/plan_dimension.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "warehouse/stage.h"

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

/// Нове значення стовпця, вираз над рядком s із joins().
std::string value_of(const Column& column) {
  return column.role == Role::reference ? joined(column) + "._key"
                                        : fmt::format("s.{}", column.source().name);
}

/// «AND d.is_current» там, де рядків на члена може бути кілька.
std::string_view only_current(const Dimension& dimension) {
  return dimension.keeps_versions() ? " AND d.is_current" : "";
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
Status set_keys(const Dimension& dimension, db::postgres::Connection& warehouse) {
  const std::string stage = stage_table(dimension);
  TM_TRY(warehouse.execute(fmt::format("UPDATE {} s SET _key = d.{} FROM {} d WHERE d.{} = s._id{}", stage,
                                       dimension.surrogate_key(), dimension.table, dimension.natural_key(),
                                       only_current(dimension))));
  return warehouse.execute(fmt::format(R"(
    UPDATE {0} s SET _key = fresh.key
    FROM (SELECT _id, (SELECT coalesce(max({1}), 0) FROM {2}) + row_number() OVER (ORDER BY _level, _id) AS key
          FROM {0} WHERE _key IS NULL) fresh
    WHERE fresh._id = s._id)",
                                       stage, dimension.surrogate_key(), dimension.table));
}

/// Чим стане рядок s проти рядка d. Порожнє versioned ще ні про що не каже: його заповнюють на місці.
std::string change_of(const Dimension& dimension) {
  std::vector<std::string> opens = {"false"},
                           overwrites = {
                               fmt::format("d.{} IS NOT NULL", dimension.column(Role::deleted_at).name)};
  for (const auto& column : dimension.tracked()) {
    const std::string differs = fmt::format("d.{} IS DISTINCT FROM {}", column.name, value_of(column));
    if (column.versioned) opens.push_back(fmt::format("(d.{} IS NOT NULL AND {})", column.name, differs));
    overwrites.push_back(differs);
  }
  return fmt::format("CASE WHEN d.{} IS NULL THEN 'new' WHEN {} THEN 'version' WHEN {} THEN 'overwrite' END",
                     dimension.surrogate_key(), fmt::join(opens, " OR "), fmt::join(overwrites, " OR "));
}

/// Відколи чинна нова версія. Годинник сервера могли перевести назад, межі ж одного члена лише зростають.
std::string valid_from_of(const Dimension& dimension, std::string_view moment) {
  if (!dimension.keeps_versions()) return "NULL::timestamp";
  return fmt::format(
      "CASE WHEN d.{0} IS NULL THEN timestamp '{1}' ELSE greatest({2}, d.{3} + interval '1 "
      "microsecond') END",
      dimension.surrogate_key(), kBeginning, moment, dimension.column(Role::valid_from).name);
}

/// «AND d.customer_id IN (…)» там, де читано лише частину членів.
std::string only_in_scope(const Dimension& dimension, bool partial) {
  if (!partial) return {};
  return fmt::format(" AND d.{} IN (SELECT id FROM {})", dimension.natural_key(), scope_table(dimension));
}

Status create_plan(const Dimension& dimension, std::string_view moment, bool partial,
                   db::postgres::Connection& warehouse) {
  const std::string plan = plan_table(dimension), stage = stage_table(dimension);
  std::string values;
  for (const auto& column : dimension.tracked())
    values += fmt::format(", {} AS {}", value_of(column), column.name);
  // Ключі нових членів уже роздано в stage, тож нумерація нових версій іде за ними.
  TM_TRY(warehouse.execute(fmt::format(
      R"(
    CREATE TEMPORARY TABLE {plan} AS
    SELECT id, CASE change WHEN 'version' THEN
                 (SELECT greatest((SELECT coalesce(max({key}), 0) FROM {dimension}), coalesce(max(_key), 0)) FROM {stage})
                 + row_number() OVER (PARTITION BY change ORDER BY id) ELSE staged_key END::int AS key,
           old_key, change, valid_from{columns}
    FROM (SELECT s._id AS id, s._key AS staged_key, d.{key} AS old_key, {change} AS change,
                 {valid_from} AS valid_from{values}
          FROM {stage} s LEFT JOIN {dimension} d ON d.{natural} = s._id{current}{joins}) compared
    WHERE change IS NOT NULL)",
      fmt::arg("plan", plan), fmt::arg("stage", stage), fmt::arg("dimension", dimension.table),
      fmt::arg("key", dimension.surrogate_key()), fmt::arg("natural", dimension.natural_key()),
      fmt::arg("current", only_current(dimension)), fmt::arg("joins", joins(dimension)),
      fmt::arg("change", change_of(dimension)), fmt::arg("valid_from", valid_from_of(dimension, moment)),
      fmt::arg("values", values), fmt::arg("columns", [&] {
        std::string names;
        for (const auto& column : dimension.tracked()) names += fmt::format(", {}", column.name);
        return names;
      }()))));
  TM_TRY(warehouse.execute(fmt::format(
      "INSERT INTO {} (id, key, old_key, change) SELECT d.{}, d.{}, d.{}, 'gone' FROM {} d WHERE d.{} IS "
      "NULL{}{} AND NOT EXISTS (SELECT FROM {} s WHERE s._id = d.{})",
      plan, dimension.natural_key(), dimension.surrogate_key(), dimension.surrogate_key(), dimension.table,
      dimension.column(Role::deleted_at).name, only_current(dimension), only_in_scope(dimension, partial),
      stage, dimension.natural_key())));
  return warehouse.execute("ANALYZE " + plan);
}

Status count_changes(const Dimension& dimension, db::postgres::Connection& warehouse,
                     DimensionReport& report) {
  TM_ASSIGN(const auto rows, warehouse.query(fmt::format(R"(
    SELECT count(*) FILTER (WHERE change = 'new'), count(*) FILTER (WHERE change = 'version'),
           count(*) FILTER (WHERE change = 'overwrite'), count(*) FILTER (WHERE change = 'gone'),
           (SELECT count(*) FROM {}) + count(*) FILTER (WHERE change IN ('new', 'version'))
    FROM {})",
                                                         dimension.table, plan_table(dimension))));
  const auto number = [&](std::size_t i) { return std::stoll(rows.at(0).at(i).value_or("0")); };
  report.inserted = number(0);
  report.versions = number(1);
  report.updated = number(2);
  report.deleted = number(3);
  report.rows = number(4);
  return {};
}

}  // namespace

std::string plan_table(const Dimension& dimension) {
  return fmt::format("plan_{}", dimension.table);
}

Result<DimensionReport> plan_dimension(const Dimension& dimension, std::string_view moment,
                                       const std::vector<Uuid>* only, db::mysql::Connection& source,
                                       db::postgres::Connection& warehouse, Quality& quality) {
  DimensionReport report{.table = std::string(dimension.table)};
  const std::string table = source_name(dimension, source);
  TM_TRY(fill_stage(dimension, table, only, source, warehouse, quality));
  TM_TRY(check_references(dimension, table, warehouse, quality));
  if (!quality.clean()) return report;
  TM_TRY(set_levels(dimension, table, warehouse, quality));
  if (!quality.clean()) return report;
  TM_TRY(set_keys(dimension, warehouse));
  TM_TRY(create_plan(dimension, moment, only != nullptr, warehouse));
  TM_TRY(count_changes(dimension, warehouse, report));
  return report;
}

}  // namespace techmarket::warehouse
