#include "warehouse/dates.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "warehouse/star.h"

namespace techmarket::warehouse {
namespace {

Status check_order_years(db::mysql::Connection& orders, Quality& quality) {
  const std::string table = fmt::format("{}.{}", orders.endpoint().database, kOrders.name);
  const std::string problem = fmt::format("order_date is outside {}–{}", kFirstOrderYear, kLastOrderYear);
  return orders.stream(fmt::format("SELECT id, order_date FROM orders WHERE {} ORDER BY order_date, id",
                                   outside_order_years()),
                       [&](db::RowView row) -> Status {
                         quality.report(table, row[0], problem, row[1]);
                         return {};
                       });
}

std::string_view key() {
  return calendar().columns.front().name;
}

/// Імена стовпців календаря після ключа, кожне з префіксом.
std::string columns(std::string_view prefix) {
  std::vector<std::string> names;
  for (const auto& column : calendar().columns)
    if (column.name != key()) names.push_back(fmt::format("{}{}", prefix, column.name));
  return fmt::format("{}", fmt::join(names, ", "));
}

/// Усі дні від першого року до останнього, разом із тими роками, що в календарі вже є, — і з них лише ті,
/// яких бракує або чий рядок інший.
std::string plan_sql(std::string_view first_year, std::string_view last_year) {
  std::string computed;
  for (const auto& column : calendar().columns)
    computed +=
        fmt::format("{}({})::{} AS {}", computed.empty() ? "" : ", ", column.how, column.type, column.name);
  return fmt::format(R"(
    CREATE TEMPORARY TABLE plan_dim_date AS
    SELECT s.*, d.{4} IS NULL AS fresh
    FROM (SELECT {0}
          FROM (SELECT least(make_date({1}, 1, 1), min(date)) AS first, greatest(make_date({2}, 1, 1), max(date)) AS last
                FROM {3}) known,
               generate_series(date_trunc('year', first::timestamp),
                               date_trunc('year', last::timestamp) + interval '1 year - 1 day', interval '1 day') AS day) s
         LEFT JOIN {3} d ON d.{4} = s.{4}
    WHERE d.{4} IS NULL OR ({5}) IS DISTINCT FROM ({6}))",
                     computed, first_year, last_year, calendar().table, key(), columns("d."), columns("s."));
}

}  // namespace

Result<DimensionReport> plan_dates(db::mysql::Connection& orders, db::postgres::Connection& warehouse,
                                   Quality& quality) {
  DimensionReport report{.table = std::string(calendar().table)};
  // Обидва запити йдуть індексом order_date, тому не залежать від кількості замовлень.
  TM_TRY(check_order_years(orders, quality));
  if (!quality.clean()) return report;
  TM_ASSIGN(const auto range,
            orders.query("SELECT YEAR(MIN(order_date)), YEAR(MAX(order_date)) FROM orders"));
  const auto &first = range.at(0).at(0), &last = range.at(0).at(1);
  TM_ASSIGN(report.rows, warehouse.query_int(fmt::format("SELECT count(*) FROM {}", calendar().table)));
  if (!first || !last) return report;
  TM_TRY(warehouse.execute(plan_sql(*first, *last)));
  TM_ASSIGN(report.inserted, warehouse.query_int("SELECT count(*) FROM plan_dim_date WHERE fresh"));
  TM_ASSIGN(report.updated, warehouse.query_int("SELECT count(*) FROM plan_dim_date WHERE NOT fresh"));
  report.rows += report.inserted;
  return report;
}

Status publish_dates(const DimensionReport& planned, db::postgres::Connection& warehouse) {
  if (planned.changed() == 0) return {};
  const std::string_view table = calendar().table;
  TM_TRY(warehouse.execute(
      fmt::format("UPDATE {} d SET ({}) = ({}) FROM plan_dim_date s WHERE d.{} = s.{} AND NOT s.fresh", table,
                  columns(""), columns("s."), key(), key())));
  TM_TRY(warehouse.execute(
      fmt::format("INSERT INTO {0} ({1}, {2}) SELECT {1}, {2} FROM plan_dim_date WHERE fresh ORDER BY {1}",
                  table, key(), columns(""))));
  TM_ASSIGN(const auto stored,
            warehouse.query_int(fmt::format("SELECT count(*) FROM plan_dim_date s JOIN {} d ON d.{} = s.{}",
                                            table, key(), key())));
  if (stored != planned.changed())
    return fail(ErrorKind::retryable,
                fmt::format("rows do not add up: {} rows were sent to {}, the warehouse holds {} of them",
                            with_thousands(planned.changed()), table, with_thousands(stored)),
                "the run was rolled back; run the same command again");
  return warehouse.execute(fmt::format("ANALYZE {}", table));
}

}  // namespace techmarket::warehouse
