#include <fmt/format.h>

#include "base/process.h"
#include "base/text.h"
#include "config/endpoints.h"
#include "db/postgres/connection.h"
#include "runtime/local/admin.h"
#include "runtime/local/server.h"
#include "runtime/local/stale_postmaster.h"
#include "runtime/private_file.h"

namespace techmarket::runtime::local {
namespace {

constexpr std::string_view kAdmin = "postgres";

/// Суперкористувач — лише через сокет; решта — з паролем.
constexpr std::string_view kAccess =
    "local all all                    scram-sha-256\n"
    "host  all postgres 127.0.0.1/32  reject\n"
    "host  all all      127.0.0.1/32  scram-sha-256\n";

class PostgresServer : public Server {
 public:
  PostgresServer(const config::Service& service, const StateLayout& state, ServiceUser user,
                 PostgresPrograms programs, std::string admin_password)
      : Server(service, state, std::move(user)),
        programs_(std::move(programs)),
        admin_password_(std::move(admin_password)) {}

  std::string engine() const override { return fmt::format("PostgreSQL {}", programs_.major); }

  Status initialise(const std::filesystem::path& data) override {
    TM_TRY(write_own(state_.admin_password(service_.name), admin_password_ + "\n"));
    const Command initdb = {
        .argv = {programs_.initdb.string(), "-D", data.string(), "-U", std::string(kAdmin), "--pwfile",
                 state_.secrets(service_.name).string(), "--auth", "scram-sha-256", "--encoding", "UTF8",
                 "--locale", "C.UTF-8", "--no-sync"},  // чому можна: service_lifecycle.h
        .directory = "/",
        .user = user_.identity};
    TM_ASSIGN(const Completed done, run(initdb));
    if (done.exit_code != 0) return initialisation_failed(service_.name, "initdb", done.errors);
    return write_own(data / "pg_hba.conf", kAccess, user_.identity);
  }

  std::string secrets() const override { return admin_password_ + "\n"; }

  std::vector<std::string> command_line(bool) const override {
    std::vector<std::string> argv = {programs_.server.string(), identity()};
    for (const std::string& setting : {
             std::string("listen_addresses=127.0.0.1"),  // паролі відомі всім, тож лише ця машина
             port_argument(), socket_argument(), std::string("unix_socket_permissions=0700"),
             std::string("timezone=UTC"),  // той самий час, що й у MySQL
             std::string("log_timezone=UTC"), std::string("shared_buffers=256MB"),
             std::string("maintenance_work_mem=256MB"),  // побудова індексів сховища після завантаження
             std::string("max_wal_size=4GB"),  // масове завантаження не зупиняється на контрольні точки
             std::string("checkpoint_timeout=15min"),
             std::string("wal_level=minimal"),  // COPY у щойно створену таблицю не пишеться в журнал двічі
             std::string("max_wal_senders=0"),  // цього вимагає wal_level=minimal; реплік немає
         }) {
      argv.push_back("-c");
      argv.push_back(setting);
    }
    return argv;
  }

  std::vector<std::string> address_arguments() const override { return {port_argument(), socket_argument()}; }

  Status clear_remains() override {
    TM_TRY(clear_stale_postmaster(state_.data(service_.name), signature()));
    // Замок сокета теж називає номер процесу, а той уже може бути чужим.
    const std::string socket = fmt::format(".s.PGSQL.{}", service_.port);
    std::error_code ignored;
    for (const std::string& name : {socket, socket + ".lock"})
      std::filesystem::remove(state_.socket_folder(service_.name) / name, ignored);
    return {};
  }

  Status prepare_database() override {
    TM_ASSIGN(const auto admin, admin_endpoint(service_, state_, "postgres"));
    TM_ASSIGN(auto connection, db::postgres::Connection::open(admin));
    for (const auto& statement : first_statements(connection)) TM_TRY(connection.execute(statement));
    return {};
  }

  Status apply_schema(std::string_view sql) override {
    TM_ASSIGN(auto connection,
              db::postgres::Connection::open(config::endpoint_of(service_, "techmarket up")));
    return connection.execute(sql);
  }

 private:
  std::string port_argument() const { return runtime::local::port_argument(service_); }
  /// Відносно теки даних, бо повний шлях може перевищити 107 байтів.
  static std::string socket_argument() { return "unix_socket_directories=../socket"; }

  /// Користувач сервісу володіє своєю базою і більш нічого не має: суперкористувач міг би виконувати команди
  /// цієї машини (COPY … FROM PROGRAM). До бази postgres він лише під'єднується.
  std::vector<std::string> first_statements(db::postgres::Connection& connection) const {
    const std::string user = db::postgres::quote_name(service_.user);
    return {
        "SET log_min_error_statement = panic",  // пароль не потрапить у журнал, навіть якщо оператор не
                                                // вдасться
        fmt::format("CREATE ROLE {} LOGIN PASSWORD {}", user, connection.quote(service_.password)),
        fmt::format("CREATE DATABASE {} OWNER {}", db::postgres::quote_name(service_.database), user),
        "REVOKE TEMPORARY ON DATABASE postgres, template1 FROM PUBLIC",
        "REVOKE CONNECT ON DATABASE template1 FROM PUBLIC",
    };
  }

  const PostgresPrograms programs_;
  const std::string admin_password_;  ///< для нової теки даних; пароль наявної — у файлі
};

}  // namespace

Result<std::unique_ptr<Server>> make_postgres_server(const config::Service& service, const StateLayout& state,
                                                     const PostgresPrograms& programs) {
  TM_ASSIGN(ServiceUser user, user_of(service.engine, service.name, state));
  TM_ASSIGN(std::string admin_password, random_password());
  return std::make_unique<PostgresServer>(service, state, std::move(user), programs,
                                          std::move(admin_password));
}

}  // namespace techmarket::runtime::local
