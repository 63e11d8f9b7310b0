#include "warehouse/load_dates.h"

#include <ranges>

#include <fmt/format.h>

#include "warehouse/merge.h"
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

/// Усі дні від першого року до останнього, разом із тими роками, що в календарі вже є.
std::string stage_sql(std::string_view first_year, std::string_view last_year) {
  std::string columns;
  for (const auto& column : calendar().columns)
    columns +=
        fmt::format("{}({})::{} AS {}", columns.empty() ? "" : ", ", column.how, column.type, column.name);
  return fmt::format(R"(
    CREATE TEMPORARY TABLE stage_dim_date ON COMMIT DROP AS
    SELECT {0}
    FROM (SELECT least(make_date({1}, 1, 1), min(date)) AS first, greatest(make_date({2}, 1, 1), max(date)) AS last
          FROM dim_date) known,
         generate_series(date_trunc('year', first::timestamp),
                         date_trunc('year', last::timestamp) + interval '1 year - 1 day', interval '1 day') AS day)",
                     columns, first_year, last_year);
}

Merge merge_of_calendar() {
  const auto same = [](const Column& column) {
    return Assignment{column.name, fmt::format("s.{}", column.name)};
  };
  const auto& columns = calendar().columns;
  Merge merge{.table = calendar().table,
              .from = "stage_dim_date s",
              .key = same(columns.front()),
              .compared = {},
              .order = fmt::format("s.{}", columns.front().name)};
  for (const auto& column : columns | std::views::drop(1)) merge.compared.push_back(same(column));
  return merge;
}

}  // namespace

Result<DimensionReport> load_dates(db::mysql::Connection& orders, db::postgres::Connection& warehouse,
                                   Quality& quality) {
  DimensionReport report{.table = std::string(calendar().table)};
  // Обидва запити йдуть індексом order_date, тому не залежать від кількості замовлень.
  TM_TRY(check_order_years(orders, quality));
  if (!quality.clean()) return report;
  TM_ASSIGN(const auto range,
            orders.query("SELECT YEAR(MIN(order_date)), YEAR(MAX(order_date)) FROM orders"));
  const auto &first = range.at(0).at(0), &last = range.at(0).at(1);
  if (first && last) {
    TM_TRY(warehouse.execute(stage_sql(*first, *last)));
    const Merge merge = merge_of_calendar();
    TM_ASSIGN(report.updated, update_changed(merge, warehouse));
    TM_ASSIGN(report.inserted, insert_new(merge, warehouse));
    TM_ASSIGN(const auto sent, warehouse.query_int("SELECT count(*) FROM stage_dim_date"));
    TM_ASSIGN(const auto stored,
              warehouse.query_int("SELECT count(*) FROM stage_dim_date s JOIN dim_date d USING (date_key)"));
    TM_TRY(check_stored(report.table, sent, stored));
  }
  TM_ASSIGN(report.rows, warehouse.query_int("SELECT count(*) FROM dim_date"));
  return report;
}

}  // namespace techmarket::warehouse
