#include "cli/schema_report.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace techmarket::cli {
namespace {

nlohmann::json to_json(const ddl::Difference& d) {
  const SourceRange& at = d.expected_at.line > 0 ? d.expected_at : d.actual_at;
  return {{"kind", ddl::kind_name(d.kind)},
          {"object", ddl::object_name(d.object)},
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

nlohmann::json to_json(const std::vector<ddl::Difference>& differences) {
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

}  // namespace techmarket::cli
