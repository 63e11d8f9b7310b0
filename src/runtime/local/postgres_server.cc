#include <fmt/format.h>

#include "base/text.h"
#include "config/endpoints.h"
#include "db/postgres/connection.h"
#include "runtime/local/server.h"
#include "runtime/local/stale_postmaster.h"

namespace techmarket::runtime::local {
namespace {

class PostgresServer : public Server {
 public:
  PostgresServer(const config::Service& service, const StateLayout& state, ServiceUser user,
                 PostgresPrograms programs)
      : Server(service, state, std::move(user)), programs_(std::move(programs)) {}

  std::string engine() const override { return fmt::format("PostgreSQL {}", programs_.major); }

  Status initialise(const std::filesystem::path& data) override {
    // Користувач сервісу — суперкористувач, як в офіційному образі postgres.
    const Command initdb = {
        .argv = {programs_.initdb.string(), "-D", data.string(), "-U", service_.user, "--pwfile",
                 state_.secrets(service_.name).string(), "--auth", "scram-sha-256", "--encoding", "UTF8",
                 "--locale", "C.UTF-8", "--no-sync"},  // чому можна: service_lifecycle.h
        .directory = "/",
        .user = user_.identity};
    TM_ASSIGN(const Completed done, run(initdb));
    if (done.exit_code != 0) return initialisation_failed(service_.name, "initdb", done.errors);
    return {};
  }

  std::string secrets() const override { return service_.password + "\n"; }

  std::vector<std::string> command_line(bool) const override {
    std::vector<std::string> argv = {programs_.server.string(), identity()};
    for (const std::string& setting : {
             std::string("listen_addresses=127.0.0.1"),  // паролі відомі всім, тож лише ця машина
             port_argument(),
             std::string(
                 "unix_socket_directories="),  // сокет не потрібен, а /run/postgresql може бути недоступна
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

  std::string port_argument() const override { return fmt::format("port={}", service_.port); }

  Status clear_remains() override { return clear_stale_postmaster(state_.data(service_.name), identity()); }

  Status prepare_database() override {
    auto maintenance = config::endpoint_of(service_, "techmarket up");
    maintenance.database = service_.maintenance_database.empty() ? "postgres" : service_.maintenance_database;
    TM_ASSIGN(auto connection, db::postgres::Connection::open(maintenance));
    return connection.execute("CREATE DATABASE " + db::postgres::quote_name(service_.database));
  }

  Status apply_schema(std::string_view sql) override {
    TM_ASSIGN(auto connection,
              db::postgres::Connection::open(config::endpoint_of(service_, "techmarket up")));
    return connection.execute(sql);
  }

 private:
  const PostgresPrograms programs_;
};

}  // namespace

Result<std::unique_ptr<Server>> make_postgres_server(const config::Service& service, const StateLayout& state,
                                                     const PostgresPrograms& programs) {
  TM_ASSIGN(ServiceUser user, user_of(service, state));
  return std::make_unique<PostgresServer>(service, state, std::move(user), programs);
}

}  // namespace techmarket::runtime::local
