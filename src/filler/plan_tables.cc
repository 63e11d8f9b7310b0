#include "filler/plan_tables.h"

#include "base/interrupt.h"

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

}  // namespace

std::vector<rows::TableSource> plan_tables(const Plan& plan, schema::Dialect dialect) {
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
        .write = {}};
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

}  // namespace techmarket::filler
