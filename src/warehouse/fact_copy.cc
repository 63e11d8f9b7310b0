#include "warehouse/fact_copy.h"

#include <functional>

#include <fmt/format.h>

#include "warehouse/copy_binary.h"
#include "warehouse/copy_text.h"
#include "warehouse/star.h"

namespace techmarket::warehouse {
namespace {

template <class Row>
void write_fields(const Fact& fact, Row& row) {
  for (const auto& column : fact_columns())
    std::visit([&](auto value) { row.field(std::invoke(value, fact)); }, column.value);
}

// Типи PostgreSQL, які пише BinaryRow.
std::string_view binary_type(Uuid) {
  return "uuid";
}
std::string_view binary_type(DateKey) {
  return "integer";
}
std::string_view binary_type(std::int32_t) {
  return "integer";
}
std::string_view binary_type(Money) {
  return "numeric";
}

}  // namespace

Result<CopyFormat> fact_format(db::postgres::Connection& warehouse) {
  std::string wanted;
  for (const auto& column : fact_columns())
    wanted += fmt::format(
        "{}('{}', '{}')", wanted.empty() ? "" : ", ", column.name,
        std::visit([](auto value) { return binary_type(std::invoke(value, Fact())); }, column.value));
  TM_ASSIGN(const auto exact, warehouse.query_int(fmt::format(
                                  "SELECT count(*) FROM pg_attribute WHERE attrelid = '{}'::regclass AND "
                                  "(attname, atttypid::regtype::text) IN ({})",
                                  kFactTable, wanted)));
  return std::cmp_equal(exact, fact_columns().size()) ? CopyFormat::binary : CopyFormat::text;
}

std::string fact_column_list(std::string_view prefix) {
  std::string columns;
  for (const auto& column : fact_columns())
    columns += fmt::format("{}{}{}", columns.empty() ? "" : ", ", prefix, column.name);
  return columns;
}

std::string copy_statement(std::string_view table, CopyFormat format) {
  return fmt::format("COPY {} ({}) FROM STDIN WITH (FORMAT {})", table, fact_column_list(),
                     format == CopyFormat::binary ? "binary" : "text");
}

std::string_view copy_header(CopyFormat format) {
  return format == CopyFormat::binary ? kBinaryHeader : std::string_view();
}
std::string_view copy_trailer(CopyFormat format) {
  return format == CopyFormat::binary ? kBinaryTrailer : std::string_view();
}

void encode(const Fact& fact, CopyFormat format, std::string& out) {
  if (format == CopyFormat::text) {
    CopyText row(out);
    write_fields(fact, row);
    return row.end_row();
  }
  const std::size_t fields = fact_columns().size(), start = out.size();
  out.resize_and_overwrite(start + BinaryRow::kFieldCount + fields * BinaryRow::kLongestField,
                           [&](char* data, std::size_t) {
                             BinaryRow row(data + start, fields);
                             write_fields(fact, row);
                             return static_cast<std::size_t>(row.end() - data);
                           });
}

}  // namespace techmarket::warehouse
