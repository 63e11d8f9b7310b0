#include "ops/backup.h"

#include <signal.h>
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <ctime>
#include <future>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/io_error.h"
#include "base/process.h"
#include "base/text.h"
#include "config/endpoints.h"
#include "ops/dump_failure.h"
#include "ops/services.h"

namespace techmarket::ops {
namespace {

using std::filesystem::path;

constexpr std::string_view kPartial = ".partial-";

/// Тека незавершеної копії: зникає разом з об'єктом, якщо її не перейменовано.
class PartialFolder {
 public:
  static Result<PartialFolder> create(const path& parent) {
    std::error_code error;
    std::filesystem::create_directories(parent, error);
    remove_abandoned(parent);
    path folder = parent / fmt::format("{}{}", kPartial, ::getpid());
    if (!error) std::filesystem::create_directory(folder, error);
    if (!error) std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
    if (error)
      return io_error(error, ErrorKind::configuration, fmt::format("{}: cannot create", folder.string()),
                      "choose a folder you may write to: `techmarket backup DIR`");
    return PartialFolder(std::move(folder));
  }
  PartialFolder(PartialFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  PartialFolder& operator=(PartialFolder&&) = delete;
  ~PartialFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }

  const path& get() const { return path_; }

  Status finish(const path& target) {
    std::error_code error;
    std::filesystem::rename(path_, target, error);
    if (error) return io_error(error, ErrorKind::fatal, fmt::format("{}: cannot rename", target.string()));
    path_.clear();
    return {};
  }

 private:
  explicit PartialFolder(path folder) : path_(std::move(folder)) {}

  /// Теки вбитих попередників: у назві номер процесу, якого вже немає.
  static void remove_abandoned(const path& parent) {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(parent, error)) {
      const std::string name = entry.path().filename().string();
      if (!name.starts_with(kPartial)) continue;
      pid_t process = 0;
      const char* end = name.data() + name.size();
      const auto parsed = std::from_chars(name.data() + kPartial.size(), end, process);
      if (parsed.ec == std::errc() && parsed.ptr == end && ::kill(process, 0) != 0 && errno == ESRCH)
        std::filesystem::remove_all(entry.path(), error);
    }
  }

  path path_;
};

Result<std::string> program(std::initializer_list<std::string_view> names, std::string_view package) {
  for (const auto name : names)
    if (const auto found = find_program(std::string(name))) return found->string();
  return fail(ErrorKind::configuration, fmt::format("{} is not installed", *names.begin()),
              fmt::format("apt-get install {}", package));
}

/// Файл налаштувань клієнта MySQL: пароль не потрапляє в командний рядок.
Status write_client_options(const db::Endpoint& endpoint, const path& file) {
  const std::string password = replace_all(replace_all(endpoint.password, "\\", "\\\\"), "\"", "\\\"");
  return write_file(file,
                    fmt::format("[client]\nprotocol=tcp\nhost={}\nport={}\nuser=\"{}\"\npassword=\"{}\"\n",
                                endpoint.host, endpoint.port, endpoint.user, password),
                    0600);
}

Status dump_mysql(const config::Service& service, const path& folder, const path& file) {
  const auto endpoint = config::endpoint_of(service, "techmarket backup");
  TM_ASSIGN(const auto connection, db::mysql::Connection::open(endpoint));
  const bool mariadb = connection.server_version().contains("MariaDB");
  TM_ASSIGN(const auto dump, mariadb ? program({"mariadb-dump", "mysqldump"}, "mariadb-client")
                                     : program({"mysqldump", "mariadb-dump"}, "default-mysql-client"));
  const path options = folder / fmt::format(".{}.cnf", service.name);
  TM_TRY(write_client_options(endpoint, options));
  const auto dumped =
      run_checked({.argv = {dump, "--defaults-file=" + options.string(), "--single-transaction", "--quick",
                            "--routines", "--triggers", "--no-tablespaces", "--skip-dump-date",
                            "--default-character-set=utf8mb4", service.database},
                   .output_file = file});
  std::error_code ignored;
  std::filesystem::remove(options, ignored);
  if (!dumped) return std::unexpected(explained_mysql_dump(dumped.error(), endpoint));
  return {};
}

Status dump_postgres(const config::Service& service, const path& file) {
  const auto endpoint = config::endpoint_of(service, "techmarket backup");
  TM_ASSIGN(const auto dump, program({"pg_dump"}, "postgresql-client"));
  const auto dumped =
      run_checked({.argv = {dump, "-h", endpoint.host, "-p", std::to_string(endpoint.port), "-U",
                            endpoint.user, "-d", endpoint.database, "--no-password", "-Fc"},
                   .environment = {{"PGPASSWORD", endpoint.password}, {"PGAPPNAME", endpoint.application}},
                   .output_file = file});
  if (!dumped) return std::unexpected(explained_postgres_dump(dumped.error(), endpoint));
  return {};
}

Result<DumpedService> dump(const Described& described, const path& folder) {
  const config::Service& service = *described.service;
  DumpedService result{
      .counts = {}, .file = service.name + (service.is_mysql() ? ".sql" : ".dump"), .sha256 = {}};
  const path file = folder / result.file;
  const Status dumped = service.is_mysql() ? dump_mysql(service, folder, file) : dump_postgres(service, file);
  if (!dumped) return std::unexpected(Error(dumped.error()).in(service.name));
  TM_ASSIGN(result.counts, count_rows(described));
  result.bytes = std::filesystem::file_size(file);
  TM_ASSIGN(const auto sum, run_checked({.argv = {"sha256sum", "--", file.string()}}));
  result.sha256 = sum.output.substr(0, sum.output.find(' '));
  return result;
}

std::string local_time(std::string_view format) {
  return fmt::format(fmt::runtime(format), fmt::localtime(std::time(nullptr)));
}

nlohmann::ordered_json manifest(const Backup& backup) {
  nlohmann::ordered_json services = nlohmann::ordered_json::array();
  for (const auto& one : backup.services) {
    nlohmann::ordered_json rows;
    for (const auto& table : one.counts.tables) rows[table.table] = table.rows;
    services.push_back({{"service", one.counts.service},
                        {"database", one.counts.database},
                        {"file", one.file},
                        {"bytes", one.bytes},
                        {"sha256", one.sha256},
                        {"rows", rows}});
  }
  return {{"created_at", local_time("{:%Y-%m-%d %H:%M:%S}")}, {"services", services}};
}

}  // namespace

Result<Backup> backup(const config::Catalogue& catalogue, const path& parent) {
  const auto start = std::chrono::steady_clock::now();
  TM_ASSIGN(const auto services, Services::load(catalogue));
  TM_ASSIGN(auto partial, PartialFolder::create(parent));

  std::vector<std::future<Result<DumpedService>>> running;
  for (const auto& one : services.all())
    running.push_back(std::async(std::launch::async, [&] { return dump(one, partial.get()); }));
  Backup result;
  Status outcome;
  for (auto& one : running) {
    auto dumped = one.get();
    if (dumped)
      result.services.push_back(std::move(*dumped));
    else if (outcome)
      outcome = std::unexpected(dumped.error());
  }
  TM_TRY(outcome);

  result.folder = parent / local_time("{:%Y-%m-%d_%H-%M-%S}");
  TM_TRY(write_file(partial.get() / "manifest.json", manifest(result).dump(2) + "\n"));
  TM_TRY(partial.finish(result.folder));
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return result;
}

}  // namespace techmarket::ops
