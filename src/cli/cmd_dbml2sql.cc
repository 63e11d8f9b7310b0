// dbml2sql: ті самі прапорці, що й у @dbml/cli, тож відомі людям команди працюють без змін.
// Відмінності навмисні: помилки йдуть у stderr, код завершення 65, файл журналу не створюється.

#include <unistd.h>

#include <filesystem>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/file.h"
#include "base/log.h"
#include "cli/commands.h"
#include "dbml/parse.h"
#include "ddl/emit.h"

namespace techmarket::cli {
namespace {

struct Options {
  std::vector<std::string> files;
  std::string out_file;
  bool mysql = false, postgres = false, mssql = false, oracle = false, snowflake = false;

  /// Без прапорця — PostgreSQL, як і в @dbml/cli.
  schema::Dialect dialect() const { return mysql ? schema::Dialect::mysql : schema::Dialect::postgres; }
};

Status check_dialect(const Options& options) {
  const std::string_view name = options.mssql       ? "mssql"
                                : options.oracle    ? "oracle"
                                : options.snowflake ? "snowflake"
                                                    : "";
  if (name.empty()) return {};
  return fail(ErrorKind::usage, fmt::format("--{} is not supported", name), "use --mysql or --postgres");
}

// Усі файли розбираються до першого рядка виводу: або є весь SQL, або немає нічого.
Result<std::vector<dbml::Parsed>> parse_all(const std::vector<std::string>& files) {
  std::vector<dbml::Parsed> all;
  std::size_t errors = 0;
  for (const auto& file : files) {
    TM_ASSIGN(auto parsed, dbml::parse_file(file));
    fmt::print(stderr, "{}", dbml::render_all(parsed, use_color(STDERR_FILENO)));
    errors += count_errors(parsed.diagnostics);
    all.push_back(std::move(parsed));
  }
  if (errors > 0)
    return fail(ErrorKind::bad_input,
                fmt::format("{} error{}, nothing was written", errors, errors == 1 ? "" : "s"));
  return all;
}

std::string file_names(const std::vector<std::string>& files) {
  std::vector<std::string> names;
  for (const auto& file : files) names.push_back(std::filesystem::path(file).filename().string());
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string emit_all(const std::vector<dbml::Parsed>& all, const Options& options) {
  ddl::EmitOptions emit{.source_name = options.out_file.empty() ? std::string() : file_names(options.files)};
  std::string sql;
  for (const auto& parsed : all) {
    std::string text = ddl::emit(parsed.database, options.dialect(), emit);
    sql = sql.empty() ? std::move(text) : sql + '\n' + text;
    emit.source_name.clear();
  }
  return sql;
}

Status run(const Options& options) {
  TM_TRY(check_dialect(options));
  TM_ASSIGN(const auto all, parse_all(options.files));
  const std::string sql = emit_all(all, options);
  if (options.out_file.empty()) {
    fmt::print("{}", sql);
    return {};
  }
  TM_TRY(write_file(options.out_file, sql));
  spdlog::info("wrote {} ({})", options.out_file, options.mysql ? "MySQL" : "PostgreSQL");
  return {};
}

}  // namespace

void add_dbml2sql(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("dbml2sql", "Translate DBML files to SQL (drop-in for @dbml/cli)");
  auto options = std::make_shared<Options>();
  command->set_version_flag("-V,-v,--version", "techmarket dbml2sql " TECHMARKET_VERSION);
  command->add_option("files", options->files, "DBML files")->required()->type_name("FILE");
  auto* mysql = command->add_flag("--mysql", options->mysql, "MySQL 8.4 and newer, MariaDB 10.11 and newer");
  command->add_flag("--postgres", options->postgres, "PostgreSQL 15 and newer (default)")->excludes(mysql);
  command->add_flag("--mssql", options->mssql, "Not supported");
  command->add_flag("--oracle", options->oracle, "Not supported");
  command->add_flag("--snowflake", options->snowflake, "Not supported");
  command->add_option("-o,--out-file", options->out_file, "Write to this file instead of stdout")
      ->type_name("FILE");
  command->callback([options, &context] { context.select([options] { return run(*options); }); });
}

}  // namespace techmarket::cli
