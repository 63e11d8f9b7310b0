#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "ops/checks.h"
#include "ops/cursor.h"
#include "warehouse/star.h"

namespace techmarket::ops {
namespace {

/// Стовпці, що мають збігатися, з боку сховища; сурогатний ключ члена іншого виміру розгортається в його
/// природний ключ.
std::string warehouse_sql(const warehouse::Dimension& dimension) {
  std::string columns, joins;
  for (const auto& column : dimension.tracked()) {
    if (column.role != warehouse::Role::reference) {
      columns += fmt::format(", d.{}", column.name);
      continue;
    }
    const auto& target = warehouse::dimension(column.dimension);
    columns += fmt::format(", of_{}.{}", column.name, target.natural_key());
    joins += fmt::format(" LEFT JOIN {0} of_{1} ON of_{1}.{2} = d.{1}", target.table, column.name,
                         target.surrogate_key());
  }
  return fmt::format("SELECT d.{0}{1}, d.deleted_at, d.{4} FROM {2} d{3}{5} ORDER BY d.{0}",
                     dimension.natural_key(), columns, dimension.table, joins, dimension.surrogate_key(),
                     dimension.keeps_versions() ? " WHERE d.is_current" : "");
}

/// Чи міг член зникнути з джерела сам: сховище мусить про це знати, а у світі generate зникають лише клієнти,
/// що видалили обліковий запис і нічого не купили.
bool is_history(const Row& member, const warehouse::Dimension& dimension, const GeneratedWorld* world) {
  const auto& deleted_at = member[member.size() - 2];
  if (!deleted_at) return false;
  if (!world) return true;
  const auto id = member[0] ? parse_uuid(*member[0]) : std::nullopt;
  return dimension.table == "dim_customer" && id && world->erased.contains(*id);
}

Result<std::vector<CheckResult>> compare_dimension(const Described& source, const Described& warehouse,
                                                   const warehouse::Dimension& dimension,
                                                   const GeneratedWorld* world) {
  const std::string_view source_table = dimension.source().name;
  Findings findings(fmt::format("{}.{} = {}.{}", warehouse.service->database, dimension.table,
                                source.service->database, source_table));
  std::vector<std::string_view> columns;
  for (const auto& column : dimension.tracked()) columns.push_back(column.source().name);
  TM_ASSIGN(const auto left,
            Cursor::open(*source.service, fmt::format("SELECT id, {} FROM {} ORDER BY id",
                                                      fmt::join(columns, ", "), source_table)));
  TM_ASSIGN(const auto right, Cursor::open(*warehouse.service, warehouse_sql(dimension)));
  std::int64_t compared = 0, history = 0;
  TM_TRY(merge(
      *left, *right,
      {.visit =
           [&](const Row* row, const Row* member) {
             if (!row) {
               ++history;
               if (!is_history(*member, dimension, world))
                 findings.add(fmt::format(
                     "{} {} {} ({} {}) is not in {}.{}: of an earlier world, deleted there, or "
                     "never was",
                     dimension.table, dimension.natural_key(), shown((*member)[0]), dimension.surrogate_key(),
                     (*member).back().value_or("NULL"), source.service->database, source_table));
               return;
             }
             const std::string id = row->front().value_or("NULL");
             if (!member)
               return findings.add(fmt::format("{} id {} is not in the warehouse; run `techmarket etl run`",
                                               source_table, id));
             ++compared;
             if (const auto& deleted_at = (*member)[member->size() - 2])
               findings.add(fmt::format("{} id {} is there, the warehouse calls it deleted at {}",
                                        source_table, id, *deleted_at));
             for (std::size_t i = 0; i < columns.size(); ++i)
               if ((*row)[i + 1] != (*member)[i + 1])
                 findings.add(fmt::format("{} id {}: {} is {}, the warehouse has {}", source_table, id,
                                          columns[i], shown((*row)[i + 1]), shown((*member)[i + 1])));
           },
       .bad_key = [&](const Row& row) { findings.add(fmt::format("id {} is not a UUID", shown(row[0]))); }}));
  findings.confirm(history == 0 ? fmt::format("{} rows compared", with_thousands(compared))
                                : fmt::format("{} rows compared, {} kept as history",
                                              with_thousands(compared), with_thousands(history)));
  std::vector<CheckResult> results;
  results.push_back(std::move(findings).result());
  return results;
}

/// Версії одного члена йдуть одна за одною без прогалин: перша — від початку часів, остання — досі, сталий
/// ключ спільний, а значення, що переписуються, однакові. Рядок відповіді — версія, яка це порушує.
std::string broken_versions(const warehouse::Dimension& dimension) {
  std::string overwritten;
  for (const auto& column : dimension.tracked())
    if (!column.versioned) overwritten += fmt::format("{}{}", overwritten.empty() ? "" : ", ", column.name);
  const auto durable = dimension.column(warehouse::Role::durable_key).name;
  return fmt::format(R"(
    SELECT {natural}, {key}, problem, 1 FROM (
      SELECT {natural}, {key}, CASE
               WHEN before IS NULL AND valid_from <> timestamp '1900-01-01' THEN 'is the first one, but begins at ' || valid_from
               WHEN before IS NOT NULL AND before <> valid_from THEN 'begins at ' || valid_from || ', the one before it ends at ' || before
               WHEN after IS NULL AND valid_to <> timestamp '9999-12-31' THEN 'is the last one, but ends at ' || valid_to
               WHEN is_current <> (after IS NULL) THEN 'says is_current = ' || is_current
               WHEN NOT is_current AND deleted_at IS NOT NULL THEN 'is a former one, but deleted at ' || deleted_at
               WHEN {durable} <> first_durable THEN 'has the durable key ' || {durable} || ', the first one has ' || first_durable
               WHEN ROW({overwritten}) IS DISTINCT FROM former THEN 'has values that differ from the first one''s'
             END AS problem
      FROM (SELECT *, lag(valid_to) OVER w AS before, lead(valid_from) OVER w AS after,
                   first_value({durable}) OVER w AS first_durable, first_value(ROW({overwritten})) OVER w AS former
            FROM {table} WINDOW w AS (PARTITION BY {natural} ORDER BY valid_from)) ordered) judged
    WHERE problem IS NOT NULL
    UNION ALL
    SELECT min({natural}::text)::uuid, {durable}, 'shares its durable key with another member', count(*)
    FROM {table} GROUP BY {durable} HAVING count(DISTINCT {natural}) > 1
    ORDER BY 1, 2)",
                     fmt::arg("natural", dimension.natural_key()), fmt::arg("key", dimension.surrogate_key()),
                     fmt::arg("durable", durable), fmt::arg("overwritten", overwritten),
                     fmt::arg("table", dimension.table));
}

CheckGroup version_check(const Described& warehouse, const warehouse::Dimension& dimension) {
  return violations_by_query(
      warehouse,
      fmt::format("{}.{} versions follow one another", warehouse.service->database, dimension.table),
      {.name = std::string(dimension.table)}, broken_versions(dimension), [&dimension](db::RowView row) {
        return fmt::format("{} {} {}: version {} {}", dimension.table, dimension.natural_key(), row[0],
                           row[1], row[2]);
      });
}

// Кожне поле календаря виводиться з дати; ключ — теж.
constexpr std::string_view kWrongDates = R"(
  SELECT date_key, concat_ws(' ', date, year, quarter, month, day, day_of_week, is_weekend), 1 FROM dim_date
  WHERE (date_key, year, quarter, month, day, day_of_week, is_weekend) IS DISTINCT FROM
        (to_char(date, 'YYYYMMDD')::int, extract(year FROM date)::smallint, extract(quarter FROM date)::smallint,
         extract(month FROM date)::smallint, extract(day FROM date)::smallint, extract(isodow FROM date)::smallint,
         extract(isodow FROM date) >= 6)
  ORDER BY date_key)";

/// Замовлення з датою, якої календар не може мати: ETL такі не завантажує.
Status find_impossible_dates(AnyConnection& orders, Findings& findings) {
  return stream(orders,
                fmt::format("SELECT id, order_date FROM orders WHERE {} ORDER BY order_date, id",
                            warehouse::outside_order_years()),
                [&](db::RowView row) -> Status {
                  findings.add(fmt::format("order {} of {} is outside {}–{}", row[0], row[1],
                                           warehouse::kFirstOrderYear, warehouse::kLastOrderYear));
                  return {};
                });
}

/// Дні поза роками замовлень. Календар лише росте, цілими роками й без прогалин: цілий рік поруч лишився від
/// замовлень, яких уже немає, а окремих днів ETL не пише.
Status find_extra_days(AnyConnection& warehouse, int first, int last, Findings& findings) {
  TM_ASSIGN(
      const auto years,
      query(warehouse,
            "SELECT extract(year FROM date)::int, count(DISTINCT date) = 365 + (make_date(extract(year FROM "
            "date)::int, 12, 31) - make_date(extract(year FROM date)::int, 1, 1) = 365)::int FROM dim_date "
            "GROUP BY 1"));
  std::set<int> whole;
  for (const auto& row : years)
    if (row[1] == "t") whole.insert(std::stoi(row[0].value_or("0")));
  while (whole.contains(first - 1)) --first;
  while (whole.contains(last + 1)) ++last;
  return stream(
      warehouse,
      fmt::format("SELECT date_key, date FROM dim_date WHERE date NOT BETWEEN make_date({}, 1, 1) AND "
                  "make_date({}, 12, 31) ORDER BY date",
                  first, last),
      [&](db::RowView row) -> Status {
        findings.add(
            fmt::format("dim_date date_key {}: {} is a day too many, the years of the orders are "
                        "{}–{}",
                        row[0], row[1], first, last));
        return {};
      });
}

/// Календар — дні від 1 січня першого до 31 грудня останнього року замовлень.
Result<std::vector<CheckResult>> check_calendar_coverage(const Described& orders,
                                                         const Described& warehouse) {
  Findings findings(warehouse.service->database + ".dim_date covers the orders");
  TM_ASSIGN(auto source, open(*orders.service));
  TM_TRY(find_impossible_dates(source, findings));
  TM_ASSIGN(const auto range,
            query(source,
                  fmt::format("SELECT YEAR(MIN(order_date)), YEAR(MAX(order_date)) FROM orders WHERE NOT {}",
                              warehouse::outside_order_years())));
  const auto& first = range.at(0).at(0);
  const auto& last = range.at(0).at(1);
  if (first && last) {
    TM_ASSIGN(auto connection, open(*warehouse.service));
    TM_TRY(stream(
        connection,
        fmt::format(
            "SELECT expected::date FROM generate_series(make_date({}, 1, 1)::timestamp, make_date({}, 12, "
            "31), "
            "interval '1 day') AS expected LEFT JOIN dim_date d ON d.date = expected WHERE d.date IS NULL "
            "ORDER BY expected",
            *first, *last),
        [&](db::RowView row) -> Status {
          findings.add(fmt::format("{} is not in dim_date", row[0]));
          return {};
        }));
    TM_TRY(find_extra_days(connection, std::stoi(*first), std::stoi(*last), findings));
    findings.confirm(fmt::format("every day of {}–{}", *first, *last));
  }
  std::vector<CheckResult> results;
  results.push_back(std::move(findings).result());
  return results;
}

}  // namespace

std::vector<CheckGroup> dimension_checks(const Subject& subject) {
  const Services& services = subject.services;
  const Described& warehouse = services.at("dwh-db");
  const Described& orders = services.at("orders-db");
  std::vector<CheckGroup> checks;
  checks.push_back({warehouse.service->database + ".dim_date covers the orders",
                    [&orders, &warehouse] { return check_calendar_coverage(orders, warehouse); }});
  checks.push_back(violations_by_query(warehouse, warehouse.service->database + ".dim_date rows are right",
                                       {.name = "dim_date"}, std::string(kWrongDates), [](db::RowView row) {
                                         return fmt::format("date_key {} does not agree with its row: {}",
                                                            row[0], row[1]);
                                       }));
  for (const auto& dimension : warehouse::dimensions())
    if (dimension.keeps_versions()) checks.push_back(version_check(warehouse, dimension));
  for (const auto& dimension : warehouse::dimensions())
    checks.push_back({std::string(dimension.table),
                      [&subject, &warehouse, &source = services.at(dimension.source().service), &dimension] {
                        return compare_dimension(source, warehouse, dimension,
                                                 subject.world ? &*subject.world : nullptr);
                      }});
  return checks;
}

}  // namespace techmarket::ops
