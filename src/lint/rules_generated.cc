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

std::string file_name(std::string_view path) {
  return std::filesystem::path(path).filename().string();
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
  return ddl::emit(database, dialect, {.source_name = file_name(dbml_path), .names_encoding = true});
}

bool is_current_sql(std::string_view sql, const schema::Database& database, schema::Dialect dialect,
                    std::string_view dbml_path) {
  return sql == generated_sql(database, dialect, dbml_path) ||
         sql == ddl::emit(database, dialect, {.source_name = file_name(dbml_path)});
}

void check_generated(LintRun& run) {
  const LintService& service = run.service;
  if (!service.sql) {
    run.add(stale(service, fmt::format("is missing, {} has never been built", service.dbml_path), 0),
            service.name);
    return;
  }
  if (is_current_sql(*service.sql, *service.database, service.dialect, service.dbml_path)) return;
  const std::string expected = generated_sql(*service.database, service.dialect, service.dbml_path);
  const Difference difference = first_difference(*service.sql, expected);
  run.add(stale(service,
                fmt::format("differs from what {} builds now; expected here: '{}'", service.dbml_path,
                            difference.expected),
                difference.line),
          service.name);
}

}  // namespace techmarket::lint
