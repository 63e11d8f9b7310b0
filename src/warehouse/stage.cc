#include "warehouse/stage.h"

#include <fmt/format.h>

#include "base/interrupt.h"
#include "warehouse/changes.h"
#include "warehouse/copy_text.h"

namespace techmarket::warehouse {
namespace {

using db::RowView;

/// Стовпці джерела, окрім природного ключа.
std::vector<Column> staged_columns(const Dimension& dimension) {
  auto staged = dimension.tracked();
  staged.insert(staged.end(), dimension.for_facts.begin(), dimension.for_facts.end());
  return staged;
}

/// Ідентифікатор джерела — uuid, решта — тип виміру без меж: живий вимір може бути ширшим за DBML.
std::string_view stage_type(const Column& column) {
  return column.role == Role::reference ? "uuid" : column.type.substr(0, column.type.find('('));
}

Status create_stage(const Dimension& dimension, db::postgres::Connection& warehouse) {
  std::string sql = fmt::format("CREATE TEMPORARY TABLE {} (_key int, _level int, _id uuid NOT NULL",
                                stage_table(dimension));
  for (const auto& column : staged_columns(dimension))
    sql += fmt::format(", {} {}{}", column.source().name, stage_type(column),
                       column.required ? " NOT NULL" : "");
  return warehouse.execute(sql + ")");
}

/// Рядок джерела → рядок COPY. Порожнє поле там, де воно обов'язкове, і не-UUID — порушення.
class StageRow {
 public:
  StageRow(const Dimension& dimension, std::string_view table, Quality& quality)
      : columns_(staged_columns(dimension)), table_(table), quality_(quality) {}

  /// «, name, sku»: стовпці після ключа, однакові в SELECT і COPY.
  std::string columns() const {
    std::string list;
    for (const auto& column : columns_) list += fmt::format(", {}", column.source().name);
    return list;
  }

  void append(RowView row, std::string& out) {
    const std::string_view id_text = row.front();
    const auto id = db::is_null(id_text) ? std::nullopt : parse_uuid(id_text);
    if (!id) return quality_.report(table_, db::is_null(id_text) ? "NULL" : id_text, "id is not a UUID");
    CopyText text(out);
    const std::size_t start = out.size();
    text.field(*id);
    bool good = true;
    for (std::size_t i = 0; i < columns_.size(); ++i)
      good = append_field(columns_[i], id_text, row[i + 1], text) && good;
    text.end_row();
    if (!good) out.resize(start);
  }

 private:
  bool append_field(const Column& column, std::string_view id, std::string_view value, CopyText& text) {
    if (db::is_null(value)) {
      text.null();
      if (column.required) quality_.report(table_, id, fmt::format("{} is NULL", column.source().name));
      return !column.required;
    }
    if (column.role != Role::reference) {
      text.field(value);
      return true;
    }
    const auto member = parse_uuid(value);
    if (member)
      text.field(*member);
    else
      quality_.report(table_, id, fmt::format("{} is not a UUID", column.source().name), value);
    return member.has_value();
  }

  const std::vector<Column> columns_;
  const std::string_view table_;
  Quality& quality_;
};

}  // namespace

std::string stage_table(const Dimension& dimension) {
  return fmt::format("stage_{}", dimension.table);
}

std::string scope_table(const Dimension& dimension) {
  return fmt::format("scope_{}", dimension.table);
}

namespace {

Status fill_scope(const Dimension& dimension, const std::vector<Uuid>& only,
                  db::postgres::Connection& warehouse) {
  const std::string scope = scope_table(dimension);
  TM_TRY(warehouse.execute(fmt::format("CREATE TEMPORARY TABLE {} (id uuid PRIMARY KEY)", scope)));
  TM_TRY(warehouse.copy_begin(fmt::format("COPY {} FROM STDIN", scope)));
  std::string buffer;
  CopyText text(buffer);
  for (const Uuid id : only) {
    text.field(id);
    text.end_row();
  }
  if (!buffer.empty()) TM_TRY(warehouse.copy_data(buffer));
  TM_TRY(warehouse.copy_end());
  return warehouse.execute("ANALYZE " + scope);
}

}  // namespace

Result<std::int64_t> fill_stage(const Dimension& dimension, std::string_view table,
                                const std::vector<Uuid>* only, db::mysql::Connection& source,
                                db::postgres::Connection& warehouse, Quality& quality) {
  constexpr std::size_t kChunk = 64 * 1024;
  const std::string stage = stage_table(dimension);
  StageRow stage_row(dimension, table, quality);
  TM_TRY(create_stage(dimension, warehouse));
  if (only) TM_TRY(fill_scope(dimension, *only, warehouse));
  TM_TRY(warehouse.copy_begin(fmt::format("COPY {} (_id{}) FROM STDIN", stage, stage_row.columns())));
  const std::string_view key = dimension.column(Role::natural_key).source().name;
  const std::string sql =
      fmt::format("SELECT {}{} FROM {}", key, stage_row.columns(), dimension.source().name);
  std::string buffer;
  std::int64_t rows = 0;
  const auto take = [&](RowView row) -> Status {
    stage_row.append(row, buffer);
    ++rows;
    if (buffer.size() < kChunk) return {};
    TM_TRY(check_interrupted());
    TM_TRY(warehouse.copy_data(buffer));
    buffer.clear();
    return {};
  };
  const auto take_listed = [&](const std::string& list) {
    return source.stream(fmt::format("{} WHERE {} IN ({})", sql, key, list), take);
  };
  TM_TRY(only ? for_each_list(*only, take_listed) : source.stream(sql, take));
  if (!buffer.empty()) TM_TRY(warehouse.copy_data(buffer));
  TM_TRY(warehouse.copy_end());
  TM_TRY(warehouse.execute(fmt::format("ANALYZE {}", stage)));
  return rows;
}

}  // namespace techmarket::warehouse
