#include "warehouse/publish_marts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/interrupt.h"
#include "base/log.h"
#include "base/text.h"
#include "warehouse/fact_copy.h"

namespace techmarket::warehouse {
namespace {

constexpr std::string_view kMoved = "moved_facts";

// Різниця, більша за цю частку запам'ятованого сервером розміру, змінює розподіли.
constexpr std::int64_t kAnalyzeFrom = 1000;

std::string plan_table(const Mart& mart) {
  return fmt::format("plan_{}", mart.table);
}

/// Стовпці вітрини, що є чимось із parts, кожен через print, через кому.
template <class Print>
std::string list(const Mart& mart, std::initializer_list<MartPart> parts, Print print,
                 std::string_view separator = ", ") {
  std::vector<std::string> texts;
  for (const auto& column : mart.columns)
    if (std::ranges::find(parts, column.part) != parts.end()) texts.push_back(print(column));
  return fmt::format("{}", fmt::join(texts, separator));
}
auto prefixed(std::string_view prefix) {
  return [prefix](const MartColumn& column) { return fmt::format("{}{}", prefix, column.name); };
}

std::string grain(const Mart& mart, std::string_view prefix = "") {
  return list(mart, {MartPart::grain}, prefixed(prefix));
}
constexpr auto kAdditive = {MartPart::sum, MartPart::orders};
constexpr auto kMeasures = {MartPart::sum, MartPart::orders, MartPart::derived};

/// «a.date_key = b.date_key AND …»
std::string same_grain(const Mart& mart, std::string_view a, std::string_view b) {
  return list(
      mart, {MartPart::grain},
      [&](const MartColumn& column) { return fmt::format("{}.{} = {}.{}", a, column.name, b, column.name); },
      " AND ");
}

bool counts_orders(const Mart& mart) {
  return std::ranges::any_of(mart.columns,
                             [](const auto& column) { return column.part == MartPart::orders; });
}

/// Зерно й адитивні міри над facts — рядками fact_sales зі стовпцем sign: 1 — факт додано, −1 — віднято.
/// Замовлення рахуються у два кроки: count(DISTINCT) сортував би всі факти.
std::string sums_sql(const Mart& mart, std::string_view facts) {
  const auto keys = [](const MartColumn& column) { return fmt::format("{} AS {}", column.sql, column.name); };
  const auto sum = [](const MartColumn& column) {
    return fmt::format("sum(f.sign * {}) AS {}", column.sql, column.name);
  };
  const std::string from = fmt::format("FROM {} f {}", facts, mart.joins);
  if (!counts_orders(mart))
    return fmt::format(
        "SELECT {}, {} {} GROUP BY {}", list(mart, {MartPart::grain}, keys), list(mart, {MartPart::sum}, sum),
        from,
        list(mart, {MartPart::grain}, [](const MartColumn& column) { return std::string(column.sql); }));
  return fmt::format(
      "SELECT {}, {} FROM (SELECT {}, f.sign, f.order_id, {} {} GROUP BY {}, f.sign, f.order_id) of_orders "
      "GROUP BY {}",
      grain(mart),
      list(mart, kAdditive,
           [](const MartColumn& column) {
             return fmt::format("sum({0}) AS {1}", column.part == MartPart::orders ? "sign" : column.name,
                                column.name);
           }),
      list(mart, {MartPart::grain}, keys), list(mart, {MartPart::sum}, sum), from,
      list(mart, {MartPart::grain}, [](const MartColumn& column) { return std::string(column.sql); }),
      grain(mart));
}

/// Міри рядка sums під типами вітрини; похідні — з адитивних.
std::string typed_measures(const Mart& mart) {
  return list(mart, kMeasures, [](const MartColumn& column) {
    return fmt::format("({})::{} AS {}", column.part == MartPart::derived ? column.sql : column.name,
                       column.type, column.name);
  });
}

/// План: рядки, якими вітрина різниться від запиту над усіма фактами.
Status plan_whole(const Mart& mart, db::postgres::Connection& warehouse) {
  const std::string sums = sums_sql(mart, "(SELECT 1 AS sign, * FROM fact_sales)");
  return warehouse.execute(fmt::format(
      R"(
    CREATE TEMPORARY TABLE {plan} AS
    SELECT {keys}, {measures}, m.{items} IS NULL AS fresh, n.{items} IS NULL AS gone
    FROM (SELECT {grain}, {typed} FROM ({sums}) sums) n FULL JOIN {mart} m ON {match}
    WHERE ROW({measures}) IS DISTINCT FROM ROW({stored}))",
      fmt::arg("plan", plan_table(mart)),
      fmt::arg("keys", list(mart, {MartPart::grain},
                            [](const MartColumn& column) {
                              return fmt::format("coalesce(n.{0}, m.{0}) AS {0}", column.name);
                            })),
      fmt::arg("measures", list(mart, kMeasures, prefixed("n."))), fmt::arg("items", kMartItems),
      fmt::arg("grain", grain(mart)), fmt::arg("typed", typed_measures(mart)), fmt::arg("sums", sums),
      fmt::arg("mart", mart.table), fmt::arg("match", same_grain(mart, "n", "m")),
      fmt::arg("stored", list(mart, kMeasures, prefixed("m.")))));
}

/// План лише з рядків, яких торкнулися запам'ятовані факти: що лежить, плюс різниця.
Status plan_moved(const Mart& mart, db::postgres::Connection& warehouse) {
  return warehouse.execute(fmt::format(
      R"(
    CREATE TEMPORARY TABLE {plan} AS
    SELECT {grain}, {typed}, fresh, {items} = 0 AS gone
    FROM (SELECT {moved_grain}, {added}, m.{items} IS NULL AS fresh
          FROM ({sums}) d LEFT JOIN {mart} m ON {match}
          WHERE ROW({moved}) IS DISTINCT FROM ROW({zeros})) sums)",
      fmt::arg("plan", plan_table(mart)), fmt::arg("grain", grain(mart)),
      fmt::arg("typed", typed_measures(mart)), fmt::arg("items", kMartItems),
      fmt::arg("moved_grain", grain(mart, "d.")),
      fmt::arg("added", list(mart, kAdditive,
                             [](const MartColumn& column) {
                               return fmt::format("coalesce(m.{0}, 0) + d.{0} AS {0}", column.name);
                             })),
      fmt::arg("sums", sums_sql(mart, kMoved)), fmt::arg("mart", mart.table),
      fmt::arg("match", same_grain(mart, "d", "m")), fmt::arg("moved", list(mart, kAdditive, prefixed("d."))),
      fmt::arg("zeros", list(mart, kAdditive, [](const MartColumn&) { return std::string("0"); }))));
}

/// Різниця, після якої рядок неможливий: від'ємна кількість, гроші без фактів чи вилучення того, чого немає.
/// Отже, у вітрині лежало не те, що дають факти.
Result<bool> is_impossible(const Mart& mart, db::postgres::Connection& warehouse) {
  const std::string leftover = list(
      mart, kAdditive, [](const MartColumn& column) { return fmt::format("{} <> 0", column.name); }, " OR ");
  TM_ASSIGN(
      const auto found,
      warehouse.query_int(fmt::format(
          "SELECT EXISTS (SELECT FROM {} WHERE {} < 0 OR (gone AND (fresh OR {})){})::int", plan_table(mart),
          kMartItems, leftover, counts_orders(mart) ? " OR (NOT gone AND orders <= 0)" : "")));
  return found == 1;
}

/// Порожня вітрина за непорожніх фактів: таблицю щойно дала міграція.
Result<bool> is_unfilled(const Mart& mart, db::postgres::Connection& warehouse) {
  TM_ASSIGN(const auto found, warehouse.query_int(fmt::format(
                                  "SELECT (NOT EXISTS (SELECT FROM {}) AND EXISTS (SELECT FROM {}))::int",
                                  mart.table, kFactTable)));
  return found == 1;
}

Status plan(const Mart& mart, bool whole, db::postgres::Connection& warehouse) {
  if (!whole) {
    TM_ASSIGN(whole, is_unfilled(mart, warehouse));
  }
  if (!whole) {
    TM_TRY(plan_moved(mart, warehouse));
    TM_ASSIGN(whole, is_impossible(mart, warehouse));
    if (!whole) return {};
    spdlog::info("{} does not agree with the facts it had: it is computed anew", mart.table);
    TM_TRY(warehouse.execute(fmt::format("DROP TABLE {}", plan_table(mart))));
  }
  return plan_whole(mart, warehouse);
}

Result<MartReport> count(const Mart& mart, db::postgres::Connection& warehouse) {
  TM_ASSIGN(const auto rows,
            warehouse.query(
                fmt::format("SELECT count(*) FILTER (WHERE fresh), count(*) FILTER (WHERE NOT fresh AND NOT "
                            "gone), count(*) FILTER (WHERE gone) FROM {}",
                            plan_table(mart))));
  const auto number = [&](std::size_t i) { return std::stoll(rows.at(0).at(i).value_or("0")); };
  return MartReport{
      .table = std::string(mart.table), .inserted = number(0), .updated = number(1), .deleted = number(2)};
}

Status write(const Mart& mart, const MartReport& report, db::postgres::Connection& warehouse) {
  const std::string plan = plan_table(mart), match = same_grain(mart, "m", "p"),
                    measures = list(mart, kMeasures, prefixed("")),
                    planned = list(mart, kMeasures, prefixed("p."));
  if (report.deleted > 0)
    TM_TRY(warehouse.execute(
        fmt::format("DELETE FROM {} m USING {} p WHERE p.gone AND {}", mart.table, plan, match)));
  if (report.updated > 0)
    TM_TRY(warehouse.execute(
        fmt::format("UPDATE {} m SET ({}) = ROW({}) FROM {} p WHERE NOT p.fresh AND NOT p.gone AND {}",
                    mart.table, measures, planned, plan, match)));
  if (report.inserted > 0)
    TM_TRY(warehouse.execute(
        fmt::format("INSERT INTO {0} ({1}, {2}) SELECT {1}, {2} FROM {3} WHERE fresh ORDER BY {1}",
                    mart.table, grain(mart), measures, plan)));
  TM_ASSIGN(const auto wrong,
            warehouse.query_int(fmt::format("SELECT count(*) FROM {0} p LEFT JOIN {1} m ON {2} WHERE CASE "
                                            "WHEN p.gone THEN m.{3} IS NOT NULL ELSE "
                                            "ROW({4}) IS DISTINCT FROM ROW({5}) END",
                                            plan, mart.table, match, kMartItems, planned,
                                            list(mart, kMeasures, prefixed("m.")))));
  if (wrong > 0)
    return fail(ErrorKind::retryable,
                fmt::format("rows do not add up: {} of {} rows of {} are not what was written",
                            with_thousands(wrong), with_thousands(report.changed()), mart.table),
                "the run was rolled back; run the same command again");
  return report.changed() < kAnalyzeFrom ? Status()
                                         : warehouse.execute(fmt::format("ANALYZE {}", mart.table));
}

}  // namespace

Status remember_facts(FactState state, std::string_view scope, db::postgres::Connection& warehouse) {
  const bool before = state == FactState::before;
  const std::string key(std::ranges::find(fact_columns(), Role::natural_key, &Column::role)->name);
  const std::string select = fmt::format("SELECT {} AS sign, {} FROM {} WHERE {} IN (SELECT id FROM {})",
                                         before ? -1 : 1, fact_column_list(), kFactTable, key, scope);
  TM_TRY(warehouse.execute(before ? fmt::format("CREATE TEMPORARY TABLE {} AS {}", kMoved, select)
                                  : fmt::format("INSERT INTO {} {}", kMoved, select)));
  return before ? Status() : warehouse.execute(fmt::format("ANALYZE {}", kMoved));
}

Result<std::vector<MartReport>> publish_marts(bool whole, db::postgres::Connection& warehouse) {
  // Групування мільйонів фактів у типових 4 МБ пішло б на диск.
  if (whole) TM_TRY(warehouse.execute("SET LOCAL work_mem = '64MB'"));
  std::vector<MartReport> reports;
  for (const auto& mart : marts()) {
    TM_TRY(check_interrupted());
    TM_TRY(plan(mart, whole, warehouse));
    TM_ASSIGN(auto report, count(mart, warehouse));
    if (report.changed() > 0) TM_TRY(write(mart, report, warehouse));
    reports.push_back(std::move(report));
  }
  return reports;
}

Status empty_marts(db::postgres::Connection& warehouse) {
  for (const auto& mart : marts()) TM_TRY(warehouse.execute(fmt::format("DELETE FROM {}", mart.table)));
  return {};
}

}  // namespace techmarket::warehouse
