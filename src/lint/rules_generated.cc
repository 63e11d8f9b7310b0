#include <filesystem>

#include <fmt/format.h>

#include "base/text.h"
#include "ddl/emit.h"
#include "lint/rules.h"

namespace techmarket::lint {
namespace {

constexpr std::string_view kRemedy = "run `techmarket schema build`";

struct Difference {
  int line;
  std::string_view expected;  ///< порожнє — рядка там немає
};

Difference first_difference(std::string_view written, std::string_view expected) {
  const auto left = split(written, '\n'), right = split(expected, '\n');
  std::size_t line = 0;
  while (line < left.size() && line < right.size() && left[line] == right[line]) ++line;
  return {.line = static_cast<int>(line) + 1,
          .expected = line < right.size() ? right[line] : std::string_view()};
}

LintFinding stale(const LintService& service, std::string message, int line) {
  return {{.code = "generated-stale",
           .message = std::move(message),
           .at = {.file = service.sql_path, .line = line, .column = line > 0 ? 1 : 0},
           .hint = std::string(kRemedy),
           .subject = service.name}};
}

}  // namespace

std::string generated_sql(const schema::Database& database, schema::Dialect dialect,
                          std::string_view dbml_path) {
  return ddl::emit(database, dialect, {.source_name = std::filesystem::path(dbml_path).filename().string()});
}

void check_generated(LintRun& run) {
  const LintService& service = run.service;
  if (!service.sql) {
    run.add(stale(service, fmt::format("is missing, {} has never been built", service.dbml_path), 0),
            service.name);
    return;
  }
  const std::string expected = generated_sql(*service.database, service.dialect, service.dbml_path);
  if (*service.sql == expected) return;
  const Difference difference = first_difference(*service.sql, expected);
  run.add(stale(service,
                fmt::format("differs from what {} builds now; expected here: '{}'", service.dbml_path,
                            difference.expected),
                difference.line),
          service.name);
}

}  // namespace techmarket::lint
