#include "datagen/generic/database_sink.h"

#include <algorithm>

#include <fmt/format.h>

#include "datagen/generic/tables.h"
#include "db/binding.h"
#include "ddl/emit.h"

namespace techmarket::datagen::generic {

Status check_live(const DatabaseSinkOptions& options, std::span<const TableSource> tables,
                  std::span<const db::LiveColumn> live) {
  std::vector<db::TableUse> uses;
  for (const TableSource& table : tables) {
    schema::QualifiedName name{.name = std::string(table.table)};
    if (!table.service.empty()) name.schema = table.service;
    uses.push_back(
        {.table = std::move(name), .columns = {table.columns.begin(), table.columns.end()}, .inserts = true});
  }
  auto problems = db::check_binding({.service = options.target.endpoint.service,
                                     .dbml_file = options.dbml_file,
                                     .declared = options.plan.database(),
                                     .live = live},
                                    uses);
  // Порада бази TechMarket чужій базі не годиться.
  for (Diagnostic& problem : problems)
    if (problem.code == "missing-table")
      problem.hint = "add --create, or build the tables first: `techmarket schema build` or dbml2sql";
  return db::binding_status(problems);
}

std::string create_script(const DatabaseSinkOptions& options) {
  schema::Database empty = options.source;
  for (auto& table : empty.tables) table.records.reset();
  return ddl::emit(empty, options.target.dialect, {});
}

std::uint64_t fingerprint(const Plan& plan) {
  RowBuffer rows;
  for (const TableSource& table : plan_tables(plan, schema::Dialect::postgres)) {
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

std::size_t record_rows(const Plan& plan, const TableSource& table) {
  for (const TablePlan& planned : plan.tables()) {
    const auto& name = planned.table->name;
    const std::string_view schema = name.schema == schema::kDefaultSchema ? std::string_view() : name.schema;
    if (name.name == table.table && schema == table.service) return planned.records.size();
  }
  return 0;
}

std::unexpected<Error> foreign_rows(const DatabaseSinkOptions& options, const TableSource& table) {
  return fail(ErrorKind::usage,
              fmt::format("{}: table '{}' has rows already", options.target.endpoint.service, table.table),
              "generate replaces all rows of the tables of the schema; add --yes to let it delete these");
}

}  // namespace techmarket::datagen::generic
