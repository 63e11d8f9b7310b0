#include "warehouse/load_dimension.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/interrupt.h"
#include "base/text.h"
#include "base/uuid.h"
#include "warehouse/copy_text.h"
#include "world/load_state.h"

namespace techmarket::warehouse {
namespace {

using db::RowView;

/// Стовпці джерела в порядку читання: id, батько (якщо є), атрибути, міра (якщо є).
std::vector<std::string> source_columns(const Dimension& dimension) {
  std::vector<std::string> columns = {"id"};
  for (const auto& parent : dimension.parents) columns.emplace_back(parent.source);
  for (const auto& attribute : dimension.attributes) columns.emplace_back(attribute.source);
  if (!dimension.measure.empty()) columns.emplace_back(dimension.measure);
  return columns;
}

std::string source_name(const Dimension& dimension, const db::mysql::Connection& source) {
  return fmt::format("{}.{}", source.endpoint().database, dimension.source_table);
}

/// Порожня тимчасова таблиця: key дістане сурогатний ключ, level — глибину в дереві.
Status create_stage(const Dimension& dimension, db::postgres::Connection& warehouse) {
  std::string sql =
      fmt::format("CREATE TEMPORARY TABLE {} (key int, level int, id uuid NOT NULL", stage_table(dimension));
  if (dimension.parent()) sql += ", parent_id uuid";
  for (const auto& attribute : dimension.attributes)
    sql += fmt::format(", {} text NOT NULL", attribute.target);
  if (!dimension.measure.empty()) sql += ", measure numeric";
  return warehouse.execute(sql + ") ON COMMIT DROP");
}

std::string stage_columns(const Dimension& dimension) {
  std::string columns = "id";
  if (dimension.parent()) columns += ", parent_id";
  for (const auto& attribute : dimension.attributes) columns += fmt::format(", {}", attribute.target);
  if (!dimension.measure.empty()) columns += ", measure";
  return columns;
}

/// Рядок джерела → рядок COPY. Порожнє поле там, де воно обов'язкове, і не-UUID — порушення.
class StageRow {
 public:
  StageRow(const Dimension& dimension, std::string table, Quality& quality)
      : dimension_(dimension),
        columns_(source_columns(dimension)),
        table_(std::move(table)),
        quality_(quality) {}

  void append(RowView row, std::string& out) {
    const auto id = db::is_null(row[0]) ? std::nullopt : parse_uuid(row[0]);
    if (!id) return quality_.report(table_, db::is_null(row[0]) ? "NULL" : row[0], "id is not a UUID");
    CopyText text(out);
    const std::size_t start = out.size();
    text.field(*id);
    std::size_t at = 1;
    bool good = true;
    if (const Parent* parent = dimension_.parent()) good = append_parent(*parent, row[0], row[at++], text);
    for (; at < row.size(); ++at) {
      if (db::is_null(row[at])) {
        quality_.report(table_, row[0], columns_[at] + " is NULL");
        good = false;
      }
      text.field(row[at]);
    }
    text.end_row();
    if (!good) out.resize(start);
  }

 private:
  bool append_parent(const Parent& parent, std::string_view id, std::string_view value, CopyText& text) {
    if (db::is_null(value)) {
      text.null();
      if (parent.required) quality_.report(table_, id, fmt::format("{} is NULL", parent.source));
      return !parent.required;
    }
    const auto parent_id = parse_uuid(value);
    if (!parent_id) {
      quality_.report(table_, id, fmt::format("{} is not a UUID", parent.source), value);
      return false;
    }
    text.field(*parent_id);
    return true;
  }

  const Dimension& dimension_;
  const std::vector<std::string> columns_;
  const std::string table_;
  Quality& quality_;
};

/// @return скільки рядків надіслано в тимчасову таблицю
Result<std::int64_t> fill_stage(const Dimension& dimension, db::mysql::Connection& source,
                                db::postgres::Connection& warehouse, Quality& quality) {
  constexpr std::size_t kChunk = 64 * 1024;
  TM_TRY(warehouse.copy_begin(
      fmt::format("COPY {} ({}) FROM STDIN", stage_table(dimension), stage_columns(dimension))));
  StageRow stage_row(dimension, source_name(dimension, source), quality);
  std::string buffer;
  std::int64_t rows = 0;
  const std::string sql =
      fmt::format("SELECT {} FROM {}", fmt::join(source_columns(dimension), ", "), dimension.source_table);
  const Status read = source.stream(sql, [&](RowView row) -> Status {
    stage_row.append(row, buffer);
    ++rows;
    if (buffer.size() < kChunk) return {};
    TM_TRY(check_interrupted());
    TM_TRY(warehouse.copy_data(buffer));
    buffer.clear();
    return {};
  });
  TM_TRY(read);
  if (!buffer.empty()) TM_TRY(warehouse.copy_data(buffer));
  TM_TRY(warehouse.copy_end());
  TM_TRY(warehouse.execute(fmt::format("ANALYZE {}", stage_table(dimension))));
  return rows;
}

/// Кожен надісланий рядок мусить лежати у вимірі під своїм ключем.
Status check_stored(std::string_view table, std::int64_t sent, std::int64_t found) {
  if (sent == found) return {};
  return fail(ErrorKind::retryable,
              fmt::format("rows do not add up: {} rows were sent to {}, the warehouse holds {} of them",
                          with_thousands(sent), table, with_thousands(found)),
              "the run was rolled back; run the same command again");
}

const Dimension& parent_dimension(const Parent& parent) {
  for (const auto& dimension : dimensions())
    if (dimension.table == parent.dimension) return dimension;
  std::unreachable();
}

/// «LEFT JOIN stage_dim_region p ON p.id = s.parent_id» або порожньо.
std::string join_parent(const Dimension& dimension) {
  if (!dimension.parent()) return {};
  return fmt::format("LEFT JOIN {} p ON p.id = s.parent_id",
                     stage_table(parent_dimension(*dimension.parent())));
}

Status check_parents(const Dimension& dimension, const std::string& table,
                     db::postgres::Connection& warehouse, Quality& quality) {
  const Parent* parent = dimension.parent();
  if (!parent) return {};
  const std::string problem = fmt::format("unknown {}", parent->source);
  return warehouse.stream(
      fmt::format("SELECT s.id, s.parent_id FROM {} s {} WHERE p.id IS NULL AND s.parent_id IS NOT NULL "
                  "ORDER BY s.id",
                  stage_table(dimension), join_parent(dimension)),
      [&](RowView row) -> Status {
        quality.report(table, row[0], problem, row[1]);
        return {};
      });
}

/// Глибина кожного рядка дерева. Рядки, до яких від коренів не дійти, утворюють коло.
Status set_levels(const Dimension& dimension, const std::string& table, db::postgres::Connection& warehouse,
                  Quality& quality) {
  const std::string stage = stage_table(dimension);
  if (!dimension.hierarchical()) return warehouse.execute(fmt::format("UPDATE {} SET level = 0", stage));
  TM_TRY(warehouse.execute(fmt::format(R"(
    WITH RECURSIVE tree (id, level) AS (
      SELECT id, 0 FROM {0} WHERE parent_id IS NULL
      UNION ALL
      SELECT child.id, tree.level + 1 FROM {0} child JOIN tree ON child.parent_id = tree.id)
    UPDATE {0} s SET level = tree.level FROM tree WHERE tree.id = s.id)",
                                       stage)));
  const std::string problem = fmt::format("{} leads back to the row itself", dimension.parent()->source);
  return warehouse.stream(fmt::format("SELECT id FROM {} WHERE level IS NULL ORDER BY id", stage),
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
  TM_TRY(warehouse.execute(fmt::format("UPDATE {} s SET key = d.{} FROM {} d WHERE d.{} = s.id", stage,
                                       dimension.surrogate_key, dimension.table, dimension.natural_key)));
  return warehouse.execute(fmt::format(R"(
    UPDATE {0} s SET key = fresh.key
    FROM (SELECT id, (SELECT coalesce(max({1}), 0) FROM {2}) + row_number() OVER (ORDER BY level, id) AS key
          FROM {0} WHERE key IS NULL) fresh
    WHERE fresh.id = s.id)",
                                       stage, dimension.surrogate_key, dimension.table));
}

/// Стовпці виміру, що залежать від джерела, і вирази над s (рядок) та p (батько), яким вони мають
/// дорівнювати.
std::pair<std::vector<std::string>, std::vector<std::string>> tracked(const Dimension& dimension) {
  std::vector<std::string> columns, values;
  for (const auto& attribute : dimension.attributes) {
    columns.emplace_back(attribute.target);
    values.push_back(fmt::format("s.{}", attribute.target));
  }
  if (const Parent* parent = dimension.parent()) {
    columns.emplace_back(parent->target);
    values.emplace_back("p.key");
  }
  return {columns, values};
}

Result<std::int64_t> update_changed(const Dimension& dimension, db::postgres::Connection& warehouse) {
  const auto [columns, values] = tracked(dimension);
  std::string assignments;
  for (std::size_t i = 0; i < columns.size(); ++i)
    assignments += fmt::format("{} = {}, ", columns[i], values[i]);
  return warehouse.execute_counted(
      fmt::format("UPDATE {0} d SET {1} updated_at = LOCALTIMESTAMP FROM {2} s {3} WHERE d.{4} = s.id "
                  "AND (d.{5}) IS DISTINCT FROM ({6})",
                  dimension.table, assignments, stage_table(dimension), join_parent(dimension),
                  dimension.natural_key, fmt::join(columns, ", d."), fmt::join(values, ", ")));
}

Result<std::int64_t> insert_new(const Dimension& dimension, db::postgres::Connection& warehouse) {
  const auto [columns, values] = tracked(dimension);
  TM_ASSIGN(const auto inserted,
            warehouse.execute_counted(fmt::format(
                "INSERT INTO {0} ({1}, {2}, {3}, updated_at) SELECT s.key, s.id, {4}, LOCALTIMESTAMP FROM "
                "{5} s {6} "
                "WHERE NOT EXISTS (SELECT FROM {0} d WHERE d.{2} = s.id) ORDER BY s.key",
                dimension.table, dimension.surrogate_key, dimension.natural_key, fmt::join(columns, ", "),
                fmt::join(values, ", "), stage_table(dimension), join_parent(dimension))));
  // Послідовність стовпця лишається попереду: рядок, доданий руками, не зіткнеться з нашими ключами.
  TM_TRY(warehouse.execute(fmt::format(
      "SELECT setval(pg_get_serial_sequence('{0}', '{1}'), max({1})) FROM {0} HAVING max({1}) IS NOT NULL",
      dimension.table, dimension.surrogate_key)));
  return inserted;
}

Status check_order_years(db::mysql::Connection& orders, Quality& quality) {
  const std::string table = fmt::format("{}.orders", orders.endpoint().database);
  const std::string problem = fmt::format("order_date is outside {}–{}", kFirstOrderYear, kLastOrderYear);
  return orders.stream(fmt::format("SELECT id, order_date FROM orders WHERE {} ORDER BY order_date, id",
                                   outside_order_years()),
                       [&](RowView row) -> Status {
                         quality.report(table, row[0], problem, row[1]);
                         return {};
                       });
}

}  // namespace

std::string stage_table(const Dimension& dimension) {
  return fmt::format("stage_{}", dimension.table);
}

Result<DimensionReport> load_dimension(const Dimension& dimension, db::mysql::Connection& source,
                                       db::postgres::Connection& warehouse, Quality& quality) {
  DimensionReport report{.table = std::string(dimension.table)};
  const std::string table = source_name(dimension, source);
  TM_TRY(create_stage(dimension, warehouse));
  TM_ASSIGN(const auto sent, fill_stage(dimension, source, warehouse, quality));
  TM_TRY(check_parents(dimension, table, warehouse, quality));
  if (!quality.clean()) return report;
  TM_TRY(set_levels(dimension, table, warehouse, quality));
  if (!quality.clean()) return report;
  TM_TRY(set_keys(dimension, warehouse));
  TM_ASSIGN(report.updated, update_changed(dimension, warehouse));
  TM_ASSIGN(report.inserted, insert_new(dimension, warehouse));
  TM_ASSIGN(const auto stored,
            warehouse.query_int(fmt::format(
                "SELECT count(*) FROM {0} s JOIN {1} d ON d.{2} = s.id AND d.{3} = s.key",
                stage_table(dimension), dimension.table, dimension.natural_key, dimension.surrogate_key)));
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
  return warehouse.execute_counted(fmt::format(
      "DELETE FROM {0} d WHERE extract(epoch FROM d.updated_at::timestamptz) < {1} AND NOT EXISTS "
      "(SELECT FROM {2} s WHERE s.id = d.{3})",
      dimension.table, began.at(0).at(0).value_or("0"), stage_table(dimension), dimension.natural_key));
}

Result<DimensionReport> load_dates(db::mysql::Connection& orders, db::postgres::Connection& warehouse,
                                   Quality& quality) {
  DimensionReport report{.table = "dim_date"};
  // Обидва запити йдуть індексом order_date, тому не залежать від кількості замовлень.
  TM_TRY(check_order_years(orders, quality));
  if (!quality.clean()) return report;
  TM_ASSIGN(const auto range,
            orders.query("SELECT YEAR(MIN(order_date)), YEAR(MAX(order_date)) FROM orders"));
  if (range[0][0] && range[0][1]) {
    TM_TRY(warehouse.execute(fmt::format(R"(
      CREATE TEMPORARY TABLE stage_dim_date ON COMMIT DROP AS
      SELECT to_char(day, 'YYYYMMDD')::int AS date_key, day::date AS date, extract(year FROM day)::smallint AS year,
             extract(quarter FROM day)::smallint AS quarter, extract(month FROM day)::smallint AS month,
             extract(day FROM day)::smallint AS day, extract(isodow FROM day)::smallint AS day_of_week,
             extract(isodow FROM day) >= 6 AS is_weekend
      FROM (SELECT least(make_date({0}, 1, 1), min(date)) AS first, greatest(make_date({1}, 1, 1), max(date)) AS last
            FROM dim_date) known,
           generate_series(date_trunc('year', first::timestamp),
                           date_trunc('year', last::timestamp) + interval '1 year - 1 day', interval '1 day') AS day)",
                                         *range[0][0], *range[0][1])));
    TM_ASSIGN(report.updated, warehouse.execute_counted(R"(
      UPDATE dim_date d SET date = s.date, year = s.year, quarter = s.quarter, month = s.month, day = s.day,
                            day_of_week = s.day_of_week, is_weekend = s.is_weekend
      FROM stage_dim_date s
      WHERE d.date_key = s.date_key
        AND (d.date, d.year, d.quarter, d.month, d.day, d.day_of_week, d.is_weekend)
            IS DISTINCT FROM (s.date, s.year, s.quarter, s.month, s.day, s.day_of_week, s.is_weekend))"));
    TM_ASSIGN(report.inserted, warehouse.execute_counted(R"(
      INSERT INTO dim_date (date_key, date, year, quarter, month, day, day_of_week, is_weekend)
      SELECT date_key, date, year, quarter, month, day, day_of_week, is_weekend FROM stage_dim_date s
      WHERE NOT EXISTS (SELECT FROM dim_date d WHERE d.date_key = s.date_key) ORDER BY date_key)"));
    TM_ASSIGN(const auto sent, warehouse.query_int("SELECT count(*) FROM stage_dim_date"));
    TM_ASSIGN(const auto stored,
              warehouse.query_int("SELECT count(*) FROM stage_dim_date s JOIN dim_date d USING (date_key)"));
    TM_TRY(check_stored(report.table, sent, stored));
  }
  TM_ASSIGN(report.rows, warehouse.query_int("SELECT count(*) FROM dim_date"));
  return report;
}

}  // namespace techmarket::warehouse
