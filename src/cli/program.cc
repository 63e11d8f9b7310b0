// Спільне для обох програм: розбір командного рядка, виконання вибраної команди, звіт про помилку, код
// завершення.

#include "cli/program.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ranges>
#include <sstream>
#include <system_error>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/guarded.h"
#include "base/interrupt.h"
#include "base/io_error.h"
#include "base/log.h"
#include "base/text.h"

namespace techmarket::cli {
namespace {

void report_json(const Error& error, const Context& context) {
  context.print({{"error",
                  {{"exit_code", exit_code(error.kind)},
                   {"message", error.message},
                   {"hint", error.hint},
                   {"sqlstate", error.sqlstate}}}});
}

/// Чуже повідомлення буває завбільшки з файл: на екрані досить початку кожного рядка.
std::string for_terminal(std::string_view text) {
  constexpr std::size_t kLongestLine = 2000;
  std::string out;
  for (const auto line : split(text, '\n')) {
    if (line.data() != text.data()) out += '\n';
    out += visible(shortened(line, kLongestLine));
  }
  return out;
}

void report(const Error& error, const Context& context) {
  // Коли скаржимося саме на stdout, відповіді там ніхто не прочитає; причину скаже stderr.
  if (context.globals.json && !error.message.empty()) (void)shown([&] { report_json(error, context); });
  const bool color = use_color(STDERR_FILENO);
  // Діагностика з місцем у файлі вже має вигляд «file:line:col: error: …».
  if (error.message.contains(": error: "))
    fmt::print(stderr, "{}\n", for_terminal(error.message));
  else if (!error.message.empty())
    fmt::print(stderr, "{}error:{} {}\n", color ? "\033[1;31m" : "", color ? "\033[0m" : "",
               for_terminal(error.message));
  if (!error.hint.empty()) fmt::print(stderr, "  hint: {}\n", for_terminal(error.hint));
}

/// Закритий stdout (`>&-`) віддав би свій номер першому ж відкритому файлу чи з'єднанню, і звіт потрапив би
/// туди.
void keep_standard_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (::fcntl(stream, F_GETFD) < 0)  // open бере найменший вільний номер, тобто саме цей
      (void)::open("/dev/null", stream == STDERR_FILENO ? O_WRONLY : O_RDONLY);
}

/// Вибрана команда разом із групами, до яких вона належить: techmarket, schema, lint.
std::vector<const CLI::App*> chosen_commands(const CLI::App& app) {
  std::vector<const CLI::App*> chosen = {&app};
  while (!chosen.back()->get_subcommands().empty())
    chosen.push_back(chosen.back()->get_subcommands().front());
  return chosen;
}

/// «schema lint».
std::string command_name(const CLI::App& app) {
  std::string name;
  for (const CLI::App* one : chosen_commands(app) | std::views::drop(1))
    name += (name.empty() ? "" : " ") + one->get_name();
  return name;
}

/// Порада до слова, якого не чекали: найближча команда чи прапорець там, де його написано.
std::string hint_for_unexpected(const CLI::App& app) {
  const auto unexpected = app.remaining(true);
  if (unexpected.empty()) return {};
  const std::string word = unexpected.front().substr(0, unexpected.front().find('='));
  const auto chosen = chosen_commands(app);
  std::vector<std::string> known;
  if (word.starts_with('-')) {
    for (const CLI::App* one : chosen)
      for (const CLI::Option* option : one->get_options())
        for (const auto& name : option->get_lnames()) known.push_back("--" + name);
  } else {
    for (const CLI::App* command : chosen.back()->get_subcommands({})) known.push_back(command->get_name());
  }
  return did_you_mean_hint(word, known);
}

/// Відмова сервера, яку найчастіше спричиняє не запит, а стан: схема не та (42…) чи рядки вже є (23…).
bool may_be_a_pitfall(const Error& error) {
  return error.hint.empty() && (error.sqlstate.starts_with("42") || error.sqlstate.starts_with("23"));
}

int run(CLI::App& app, Context& context) {
  configure_log(context.globals.quiet);
  install_interrupt_handler();
  if (!context.selected()) {
    fmt::print(stderr, "{}", app.help());
    return exit_code(ErrorKind::usage);
  }
  if (context.interrupts() == Interrupts::at_once) end_at_once_on_interrupt();
  Status done;
  const auto work = [&]() -> Status { return shown([&] { done = context.selected()(); }); };
  if (Status printed = guarded(work); done && !printed) done = std::move(printed);
  if (done) return 0;
  Error error = std::move(done).error();
  if (lacks_resources(error)) error = std::move(error).in(command_name(app));
  if (context.uses_catalogue() && may_be_a_pitfall(error))
    error.hint = "`techmarket doctor` looks for the cause";
  report(error, context);
  return exit_code(error.kind);
}

}  // namespace

Status shown(const std::function<void()>& print) {
  const auto lost = [](int error) {
    return io_error(error, ErrorKind::fatal, "cannot write to stdout",
                    "fix the redirection, then run the same command again");
  };
  try {
    print();
  } catch (const std::system_error& error) {
    if (std::ferror(stdout) == 0) throw;  // не fmt::print, а щось інше: хибної поради не даємо
    return lost(error.code().value());
  }
  if (std::fflush(stdout) != 0) return lost(errno);
  return {};
}

int run_program(CLI::App& app, Context& context, std::vector<std::string> arguments) {
  keep_standard_streams();
  try {
    app.parse(std::vector(arguments.rbegin(), arguments.rend()));  // CLI11 бере вектор від кінця
  } catch (const CLI::ParseError& error) {
    std::ostringstream answer, complaint;
    const int code = app.exit(error, answer, complaint);
    fmt::print("{}", answer.str());
    fmt::print(stderr, "{}", for_terminal(complaint.str()));
    if (code == 0) return 0;
    const std::string hint = hint_for_unexpected(app);
    if (!hint.empty()) fmt::print(stderr, "  hint: {}\n", for_terminal(hint));
    // Прапорець --json міг стояти після помилки, тож шукаємо його серед самих аргументів.
    context.globals.json = std::ranges::find(arguments, "--json") != arguments.end();
    if (context.globals.json)
      report_json({.kind = ErrorKind::usage, .message = error.what(), .hint = hint, .sqlstate = {}}, context);
    return exit_code(ErrorKind::usage);
  }
  return run(app, context);
}

void Context::print(const nlohmann::json& answer) const {
  // Зіпсований UTF-8 із чужої бази не повинен перетворити відповідь на виняток.
  fmt::print("{}\n", answer.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

}  // namespace techmarket::cli
