#include "warehouse/publish_facts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/interrupt.h"
#include "base/text.h"
#include "warehouse/copy_facts.h"
#include "warehouse/copy_text.h"
#include "warehouse/fact_copy.h"
#include "warehouse/fact_table.h"
#include "warehouse/star.h"

namespace techmarket::warehouse {
namespace {

// З такої кількості рядків знімати й відбудовувати індекси дешевше, ніж оновлювати їх порядково
// (docs/etl.md).
constexpr std::int64_t kRebuildIndexesFrom = 20'000;

// Різниця, більша за цю частку фактів, змінює розподіли, на яких стоїть планувальник запитів.
constexpr std::int64_t kAnalyzeFromPart = 10;

constexpr std::string_view kStage = "stage_fact_sales", kChanges = "plan_fact_sales";

std::string_view fact_key() {
  return std::ranges::find(fact_columns(), Role::natural_key, &Column::role)->name;
}

Status execute_all(db::postgres::Connection& warehouse, const std::vector<std::string>& statements) {
  for (const auto& statement : statements) {
    TM_TRY(check_interrupted());
    TM_TRY(warehouse.execute(statement));
  }
  return {};
}

/// Складає план: рядки, яких у сховищі бракує (fresh), які зайві (gone) і які інші.
/// @param stored з чим порівнювати: fact_sales або його частина
Result<FactReport> compare(const std::string& stored, db::postgres::Connection& warehouse) {
  TM_TRY(check_interrupted());
  TM_TRY(warehouse.execute("ANALYZE " + std::string(kStage)));
  TM_TRY(warehouse.execute(fmt::format(
      R"(
    CREATE TEMPORARY TABLE {changes} AS
    SELECT coalesce(s.{key}, f.{key}) AS id, f.{key} IS NULL AS fresh, s.{key} IS NULL AS gone, {columns}
    FROM {stage} s FULL JOIN {stored} f ON f.{key} = s.{key}
    WHERE ({columns}) IS DISTINCT FROM ({values}))",
      fmt::arg("changes", kChanges), fmt::arg("key", fact_key()), fmt::arg("columns", fact_column_list("s.")),
      fmt::arg("stage", kStage), fmt::arg("stored", stored), fmt::arg("values", fact_column_list("f.")))));
  TM_TRY(warehouse.execute("ANALYZE " + std::string(kChanges)));
  TM_ASSIGN(const auto counts,
            warehouse.query(
                fmt::format("SELECT count(*) FILTER (WHERE fresh), count(*) FILTER (WHERE NOT fresh AND "
                            "NOT gone), count(*) FILTER (WHERE gone) FROM {}",
                            kChanges)));
  const auto number = [&](std::size_t i) { return std::stoll(counts.at(0).at(i).value_or("0")); };
  return FactReport{.inserted = number(0), .updated = number(1), .deleted = number(2)};
}

/// Ключі рядків, яких торкнулася зміна: з журналу й з прочитаних замовлень. Повтори не заважають.
Status fill_scope(const std::vector<Uuid>& ids, db::postgres::Connection& warehouse) {
  TM_TRY(warehouse.copy_begin(fmt::format("COPY {} FROM STDIN", kFactScope)));
  std::string buffer;
  CopyText text(buffer);
  for (const Uuid id : ids) {
    text.field(id);
    text.end_row();
  }
  if (!buffer.empty()) TM_TRY(warehouse.copy_data(buffer));
  TM_TRY(warehouse.copy_end());
  return warehouse.execute("ANALYZE " + std::string(kFactScope));
}

Status check_stored(std::int64_t planned, std::int64_t found, std::string_view what) {
  if (planned == found) return {};
  return fail(ErrorKind::retryable,
              fmt::format("rows do not add up: {} facts were to be {}, the warehouse has {}",
                          with_thousands(planned), what, with_thousands(found)),
              "the run was rolled back; run the same command again");
}

}  // namespace

Result<FactReport> load_first_facts(const DimensionKeys& keys, db::mysql::Connection& orders,
                                    db::postgres::Connection& warehouse, Quality& quality,
                                    const Options& options, bool emptied) {
  TM_ASSIGN(const auto item_estimate, estimated_items(orders));
  SecondaryStructures structures;
  if (item_estimate >= kRebuildIndexesFrom) {
    TM_ASSIGN(structures, secondary_structures(warehouse, kFactTable));
  }
  if (!emptied) TM_TRY(warehouse.execute(fmt::format("TRUNCATE {}", kFactTable)));
  TM_TRY(execute_all(warehouse, structures.drop));
  TM_ASSIGN(const auto copied, copy_facts(keys, orders, warehouse, kFactTable, quality, options,
                                          [&] { return execute_all(warehouse, structures.create); }));
  TM_TRY(warehouse.execute(fmt::format("ANALYZE {}", kFactTable)));
  return FactReport{.read = copied.items, .inserted = copied.facts, .facts = copied.facts};
}

Result<FactReport> plan_facts(const DimensionKeys& keys, db::mysql::Connection& orders,
                              db::postgres::Connection& warehouse, Quality& quality, const Options& options) {
  TM_TRY(warehouse.execute(fmt::format("CREATE TEMPORARY TABLE {} (LIKE {})", kStage, kFactTable)));
  TM_ASSIGN(const auto copied,
            copy_facts(keys, orders, warehouse, kStage, quality, options, [] { return Status(); }));
  if (!quality.clean()) return FactReport();
  TM_ASSIGN(auto report, compare(std::string(kFactTable), warehouse));
  report.read = copied.items;
  report.facts = copied.facts;
  return report;
}

Result<FactReport> plan_changed_facts(const DimensionKeys& keys, const ChangedKeys& changed,
                                      std::int64_t before, db::mysql::Connection& orders,
                                      db::postgres::Connection& warehouse, Quality& quality) {
  TM_TRY(warehouse.execute(
      fmt::format("CREATE TEMPORARY TABLE {} (LIKE {}); CREATE TEMPORARY TABLE {} (id uuid)", kStage,
                  kFactTable, kFactScope)));
  std::vector<Uuid> touched = changed.items;
  TM_ASSIGN(const auto copied,
            copy_changed_facts(keys, changed.orders, orders, warehouse, kStage, quality, touched));
  if (!quality.clean()) return FactReport();
  TM_TRY(fill_scope(touched, warehouse));
  TM_ASSIGN(auto report, compare(fmt::format("(SELECT * FROM {} WHERE {} IN (SELECT id FROM {}))", kFactTable,
                                             fact_key(), kFactScope),
                                 warehouse));
  report.read = copied.items;
  report.facts = before + report.inserted - report.deleted;
  report.whole = false;
  return report;
}

Status publish_facts(const FactReport& planned, db::postgres::Connection& warehouse) {
  if (!planned.changed()) return {};
  TM_ASSIGN(const auto deleted,
            warehouse.execute_counted(fmt::format("DELETE FROM {} f USING {} c WHERE c.gone AND f.{} = c.id",
                                                  kFactTable, kChanges, fact_key())));
  TM_TRY(check_stored(planned.deleted, deleted, "deleted"));
  TM_TRY(warehouse.execute(
      fmt::format("UPDATE {} f SET ({}) = ({}) FROM {} c WHERE NOT c.fresh AND NOT c.gone AND f.{} = c.id",
                  kFactTable, fact_column_list(), fact_column_list("c."), kChanges, fact_key())));
  TM_TRY(warehouse.execute(fmt::format("INSERT INTO {} ({}) SELECT {} FROM {} c WHERE c.fresh", kFactTable,
                                       fact_column_list(), fact_column_list("c."), kChanges)));
  TM_ASSIGN(const auto stored,
            warehouse.query_int(fmt::format("SELECT count(*) FROM {} c JOIN {} f ON f.{} = c.id WHERE NOT "
                                            "c.gone AND ({}) IS NOT DISTINCT FROM ({})",
                                            kChanges, kFactTable, fact_key(), fact_column_list("c."),
                                            fact_column_list("f."))));
  TM_TRY(check_stored(planned.inserted + planned.updated, stored, "written"));
  if (!planned.whole) return {};
  TM_ASSIGN(const auto total, warehouse.query_int(fmt::format("SELECT count(*) FROM {}", kFactTable)));
  TM_TRY(check_stored(planned.facts, total, "kept"));
  if ((planned.inserted + planned.updated + planned.deleted) * kAnalyzeFromPart < planned.facts) return {};
  return warehouse.execute(fmt::format("ANALYZE {}", kFactTable));
}

}  // namespace techmarket::warehouse
