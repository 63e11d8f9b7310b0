// Спільне для обох програм: розбір командного рядка, виконання вибраної команди, звіт про помилку, код
// завершення.

#include "cli/program.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <system_error>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/interrupt.h"
#include "base/log.h"

namespace techmarket::cli {
namespace {

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

// Вивід, що не дійшов до диска чи труби, — теж невдача: інакше обрізаний SQL мав би код 0.
Status run_command(Context& context) {
  const auto lost = [](int error) {
    return fail(ErrorKind::fatal, fmt::format("cannot write to stdout: {}", std::strerror(error)),
                "free some space or fix the redirection, then run the same command again");
  };
  try {
    TM_TRY(context.selected()());
  } catch (const std::system_error& error) {
    if (std::ferror(stdout) == 0) throw;  // не fmt::print, а щось інше: хибної поради не даємо
    return lost(error.code().value());
  }
  if (std::fflush(stdout) != 0) return lost(errno);
  return {};
}

int run(CLI::App& app, Context& context) {
  configure_log(context.globals.quiet);
  install_interrupt_handler();
  if (!context.selected()) {
    fmt::print(stderr, "{}", app.help());
    return exit_code(ErrorKind::usage);
  }
  const Status done = run_command(context);
  if (done) return 0;
  report(done.error(), context);
  return exit_code(done.error().kind);
}

}  // namespace

int run_program(CLI::App& app, Context& context, std::vector<std::string> arguments) {
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

void Context::print(const nlohmann::json& answer) const {
  // Зіпсований UTF-8 із чужої бази не повинен перетворити відповідь на виняток.
  fmt::print("{}\n", answer.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

}  // namespace techmarket::cli
