#include "cli/schema_report.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace techmarket::cli {
namespace {

nlohmann::json to_json(const migrate::Difference& d) {
  const SourceRange& at = d.expected_at.line > 0 ? d.expected_at : d.actual_at;
  return {{"kind", migrate::kind_name(d.kind)},
          {"object", migrate::object_name(d.object)},
          {"path", d.path()},
          {"table", schema::display_name(d.owner)},
          {"name", d.name},
          {"attribute", d.attribute},
          {"expected", d.expected},
          {"actual", d.actual},
          {"file", at.file.text()},
          {"line", at.line},
          {"column", at.column}};
}

}  // namespace

nlohmann::json to_json(const std::vector<migrate::Difference>& differences) {
  nlohmann::json list = nlohmann::json::array();
  for (const auto& difference : differences) list.push_back(to_json(difference));
  return list;
}

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

Status differ() {
  return fail(ErrorKind::check_failed, {});
}

void add_scope_options(CLI::App& command, ddl::Scope& scope) {
  command
      .add_option("--exclude", scope.exclude,
                  "Tables of other tools to leave out: schema_migrations, 'flyway_*', 'audit.*'")
      ->type_name("PATTERN")
      ->allow_extra_args(false);
  command.add_option("--schema", scope.schemas, "Only the tables of these schemas")
      ->type_name("SCHEMA")
      ->allow_extra_args(false);
}

}  // namespace techmarket::cli
