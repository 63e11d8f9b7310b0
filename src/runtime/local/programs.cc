#include "runtime/local/programs.h"

#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/process.h"

namespace techmarket::runtime::local {
namespace {

namespace fs = std::filesystem;

std::optional<PostgresPrograms> postgres_in(const fs::path& folder, int major) {
  const auto server = find_program((folder / "postgres").string());
  const auto initdb = find_program((folder / "initdb").string());
  if (!server || !initdb) return std::nullopt;
  return PostgresPrograms{.major = major, .server = *server, .initdb = *initdb};
}

/// «postgres (PostgreSQL) 15.18 (Debian …)» → 15.
int major_version(const fs::path& server) {
  const auto done = run({.argv = {server.string(), "--version"}});
  if (!done) return 0;
  const auto digit = done->output.find_first_of("0123456789");
  int major = 0;
  if (digit != std::string::npos)
    std::from_chars(done->output.data() + digit, done->output.data() + done->output.size(), major);
  return major;
}

}  // namespace

std::optional<MysqlPrograms> find_mysql() {
  // MariaDB першою: її пакет ставиться без власної служби, а mysqld у Debian — лише інше ім'я mariadbd.
  const auto mariadbd = find_program("mariadbd");
  auto install_db = find_program("mariadb-install-db");
  if (!install_db) install_db = find_program("mysql_install_db");
  if (mariadbd && install_db)
    return MysqlPrograms{.flavour = MysqlFlavour::mariadb, .server = *mariadbd, .install_db = *install_db};

  const auto mysqld = find_program("mysqld");
  if (!mysqld) return std::nullopt;
  const auto version = run({.argv = {mysqld->string(), "--version"}});
  if (!version || version->output.contains("MariaDB"))
    return std::nullopt;  // MariaDB без install-db непридатна
  return MysqlPrograms{.flavour = MysqlFlavour::mysql, .server = *mysqld, .install_db = {}};
}

std::optional<PostgresPrograms> find_postgres(int major) {
  // Debian тримає кожну версію окремо і не кладе сервер у PATH.
  std::optional<PostgresPrograms> best;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", error)) {
    const std::string name = entry.path().filename();
    int version = 0;
    if (std::from_chars(name.data(), name.data() + name.size(), version).ec != std::errc()) continue;
    if (major != 0 ? version != major : best && version < best->major) continue;
    if (auto found = postgres_in(entry.path() / "bin", version)) best = found;
  }
  if (best) return best;
  const auto in_path = find_program("postgres");
  if (!in_path) return std::nullopt;
  const int version = major_version(*in_path);
  if (major != 0 && version != major) return std::nullopt;
  return postgres_in(in_path->parent_path(), version);
}

std::optional<AdminerPrograms> find_adminer() {
  const fs::path sources = "/usr/share/adminer";
  const auto php = find_program("php");
  if (!php || !fs::exists(sources / "adminer.php")) return std::nullopt;
  return AdminerPrograms{.php = *php, .page = sources / "adminer.php", .plugins = sources / "plugins"};
}

std::unexpected<Error> missing_programs(const std::vector<std::string>& missing) {
  return fail(ErrorKind::configuration,
              fmt::format("the local runtime needs programs that are not on this machine: {}",
                          fmt::join(missing, ", ")),
              fmt::format("run `make setup`, or: {}", kInstallCommand));
}

}  // namespace techmarket::runtime::local
