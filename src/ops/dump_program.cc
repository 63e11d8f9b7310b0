#include "ops/dump_program.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "db/mysql/connection.h"

namespace techmarket::ops {
namespace {

namespace fs = std::filesystem;

// Розділ pg_service.conf, який пише client_options().
constexpr std::string_view kPostgresService = "techmarket";

struct Candidates {
  std::vector<std::string> paths;  ///< краща першою
  std::string_view name;           ///< як назвати ту, якої немає
  std::string_view package;
};

Candidates mysql_candidates(bool mariadb) {
  Candidates found{.paths = {},
                   .name = mariadb ? "mariadb-dump" : "mysqldump of MySQL",
                   .package = mariadb ? "mariadb-client" : "mysql-client"};
  for (const char* name : {"mariadb-dump", "mysqldump"})
    if (const auto path = find_program(name)) found.paths.push_back(path->string());
  return found;
}

/// Debian ставить старші версії поруч, а pg_dump у PATH — обгортка, що вибирає за кластером цієї машини.
Candidates postgres_candidates() {
  Candidates found{.paths = {}, .name = "pg_dump", .package = "postgresql-client"};
  std::error_code ignored;
  for (const auto& version : fs::directory_iterator("/usr/lib/postgresql", ignored))
    if (const auto path = version.path() / "bin" / "pg_dump"; fs::exists(path, ignored))
      found.paths.push_back(path.string());
  std::ranges::sort(found.paths);
  if (const auto path = find_program("pg_dump")) found.paths.push_back(path->string());
  return found;
}

/// Перше число тексту: «pg_dump (PostgreSQL) 15.18» → 15.
int major_version(std::string_view text) {
  const auto digit = text.find_first_of("0123456789");
  return digit == std::string_view::npos ? 0 : std::atoi(std::string(text.substr(digit)).c_str());
}

/// В образі сервера програма лежить у PATH під своїм звичним іменем.
Candidates candidates_inside(const config::Service& service, bool mariadb) {
  if (!service.is_mysql()) return {.paths = {"pg_dump"}, .name = "pg_dump", .package = "postgresql-client"};
  auto found = mysql_candidates(mariadb);
  found.paths = {"mariadb-dump", "mysqldump"};
  return found;
}

std::vector<std::string> joined(std::vector<std::string> words, std::initializer_list<std::string> more) {
  words.insert(words.end(), more);
  return words;
}

/// Слова «loose-» чужа програма пропускає: MySQL і MariaDB називають те саме по-різному.
std::string mysql_tls(const db::Tls& tls) {
  switch (tls.mode) {
    case db::TlsMode::automatic:
      return "loose-disable-ssl-verify-server-cert\n";
    case db::TlsMode::off:
      return "loose-ssl-mode=DISABLED\nloose-skip-ssl\n";
    case db::TlsMode::require:
      return "loose-ssl-mode=REQUIRED\nloose-ssl\nloose-disable-ssl-verify-server-cert\n";
    case db::TlsMode::verify:
      return fmt::format(
          "loose-ssl-mode=VERIFY_IDENTITY\nloose-ssl\nloose-ssl-verify-server-cert\nssl-ca={}\n",
          tls.ca.string());
  }
  return "";
}

std::string postgres_tls(const db::Endpoint& endpoint) {
  switch (endpoint.tls.mode) {
    case db::TlsMode::automatic:
      return "";
    case db::TlsMode::off:
      return "sslmode=disable\n";
    case db::TlsMode::require:
      return "sslmode=require\n";
    case db::TlsMode::verify:
      return fmt::format("sslmode=verify-full\nsslrootcert={}\n", endpoint.tls.ca.string());
  }
  return "";
}

bool fits(const config::Service& service, std::string_view program, std::string_view server) {
  if (service.is_mysql()) return program.contains("MariaDB") == server.contains("MariaDB");
  return major_version(program) >= major_version(server);
}

}  // namespace

Result<DumpProgram> find_dump_program(const config::Service& service, const std::string& server_version,
                                      const std::vector<std::string>& inside) {
  const Candidates candidates = !inside.empty()
                                    ? candidates_inside(service, server_version.contains("MariaDB"))
                                : service.is_mysql() ? mysql_candidates(server_version.contains("MariaDB"))
                                                     : postgres_candidates();
  std::string others;
  for (const auto& path : candidates.paths) {
    const auto said = run({.argv = joined(inside, {path, "--version"})});
    if (!said || said->exit_code != 0) continue;
    const std::string version(trim(said->output));
    if (fits(service, version, server_version))
      return DumpProgram{.path = path, .version = version, .inside = inside};
    if (!others.contains(version)) others += fmt::format("; {} is {}", path, version);
  }
  const std::string_view engine = !service.is_mysql()                  ? "PostgreSQL "
                                  : server_version.contains("MariaDB") ? ""
                                                                       : "MySQL ";
  return fail(ErrorKind::configuration,
              fmt::format("{}: no program here can dump {}{}: {} is not installed{}", service.name, engine,
                          server_version,
                          service.is_mysql() ? std::string(candidates.name)
                                             : fmt::format("pg_dump {}", major_version(server_version)),
                          others),
              fmt::format("install it (package {}{})", candidates.package,
                          service.is_mysql() ? "" : fmt::format("-{}", major_version(server_version))));
}

std::string client_options(schema::Dialect engine, const db::Endpoint& endpoint) {
  if (engine == schema::Dialect::postgres)
    return fmt::format(
        "[{}]\nhost={}\nport={}\ndbname={}\nuser={}\npassword={}\napplication_name={}\nconnect_timeout=10\n{"
        "}",
        kPostgresService, endpoint.socket_folder.empty() ? endpoint.host : endpoint.socket_folder.string(),
        endpoint.port, endpoint.database, endpoint.user, endpoint.password, endpoint.application,
        postgres_tls(endpoint));
  const auto quoted = [](std::string_view text) {
    return fmt::format("\"{}\"", replace_all(replace_all(text, "\\", "\\\\"), "\"", "\\\""));
  };
  const std::string server =
      endpoint.socket_folder.empty()
          ? fmt::format("protocol=tcp\nhost={}\nport={}", endpoint.host, endpoint.port)
          : fmt::format("protocol=socket\nsocket={}",
                        quoted((endpoint.socket_folder / db::mysql::kSocketName).string()));
  return fmt::format("[client]\n{}\nuser={}\npassword={}\n{}", server, quoted(endpoint.user),
                     quoted(endpoint.password), mysql_tls(endpoint.tls));
}

db::Endpoint endpoint_inside(const config::Service& service, db::Endpoint endpoint) {
  endpoint.host = "127.0.0.1";
  endpoint.port = service.container_port();
  endpoint.socket_folder.clear();
  endpoint.tls = {};  // сервер і програма — в одному контейнері
  return endpoint;
}

Command dump_command(const config::Service& service, const DumpProgram& program, const fs::path& options,
                     const std::string& snapshot, const fs::path& output) {
  constexpr const char* kInput = "/dev/stdin";  // туди подають налаштування, коли файла в контейнері немає
  const std::string settings = program.in_container() ? kInput : options.string();
  if (!service.is_mysql())
    return {.argv = joined(program.inside,
                           {"env", "PGSERVICEFILE=" + settings, fmt::format("PGSERVICE={}", kPostgresService),
                            program.path, "--format=custom", "--snapshot=" + snapshot,
                            "--lock-wait-timeout=30s", "--no-password"}),
            .output_file = output};
  auto argv = joined(program.inside, {program.path, "--defaults-file=" + settings, "--single-transaction",
                                      "--quick", "--routines", "--triggers", "--no-tablespaces",
                                      "--skip-dump-date", "--comments", "--default-character-set=utf8mb4"});
  // Без цього mysqldump вимагав би прав на весь сервер і писав би у файл те, чого відновити без них не можна.
  // Правила маскування 9.7 лежать у системній базі, до якої користувач сервісу не має права; старша програма
  // про них не знає і «loose» пропускає.
  if (!program.version.contains("MariaDB"))
    argv.insert(argv.end(), {"--set-gtid-purged=OFF", "--loose-skip-masking-policies"});
  argv.push_back(service.database);
  return {.argv = std::move(argv), .output_file = output};
}

}  // namespace techmarket::ops
