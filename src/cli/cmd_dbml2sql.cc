// dbml2sql: ті самі прапорці, що й у @dbml/cli, тож відомі людям команди працюють без змін.
// Відмінності навмисні: помилки йдуть у stderr, код завершення 65, файл журналу не створюється.

#include <algorithm>
#include <filesystem>
#include <functional>
#include <future>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/file.h"
#include "base/huge_heap.h"
#include "base/log.h"
#include "cli/commands.h"
#include "cli/input_report.h"
#include "dbml/parse.h"
#include "ddl/dialect_findings.h"
#include "ddl/emit.h"

namespace techmarket::cli {
namespace {

constexpr std::string_view kStandard = "-";  // стандартний вхід або вихід замість файлу

struct Options {
  std::vector<std::string> files;
  std::vector<dbml::Parsed> parsed = {};  ///< тут, щоб жити до кінця процесу: див. main_dbml2sql.cc
  std::string out_file;
  InputOptions input;
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

// Модель і дерево великого файлу в стільки разів більші за нього самого.
void prepare_heap(const std::vector<std::string>& files) {
  constexpr std::uintmax_t kLarge = std::uintmax_t{256} << 10, kGrowth = 24;
  std::uintmax_t bytes = 0;
  for (const auto& file : files) {
    std::error_code missing;  // про такий файл скаже розбір
    const auto size = std::filesystem::file_size(file, missing);
    if (!missing) bytes += size;
  }
  if (bytes >= kLarge) expect_allocations(bytes * kGrowth);
}

std::string file_names(const std::vector<std::string>& files) {
  std::vector<std::string> names;
  for (const auto& file : files)
    names.push_back(file == kStandard ? "<stdin>" : std::filesystem::path(file).filename().string());
  return fmt::format("{}", fmt::join(names, ", "));
}

// Знахідки про діалект від тексту не залежать, тож у великій схемі їх шукає другий потік; для малої він
// дорожчий.
std::future<std::vector<Diagnostic>> start_findings(const schema::Database& database,
                                                    schema::Dialect dialect) {
  constexpr std::size_t kLarge = 200;
  // Разом із deferred: немає вільного потоку — то в цьому ж.
  const auto policy =
      database.tables.size() < kLarge ? std::launch::deferred : std::launch::async | std::launch::deferred;
  return std::async(policy, ddl::dialect_findings, std::cref(database), dialect);
}

dbml::Parsed read_input(const std::string& file, InputReport& report) {
  if (file != kStandard) return report.read(file);
  auto text = read_file("/dev/stdin");
  if (!text) return report.read("/dev/stdin");  // скаже, чому не читається
  auto parsed = dbml::parse(*std::move(text), "<stdin>");
  report.add(parsed.diagnostics, parsed);
  return parsed;
}

// Усі файли компілюються до першого рядка виводу: або є весь SQL, або немає нічого.
std::string compile_all(Options& options, InputReport& report) {
  ddl::EmitOptions emit{.source_name = options.out_file.empty() ? std::string() : file_names(options.files)};
  std::string sql;
  for (const auto& file : options.files) {
    const auto& parsed = options.parsed.emplace_back(read_input(file, report));
    if (!parsed.ok()) continue;
    auto findings = start_findings(parsed.database, options.dialect());
    std::string text = ddl::emit(parsed.database, options.dialect(), emit);
    report.add(findings.get(), parsed);
    sql = sql.empty() ? std::move(text) : sql + '\n' + text;
    emit.source_name.clear();
  }
  return sql;
}

// Без -o SQL іде полем sql.
void report_json(const std::string& sql, const Options& options, const InputReport& report,
                 const Context& context) {
  nlohmann::json answer{{"ok", true},
                        {"dialect", options.mysql ? "mysql" : "postgres"},
                        {"out_file", options.out_file},
                        {"diagnostics", report.json()}};
  if (options.out_file.empty()) answer["sql"] = sql;
  context.print(answer);
}

Status run(Options& options, const Context& context) {
  TM_TRY(check_dialect(options));
  if (std::ranges::count(options.files, kStandard) > 1)
    return fail(ErrorKind::usage, "standard input ('-') is given twice", "read it once");
  if (options.out_file == kStandard) options.out_file.clear();
  prepare_heap(options.files);
  InputReport report(options.input, {options.out_file});
  const std::string sql = compile_all(options, report);
  TM_TRY(report.finish(context, "nothing was written"));
  if (!options.out_file.empty()) {
    TM_TRY(write_file(options.out_file, sql));
    spdlog::info("wrote {} ({})", options.out_file, options.mysql ? "MySQL" : "PostgreSQL");
  }
  if (context.globals.json)
    report_json(sql, options, report, context);
  else if (options.out_file.empty())
    fmt::print("{}", sql);
  return {};
}

}  // namespace

void add_dbml2sql(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("dbml2sql", "Translate DBML files to SQL (drop-in for @dbml/cli)");
  auto options = std::make_shared<Options>();
  command->set_version_flag("-V,-v,--version", "techmarket dbml2sql " TECHMARKET_VERSION);
  command->add_option("files", options->files, "DBML files, or - for standard input")
      ->required()
      ->type_name("FILE");
  auto* mysql = command->add_flag("--mysql", options->mysql, "MySQL 8.4 and newer, MariaDB 10.11 and newer");
  command->add_flag("--postgres", options->postgres, "PostgreSQL 15 and newer (default)")->excludes(mysql);
  command->add_flag("--mssql", options->mssql, "Not supported");
  command->add_flag("--oracle", options->oracle, "Not supported");
  command->add_flag("--snowflake", options->snowflake, "Not supported");
  command->add_option("-o,--out-file", options->out_file, "Write to this file instead of stdout (-)")
      ->type_name("FILE");
  add_input_options(*command, options->input);
  // Програма dbml2sql загальних прапорців не має, тож цей — свій.
  command->add_flag("--json", context.globals.json, "Print one JSON object: the SQL, errors and warnings");
  command->callback([options, &context] {
    context.select([options, &context] { return run(*options, context); }, Interrupts::at_once);
  });
}

}  // namespace techmarket::cli
