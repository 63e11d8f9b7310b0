#include "runtime/local/service_lifecycle.h"

#include <fcntl.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "runtime/local/data_evidence.h"
#include "runtime/local/log_file.h"
#include "runtime/ownership.h"
#include "runtime/private_file.h"
#include "runtime/probe.h"

namespace techmarket::runtime::local {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr auto kReadyTimeout = std::chrono::seconds(60);
constexpr auto kStopTimeout = std::chrono::seconds(60);
// Скільки сервер зупиняється, перш ніж ми спитаємо, чи не заважає йому повний диск.
constexpr auto kStopPatience = std::chrono::seconds(5);
constexpr std::uintmax_t kLeastSpace = 1u << 20;
// Перші спроби часті, бо сервер піднімається за сотню мілісекунд; далі рідші, щоб не заважати йому.
constexpr auto kFirstPause = milliseconds(5);
constexpr auto kLongestPause = milliseconds(100);
constexpr std::size_t kShownLogLines = 8;

std::string log_excerpt(const fs::path& log) {
  const std::string lines = last_lines(log, kShownLogLines);
  return lines.empty() ? "its log is empty" : fmt::format("last lines of {}:\n{}", log.string(), lines);
}

std::unexpected<Error> died(const Server& server, const fs::path& log) {
  const std::string excerpt = log_excerpt(log);
  const bool no_space = excerpt.contains("No space left") || excerpt.contains("Disk is full");
  return fail(ErrorKind::fatal,
              fmt::format("{}: {} stopped right after its start; {}", server.service().name, server.engine(),
                          excerpt),
              no_space ? "free some disk space and run `techmarket up` again"
                       : fmt::format("see `techmarket logs {}`", server.service().name));
}

/// Повторює дію, доки вона не вдасться. Спиняється на помилці, яку час не виправить, і коли сервер помер.
Status wait_until(const std::function<Status()>& action, const Server& server, const ServerProcess& process,
                  const fs::path& log) {
  const auto deadline = steady_clock::now() + kReadyTimeout;
  for (auto pause = kFirstPause;; pause = std::min(pause * 2, kLongestPause)) {
    Status done = action();
    if (done || done.error().kind != ErrorKind::retryable) return done;
    TM_TRY(check_interrupted());
    if (process.wait_for_exit(pause)) return died(server, log);
    if (steady_clock::now() > deadline)
      return fail(ErrorKind::retryable,
                  fmt::format("{} is not ready after {} s: {}; {}", server.service().name,
                              kReadyTimeout.count(), done.error().message, log_excerpt(log)),
                  "run `techmarket up` again to go on waiting");
  }
}

Status wait_ready(const Server& server, const ServerProcess& process, const fs::path& log) {
  Status ready = wait_until(
      [&server]() -> Status {
        TM_TRY(probe(server.service()));
        return {};
      },
      server, process, log);
  if (!ready && ready.error().kind == ErrorKind::configuration)
    ready.error().hint = fmt::format(
        "techmarket.toml must give the user, password and database that {} was created with; restore them, "
        "or start "
        "over with `techmarket clean --yes && techmarket up` (its data is lost)",
        server.service().name);
  return ready;
}

/// Тека сервісу й те, що в ній потрібне серверові. Даних не чіпає.
Status make_folders(const Server& server, const StateLayout& state) {
  const std::string& name = server.service().name;
  TM_TRY(make_own_folder(state.services()));
  TM_TRY(make_shared_folder(state.service(name), server.user()));
  for (const auto& folder : {state.temporary(name), state.files(name), state.socket_folder(name)})
    TM_TRY(make_private_folder(folder, server.user()));
  return check_reachable(state.service(name), server.user());
}

/// Журнал відкриваємо ми, а не сервер, тож спершу переконуємося, що на його місці справді журнал.
Status check_log(const StateLayout& state, const std::string& service) {
  TM_ASSIGN(const int descriptor,
            open_own(state.log(service), O_WRONLY | O_CREAT, 0600, owner_of(state.data(service))));
  ::close(descriptor);
  return {};
}

Result<ServerProcess> start(Server& server, const StateLayout& state, bool first) {
  const std::string& name = server.service().name;
  TM_TRY(make_folders(server, state));
  TM_TRY(make_private_folder(state.data(name), server.user()));
  TM_TRY(server.clear_remains());
  rotate(state.log(name));
  TM_TRY(check_log(state, name));
  TM_ASSIGN(const pid_t pid, start_daemon({.argv = server.command_line(first),
                                           .directory = state.data(name),  // tmpdir — відносно неї
                                           .log = state.log(name),
                                           .user = server.user().identity}));
  return ServerProcess::child(pid);
}

std::string mark_text(const Mark& mark) {
  return nlohmann::json{{"schema", mark.schema}, {"engine", mark.engine}}.dump(2) + "\n";
}

std::optional<Mark> parse_mark(const std::string& text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object() || !json.value("schema", nlohmann::json()).is_string() ||
      !json.value("engine", nlohmann::json()).is_string())
    return std::nullopt;
  return Mark{.schema = json["schema"], .engine = json["engine"]};
}

Status stop_and_wait(const Server& server, const ServerProcess& process, int signal, const fs::path& log) {
  TM_TRY(process.signal(signal));
  return wait_until_stopped(process, server.service().name, log, abort_signal(server.service().engine));
}

/// Готує місце для нових даних: від цієї миті й до кінця create() теку позначено як недороблену.
Status begin(const Server& server, const StateLayout& state, const Mark& mark) {
  const std::string& name = server.service().name;
  TM_TRY(make_own_folder(state.services()));
  TM_TRY(make_shared_folder(state.service(name), server.user()));
  TM_TRY(write_own(state.creating(name), mark_text(mark)));
  TM_TRY(discard(state.data(name)));
  TM_TRY(make_folders(server, state));
  return write_own(state.secrets(name), server.secrets(), server.user().identity);
}

Status move_into_place(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (!error) return {};
  return fail(ErrorKind::fatal,
              fmt::format("{}: cannot move into place: {}", from.string(), error.message()));
}

/// Тека даних створюється осторонь і стає на місце готовою: програми, що пережили вбитий запуск, її не
/// зачеплять.
Status create_data(Server& server, const StateLayout& state) {
  const std::string& name = server.service().name;
  const fs::path fresh = state.scratch(name) / "data";
  TM_TRY(make_own_folder(state.scratch()));
  TM_TRY(make_shared_folder(state.scratch(name), server.user()));
  TM_TRY(make_private_folder(fresh, server.user()));
  TM_TRY(server.initialise(fresh));
  return move_into_place(fresh, state.data(name));
}

Status create(Server& server, const StateLayout& state, const fs::path& sql_file,
              const std::function<Status()>& prepare) {
  const std::string& name = server.service().name;
  TM_ASSIGN(const std::string sql, read_file(sql_file));
  TM_TRY(begin(server, state, {.schema = fingerprint(sql), .engine = server.engine()}));
  TM_TRY(prepare());
  TM_TRY(create_data(server, state));
  TM_ASSIGN(const ServerProcess process, start(server, state, true));
  TM_TRY(wait_until([&server] { return server.prepare_database(); }, server, process, state.log(name)));
  std::error_code ignored;
  fs::remove(state.secrets(name), ignored);
  if (Status applied = server.apply_schema(sql); !applied)
    return std::unexpected(std::move(applied).error().in(sql_file.string()));
  TM_TRY(wait_ready(server, process, state.log(name)));
  TM_TRY(sign_database(server.service(), state));
  return move_into_place(state.creating(name), state.mark(name));
}

Status check_engine(const Server& server, const Mark& mark) {
  if (mark.engine == server.engine()) return {};
  return fail(
      ErrorKind::configuration,
      fmt::format("{}: its data was created by {}, but this machine has {}", server.service().name,
                  mark.engine, server.engine()),
      fmt::format(
          "install {}, or start over with `techmarket clean --yes && techmarket up` (its data is lost)",
          mark.engine));
}

void warn_if_schema_changed(const Server& server, const Mark& mark, const fs::path& sql_file) {
  const auto sql = read_file(sql_file);
  if (!sql || fingerprint(*sql) == mark.schema) return;
  spdlog::warn(
      "{}: the database was built from another version of {}; to rebuild all databases from the files: "
      "`techmarket clean --yes && techmarket up` (data is lost)",
      server.service().name, sql_file.string());
}

/// Сервер працює на своєму порту й відповідає. Того, що саме зупиняється, дочікується і запускає знову.
Result<BroughtUp> run(Server& server, const StateLayout& state, bool stopping) {
  const fs::path log = state.log(server.service().name);
  const auto running = ServerProcess::find(server.signature());
  if (running && (stopping || !listens_where_expected(server, *running))) {
    TM_TRY(stop_and_wait(server, *running, stop_signal(server.service().engine), log));
  } else if (running) {
    Status ready = wait_ready(server, *running, log);
    if (ready) return BroughtUp::already_running;
    if (!running->wait_for_exit(milliseconds(0))) return std::unexpected(std::move(ready).error());
  }
  TM_ASSIGN(const ServerProcess process, start(server, state, false));
  TM_TRY(wait_ready(server, process, log));
  return BroughtUp::started;
}

/// Дані без цілої позначки: якщо сервер приймає наш пароль і має всі таблиці схеми, базу закінчено, і
/// позначку можна написати знову. Інакше лишаємо все, як було.
Result<BroughtUp> adopt(Server& server, const StateLayout& state, const fs::path& sql_file, bool stopping,
                        const std::string& why) {
  const std::string& name = server.service().name;
  const fs::path mark = state.mark(name);
  TM_ASSIGN(const std::string sql, read_file(sql_file));
  const bool was_running = ServerProcess::find(server.signature()).has_value();
  Result<BroughtUp> outcome = fail(ErrorKind::configuration, "it was not created by " + server.engine());
  if (engine_of_data(state.data(name)) == server.engine()) outcome = run(server, state, stopping);
  Status proven = outcome ? check_tables(server.service(), sql) : std::unexpected(outcome.error());
  if (proven) proven = sign_database(server.service(), state);
  if (proven) {
    TM_TRY(write_own(mark, mark_text({.schema = fingerprint(sql), .engine = server.engine()})));
    spdlog::warn("{}: {} {}; the database has every table of {}, so the mark is written again", name,
                 mark.string(), why, sql_file.string());
    return outcome;
  }
  if (!was_running)
    if (const auto started = ServerProcess::find(server.signature()))
      TM_TRY(stop_and_wait(server, *started, stop_signal(server.service().engine), state.log(name)));
  Error& error = proven.error();
  if (error.kind == ErrorKind::retryable || error.kind == ErrorKind::interrupted)
    return std::unexpected(std::move(error));
  return fail(
      ErrorKind::configuration,
      fmt::format("{}: {} {}, and the data in {} could not be proven complete, so it is left alone: {}", name,
                  mark.string(), why, state.data(name).string(), error.message),
      "restore the mark or the data from a copy; or, if the data of all services may be lost, "
      "`techmarket clean` (it asks) and then `techmarket up`");
}

}  // namespace

Result<Standing> look_at(const StateLayout& state, const std::string& service) {
  TM_ASSIGN(const auto text, read_own(state.mark(service)));
  const bool data = present(state.data(service));
  if (const auto mark = text ? parse_mark(*text) : std::nullopt)
    return Standing{.stage = data ? Stage::complete : Stage::no_data, .mark = *mark};
  if (text && data) return Standing{.stage = Stage::unmarked, .why = "is damaged"};
  TM_ASSIGN(const auto creating, read_own(state.creating(service)));
  if (creating && !text) return Standing{.stage = Stage::creating};
  return data ? Standing{.stage = Stage::unmarked, .why = "is lost"} : Standing{};
}

bool listens_where_expected(const Server& server, const ServerProcess& process) {
  return std::ranges::all_of(server.address_arguments(),
                             [&](const std::string& argument) { return process.has_argument(argument); });
}

std::string fingerprint(std::string_view sql) {
  return fmt::format("xxh3:{:016x}", XXH3_64bits(sql.data(), sql.size()));
}

Status MysqlTemplate::prepare(const ServiceUser& user) {
  const std::lock_guard lock(mutex_);
  if (!outcome_) outcome_ = prepare_mysql_template(state_, programs_, user);
  return *outcome_;
}

Result<BroughtUp> bring_up(Server& server, const StateLayout& state, const fs::path& sql, bool stopping,
                           const std::function<Status()>& prepare) {
  const std::string& name = server.service().name;
  TM_ASSIGN(const Standing standing, look_at(state, name));
  switch (standing.stage) {
    case Stage::nothing:
    case Stage::creating:
      if (const auto running = ServerProcess::find(server.signature()))
        TM_TRY(stop_and_wait(server, *running, abort_signal(server.service().engine), state.log(name)));
      TM_TRY(create(server, state, sql, prepare));
      return BroughtUp::created;
    case Stage::no_data:
      return fail(ErrorKind::configuration,
                  fmt::format("{}: {} says that its database was created, but {} is gone", name,
                              state.mark(name).string(), state.data(name).string()),
                  "restore the folder from a copy, or start over with `techmarket clean` and `techmarket up` "
                  "(the data of all services is lost)");
    case Stage::unmarked:
      return adopt(server, state, sql, stopping, standing.why);
    case Stage::complete:
      TM_TRY(check_engine(server, standing.mark));
      warn_if_schema_changed(server, standing.mark, sql);
      return run(server, state, stopping);
  }
  std::unreachable();
}

Status wait_until_stopped(const ServerProcess& process, const std::string& service, const fs::path& log,
                          std::optional<int> abort) {
  if (process.wait_for_exit(kStopPatience)) return {};
  TM_TRY(check_interrupted());
  std::error_code error;
  if (abort && fs::space(log.parent_path(), error).available < kLeastSpace && !error) {
    spdlog::warn(
        "{}: the disk is full and the server waits for space, so it is killed; its journal restores "
        "the data at the next start",
        service);
    TM_TRY(process.signal(*abort));
  }
  if (process.wait_for_exit(kStopTimeout)) return {};
  TM_TRY(check_interrupted());
  return fail(ErrorKind::retryable,
              fmt::format("{}: process {} did not stop within {} s; {}", service, process.pid(),
                          kStopTimeout.count(), log_excerpt(log)),
              "run the same command again to go on waiting");
}

}  // namespace techmarket::runtime::local
