#include "filler/plan_tables.h"

#include <algorithm>

#include "base/interrupt.h"
#include "ddl/emit.h"

namespace techmarket::filler {
namespace {

/// Як MySQL має прочитати текст: BIT не приймає цифр, геометрія — WKT.
std::string_view mysql_conversion(const ValueType& type) {
  switch (type.kind) {
    case Family::bits:
      return "CAST({} AS UNSIGNED)";
    case Family::geometry:
      return "ST_GeomFromText({})";
    default:
      return {};
  }
}

/// Схема без records: рядки records пише сам генератор.
std::string create_script(schema::Database source, schema::Dialect dialect) {
  for (schema::Table& table : source.tables) table.records.reset();
  return ddl::emit(source, dialect, {});
}

/// Відбиток того, що завантажують: таблиці, розміри і їхні перші рядки.
std::uint64_t fingerprint(const FillPlan& plan) {
  rows::RowBuffer rows;
  for (const rows::TableSource& table : plan_tables(plan, schema::Dialect::postgres)) {
    rows.begin_row();
    for (const std::string_view name : {table.service, table.table}) rows.text(name), rows.end_field();
    rows.integer(table.units);
    rows.end_field();
    rows.end_row();
    constexpr std::uint64_t kFirst = 3;
    table.write({0, std::min(kFirst, table.units)}, rows);
  }
  return rows.digest();
}

}  // namespace

std::vector<rows::TableSource> plan_tables(const FillPlan& plan, schema::Dialect dialect) {
  std::vector<rows::TableSource> tables;
  for (const std::size_t number : plan.order()) {
    const TablePlan& table = plan.tables()[number];
    const auto& name = table.table->name;
    rows::TableSource source{
        .service = name.schema == schema::kDefaultSchema ? std::string_view() : name.schema,
        .table = name.name,
        .columns = {},
        .units = table.rows,
        .expected_rows = table.rows,
        .write = {},
        .records = table.records.size()};
    for (const ColumnPlan& column : table.columns) {
      source.columns.push_back(column.name);
      if (dialect == schema::Dialect::mysql) source.conversions.push_back(mysql_conversion(column.type));
    }
    source.write = [&plan, number](rows::Range range, rows::RowBuffer& out) {
      std::vector<Cell> cells;
      for (std::uint64_t row = range.first; row < range.last; ++row) {
        // Складні перевірки роблять рядок дорогим; обірваний шматок нікуди не потрапить: feed бачить те саме.
        if (interrupted()) return;
        plan.row(number, row, cells);
        out.begin_row();
        for (const Cell& cell : cells) {
          if (cell.null)
            out.null();
          else
            out.text(cell.text);
          out.end_field();
        }
        out.end_row();
      }
    };
    tables.push_back(std::move(source));
  }
  return tables;
}

rows::DatabaseSinkOptions into_database(const config::DatabaseAddress& target, const FillPlan& plan,
                                        const schema::Database& source,
                                        const std::filesystem::path& dbml_file, bool create) {
  rows::DatabaseSinkOptions options{
      .target = target, .declared = plan.database(), .dbml_file = dbml_file, .data = fingerprint(plan)};
  if (create) options.create = create_script(source, target.dialect);
  return options;
}

}  // namespace techmarket::filler
