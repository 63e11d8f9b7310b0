#pragma once
// Кожна команда реєструє себе сама: опис, прапорці і дію, яку передає в Context::select.
// Файл команди — cmd_<ім'я>.cc; логіка живе в бібліотеках, тут лише прапорці та вивід.

#include <CLI/CLI.hpp>

#include "cli/context.h"

namespace techmarket::cli {

void add_schema(CLI::App& app, Context& context);
/// fmt і lint додаються до групи schema.
void add_schema_fmt(CLI::App& schema, Context& context);
void add_schema_lint(CLI::App& schema, Context& context);
/// pull і check додаються до групи schema.
void add_schema_live(CLI::App& schema, Context& context);
/// diff і migrate додаються до групи schema.
void add_schema_migrate(CLI::App& schema, Context& context);
/// erd додається до групи schema.
void add_schema_erd(CLI::App& schema, Context& context);
void add_dbml2sql(CLI::App& app, Context& context);
void add_render(CLI::App& app, Context& context);
void add_up(CLI::App& app, Context& context);
void add_down(CLI::App& app, Context& context);
void add_status(CLI::App& app, Context& context);
void add_logs(CLI::App& app, Context& context);
void add_clean(CLI::App& app, Context& context);
void add_generate(CLI::App& app, Context& context);
void add_simulate(CLI::App& app, Context& context);
void add_expect(CLI::App& app, Context& context);
void add_etl(CLI::App& app, Context& context);
void add_verify(CLI::App& app, Context& context);
void add_backup(CLI::App& app, Context& context);
void add_doctor(CLI::App& app, Context& context);

}  // namespace techmarket::cli
