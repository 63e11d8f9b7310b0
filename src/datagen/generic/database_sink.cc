#include "datagen/generic/database_sink.h"

#include <fmt/format.h>

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
  return db::binding_status(db::check_binding({.service = options.target.endpoint.service,
                                               .dbml_file = options.dbml_file,
                                               .declared = options.plan.database(),
                                               .live = live},
                                              uses));
}

std::string create_script(const DatabaseSinkOptions& options) {
  schema::Database empty = options.source;
  for (auto& table : empty.tables) table.records.reset();
  return ddl::emit(empty, options.target.dialect, {});
}

std::unexpected<Error> foreign_rows(const DatabaseSinkOptions& options, const TableSource& table) {
  return fail(ErrorKind::usage,
              fmt::format("{}: table '{}' has rows already", options.target.endpoint.service, table.table),
              "generate replaces all rows of the tables of the schema; add --yes to let it delete these");
}

}  // namespace techmarket::datagen::generic
