// techmarket: усі команди.

#include "base/guarded.h"
#include "cli/commands.h"
#include "cli/marked_streams.h"
#include "cli/program.h"

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
  add_simulate(app, context);
  add_expect(app, context);
  add_etl(app, context);
  add_verify(app, context);
  add_backup(app, context);
  add_doctor(app, context);
}

}  // namespace
}  // namespace techmarket::cli

int main(int argc, char** argv) {
  using namespace techmarket::cli;
  if (const auto code = mark_streams()) return *code;
  techmarket::install_last_resort();
  CLI::App app("DBML files to four MySQL databases and a PostgreSQL warehouse, filled, loaded and verified",
               "techmarket");
  Context context;
  add_globals(app, context.globals);
  add_commands(app, context);
  return run_program(app, context, {argv + 1, argv + argc});
}
