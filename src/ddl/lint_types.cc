#include <fmt/format.h>

#include "base/text.h"
#include "ddl/lint_rules.h"
#include "ddl/types.h"

namespace techmarket::ddl {
namespace {

using schema::Column;
using schema::Table;

constexpr std::string_view kUuidLength = "36";  // 32 шістнадцяткові цифри і чотири дефіси

std::string place(const Table& table, const Column& column) {
  return fmt::format("column '{}.{}' has type '{}'", schema::display_name(table.name), column.name,
                     column.type.text());
}

// Ідентифікатор за іменем (id, user_id, uuid) або за приміткою «UUID».
bool is_named_like_uuid(const Column& column) {
  const std::string name = ascii_lower(column.name);
  if (name == "id" || name == "uuid" || name == "guid") return true;
  if (name.ends_with("_id") || name.ends_with("_uuid") || name.ends_with("_guid")) return true;
  return column.note && trim(*column.note).starts_with("UUID");
}

bool holds_characters(const schema::Type& type) {
  const std::string base = base_name(type);
  return classify(type) == TypeClass::text || base == "binary" || base == "varbinary";
}

template <class Check>
void for_each_column(const LintService& service, Check check) {
  for (const auto& table : service.database->tables)
    for (const auto& column : table.columns) check(table, column);
}

}  // namespace

bool is_uuid_type(const schema::Type& type) {
  const std::string base = base_name(type);
  const bool is_char = base == "char" || base == "character";
  return base == "uuid" || (is_char && type.arguments == std::vector<std::string>{std::string(kUuidLength)});
}

void check_uuid_type(const LintService& service, Findings& findings) {
  if (service.dialect != schema::Dialect::mysql) return;
  for_each_column(service, [&](const Table& table, const Column& column) {
    const bool native = base_name(column.type) == "uuid";
    const bool other_text =
        is_named_like_uuid(column) && holds_characters(column.type) && !is_uuid_type(column.type);
    if (!native && !other_text) return;
    findings.push_back(
        {.code = "uuid-type",
         .message = place(table, column) + ": a UUID in a MySQL schema is char(36)",
         .at = column.type_at,
         .hint = "write char(36); an identifier that is not a UUID needs another name than *_id",
         .subject = column.name});
  });
}

void check_varchar_length(const LintService& service, Findings& findings) {
  for_each_column(service, [&](const Table& table, const Column& column) {
    const std::string base = base_name(column.type);
    const bool is_varchar = base == "varchar" || base == "character varying" || base == "nvarchar" ||
                            base == "char varying" || base == "varbinary";
    if (!is_varchar || has_arguments(column.type)) return;
    findings.push_back({.code = "varchar-length",
                        .message = place(table, column) + " without a length",
                        .at = column.type_at,
                        .hint = "say how long it may be, for example varchar(255)",
                        .subject = column.name});
  });
}

void check_decimal_precision(const LintService& service, Findings& findings) {
  for_each_column(service, [&](const Table& table, const Column& column) {
    const std::string base = base_name(column.type);
    if (base != "decimal" && base != "numeric" && base != "dec" && base != "fixed") return;
    if (column.type.text().find(',') != std::string::npos) return;
    findings.push_back({.code = "decimal-precision",
                        .message = place(table, column) + " without a precision and a scale",
                        .at = column.type_at,
                        .hint = "write both, for example decimal(12,2)",
                        .subject = column.name});
  });
}

}  // namespace techmarket::ddl
