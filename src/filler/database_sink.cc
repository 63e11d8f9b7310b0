#include "filler/database_sink.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "db/binding.h"
#include "ddl/emit.h"
#include "filler/plan_tables.h"

namespace techmarket::filler {

std::string catalogue_name(std::string_view name) {
  constexpr std::size_t kLongest = 63;
  std::size_t end = std::min(name.size(), kLongest);
  if (end < name.size())
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) --end;
  return std::string(name.substr(0, end));
}

namespace {

/// Імена каталогу такими, якими їх написано у схемі.
std::vector<db::LiveColumn> with_whole_names(std::span<const rows::TableSource> tables,
                                             std::span<const db::LiveColumn> live) {
  std::vector<db::LiveColumn> named(live.begin(), live.end());
  for (const rows::TableSource& table : tables) {
    const std::string short_name = catalogue_name(table.table);
    std::map<std::string, std::string_view> shortened;
    for (const std::string_view column : table.columns)
      if (std::string name = catalogue_name(column); name != column)
        shortened.emplace(std::move(name), column);
    if (short_name == table.table && shortened.empty()) continue;
    for (db::LiveColumn& column : named) {
      if (column.table != short_name) continue;
      column.table = table.table;
      if (const auto whole = shortened.find(column.name); whole != shortened.end())
        column.name = whole->second;
    }
  }
  return named;
}

}  // namespace

Status check_live(const DatabaseSinkOptions& options, std::span<const rows::TableSource> tables,
                  std::span<const db::LiveColumn> live) {
  std::vector<db::TableUse> uses;
  for (const rows::TableSource& table : tables) {
    schema::QualifiedName name{.name = std::string(table.table)};
    if (!table.service.empty()) name.schema = table.service;
    uses.push_back(
        {.table = std::move(name), .columns = {table.columns.begin(), table.columns.end()}, .inserts = true});
  }
  const bool postgres = options.target.dialect == schema::Dialect::postgres;
  const std::vector<db::LiveColumn> whole =
      postgres ? with_whole_names(tables, live) : std::vector<db::LiveColumn>();
  auto problems = db::check_binding({.service = options.target.endpoint.service,
                                     .dbml_file = options.dbml_file,
                                     .declared = options.plan.database(),
                                     .live = postgres ? std::span<const db::LiveColumn>(whole) : live},
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

std::size_t record_rows(const Plan& plan, const rows::TableSource& table) {
  for (const TablePlan& planned : plan.tables()) {
    const auto& name = planned.table->name;
    const std::string_view schema = name.schema == schema::kDefaultSchema ? std::string_view() : name.schema;
    if (name.name == table.table && schema == table.service) return planned.records.size();
  }
  return 0;
}

std::unexpected<Error> foreign_rows(const DatabaseSinkOptions& options, const rows::TableSource& table) {
  return fail(ErrorKind::usage,
              fmt::format("{}: table '{}' has rows already", options.target.endpoint.service, table.table),
              "generate replaces all rows of the tables of the schema; add --yes to let it delete these");
}

}  // namespace techmarket::filler
