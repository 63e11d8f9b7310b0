#include "rows/database_sink.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace techmarket::rows {

std::string catalogue_name(std::string_view name) {
  constexpr std::size_t kLongest = 63;
  std::size_t end = std::min(name.size(), kLongest);
  if (end < name.size())
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) --end;
  return std::string(name.substr(0, end));
}

namespace {

/// Імена каталогу такими, якими їх написано у схемі.
std::vector<db::LiveColumn> with_whole_names(std::span<const TableSource> tables,
                                             std::span<const db::LiveColumn> live) {
  std::vector<db::LiveColumn> named(live.begin(), live.end());
  for (const TableSource& table : tables) {
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

std::vector<Diagnostic> check_live(const DatabaseSinkOptions& options, std::span<const TableSource> tables,
                                   std::span<const db::LiveColumn> live) {
  std::vector<db::TableUse> uses;
  for (const TableSource& table : tables) {
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
                                     .declared = options.declared,
                                     .live = postgres ? std::span<const db::LiveColumn>(whole) : live},
                                    uses);
  // Порада бази TechMarket чужій базі не годиться.
  for (Diagnostic& problem : problems)
    if (problem.code == "missing-table")
      problem.hint = "add --create, or build the tables first: `techmarket schema build` or dbml2sql";
  return problems;
}

Status check_absent(const DatabaseSinkOptions& options, std::span<const TableSource> tables,
                    std::span<const db::LiveColumn> live, std::string_view default_schema) {
  for (const TableSource& table : tables)
    for (const db::LiveColumn& column : live)
      if (column.table == table.table &&
          column.schema == (table.service.empty() ? default_schema : table.service))
        return fail(
            ErrorKind::usage,
            fmt::format("--create: {} already has table '{}'", options.target.endpoint.service, table.table),
            "leave out --create, or drop the table");
  return {};
}

std::unexpected<Error> foreign_rows(const DatabaseSinkOptions& options, const TableSource& table) {
  return fail(ErrorKind::usage,
              fmt::format("{}: table '{}' has rows already", options.target.endpoint.service, table.table),
              "generate replaces all rows of the tables of the schema; add --yes to let it delete these");
}

std::unique_ptr<Sink> database_sink(DatabaseSinkOptions options) {
  return options.target.dialect == schema::Dialect::mysql ? mysql_database_sink(std::move(options))
                                                          : postgres_database_sink(std::move(options));
}

}  // namespace techmarket::rows
