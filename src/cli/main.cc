// Вхід у програму: зібрати команди, розібрати командний рядок, виконати вибране, повернути код.

#include <unistd.h>

#include <filesystem>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/interrupt.h"
#include "base/log.h"
#include "cli/commands.h"

namespace techmarket::cli {
namespace {

void add_globals(CLI::App& app, Globals& globals) {
  app.set_version_flag("--version", "techmarket " TECHMARKET_VERSION);
  app.add_option("--config", globals.config, "Service catalogue (default: techmarket.toml here or above)")
      ->type_name("FILE");
  app.add_flag("--json", globals.json, "Print one JSON object to stdout, everything else to stderr");
  app.add_flag("--quiet,-q", globals.quiet, "Only warnings and errors");
  app.add_option("--port-offset", globals.port_offset,
                 "Add N to every port (default: the offset the running instance was started with)")
      ->type_name("N");
  app.fallthrough();
}

void add_commands(CLI::App& app, Context& context) {
  add_schema(app, context);
  add_dbml2sql(app, context);
  add_render(app, context);
  add_up(app, context);
  add_down(app, context);
  add_status(app, context);
  add_logs(app, context);
  add_clean(app, context);
  add_generate(app, context);
  add_etl(app, context);
  add_verify(app, context);
  add_backup(app, context);
}

void report_json(const Error& error, const Context& context) {
  context.print({{"error",
                  {{"exit_code", exit_code(error.kind)},
                   {"message", error.message},
                   {"hint", error.hint},
                   {"sqlstate", error.sqlstate}}}});
}

void report(const Error& error, const Context& context) {
  if (context.globals.json && !error.message.empty()) report_json(error, context);
  const bool color = use_color(STDERR_FILENO);
  // Діагностика з місцем у файлі вже має вигляд «file:line:col: error: …».
  if (error.message.contains(": error: "))
    fmt::print(stderr, "{}\n", error.message);
  else if (!error.message.empty())
    fmt::print(stderr, "{}error:{} {}\n", color ? "\033[1;31m" : "", color ? "\033[0m" : "", error.message);
  if (!error.hint.empty()) fmt::print(stderr, "  hint: {}\n", error.hint);
}

int run(CLI::App& app, Context& context) {
  configure_log(context.globals.quiet);
  install_interrupt_handler();
  if (!context.selected()) {
    fmt::print(stderr, "{}", app.help());
    return exit_code(ErrorKind::usage);
  }
  const Status done = context.selected()();
  if (done) return 0;
  report(done.error(), context);
  return exit_code(done.error().kind);
}

int main(int argc, char** argv) {
  CLI::App app("DBML files to four MySQL databases and a PostgreSQL warehouse, filled, loaded and verified",
               "techmarket");
  Context context;
  std::vector<std::string> arguments(argv + 1, argv + argc);
  if (std::filesystem::path(argv[0]).filename() == "dbml2sql")
    arguments.insert(arguments.begin(), "dbml2sql");
  else
    add_globals(app, context.globals);
  add_commands(app, context);
  try {
    app.parse(std::vector(arguments.rbegin(), arguments.rend()));  // CLI11 бере вектор від кінця
  } catch (const CLI::ParseError& error) {
    if (app.exit(error) == 0) return 0;
    // Прапорець --json міг стояти після помилки, тож шукаємо його серед самих аргументів.
    context.globals.json = std::ranges::find(arguments, "--json") != arguments.end();
    if (context.globals.json)
      report_json({.kind = ErrorKind::usage, .message = error.what(), .hint = {}, .sqlstate = {}}, context);
    return exit_code(ErrorKind::usage);
  }
  return run(app, context);
}

}  // namespace
}  // namespace techmarket::cli

int main(int argc, char** argv) {
  return techmarket::cli::main(argc, argv);
}
