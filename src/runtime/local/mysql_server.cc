#include <fmt/format.h>

#include "base/process.h"
#include "base/text.h"
#include "config/endpoints.h"
#include "db/mysql/connection.h"
#include "runtime/local/admin.h"
#include "runtime/local/server.h"
#include "runtime/private_file.h"

namespace techmarket::runtime::local {
namespace {

namespace fs = std::filesystem;

/// Рядок SQL без з'єднання: перші оператори сервер читає з файлу, ще до відкриття порту.
std::string quote(std::string_view text) {
  return "'" + replace_all(replace_all(text, "\\", "\\\\"), "'", "''") + "'";
}

/// У GRANT ім'я бази — взірець: «_» означало б будь-який знак, і auth_user отримав би права й на «authXdb».
std::string grant_name(std::string_view database) {
  return db::mysql::quote_name(replace_all(database, "_", "\\_"));
}

/// Облікові записи й порожня база. Порт ще закрито, тож сервера з root без пароля ззовні не видно ані миті.
/// root лишається тільки для сокета (localhost), а користувач сервісу має свою базу й більш нічого.
std::string first_start_sql(const config::Service& service, std::string_view root_password) {
  const std::string user = quote(service.user) + "@'%'";
  return fmt::format(
      "DROP USER IF EXISTS 'root'@'::1', 'root'@'127.0.0.1';\n"
      "ALTER USER 'root'@'localhost' IDENTIFIED BY {};\n"
      "CREATE DATABASE {} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;\n"
      "CREATE USER {} IDENTIFIED BY {};\n"
      "GRANT ALL PRIVILEGES ON {}.* TO {};\n",
      quote(root_password), db::mysql::quote_name(service.database), user, quote(service.password),
      grant_name(service.database), user);
}

/// Заготовка теки даних, яку кожен сервіс лише копіює: install-db працює пів секунди, копія — соті частки.
fs::path mysql_template(const StateLayout& state) {
  return state.scratch("template") / "data";
}

/// Власна тимчасова тека: mariadbd під час запуску вилучає з неї чужі «#sql-…», тож у спільній /tmp два
/// запуски (або наш і системний сервер) зіпсували б один одного.
std::string tmpdir(const fs::path& folder) {
  return "--tmpdir=" + folder.string();
}

class MysqlServer : public Server {
 public:
  MysqlServer(const config::Service& service, const StateLayout& state, ServiceUser user,
              MysqlPrograms programs, std::string root_password)
      : Server(service, state, std::move(user)),
        programs_(std::move(programs)),
        root_password_(std::move(root_password)) {}

  std::string engine() const override { return is_mariadb() ? "MariaDB" : "MySQL"; }

  Status initialise(const fs::path& data) override {
    TM_TRY(write_own(state_.admin_password(service_.name), root_password_ + "\n"));
    return is_mariadb() ? copy_template(data) : initialise_mysql(data);
  }

  std::string secrets() const override { return first_start_sql(service_, root_password_); }

  std::vector<std::string> command_line(bool first) const override {
    std::vector<std::string> argv = {
        programs_.server.string(),
        "--no-defaults",  // /etc/mysql описує системний сервер, а не наш
        identity(), port_argument(), socket_argument(),
        "--bind-address=127.0.0.1",  // паролі відомі всім, тож лише ця машина
        "--pid-file=server.pid",
        tmpdir("../tmp"),  // і сортування великих завантажень не влізе в tmpfs; відносно теки даних
        "--secure-file-priv=" + state_.files(service_.name).string(),  // SQL не дістане решти файлів машини
        "--skip-name-resolve",         // з'єднання не чекає на DNS
        "--default-time-zone=+00:00",  // той самий час, що й у PostgreSQL
        "--character-set-server=utf8mb4",
        "--collation-server=utf8mb4_unicode_ci",  // те саме, що в контейнерах: порядок рядків не залежить від
                                                  // середовища
        "--local-infile=1",  // дані завантажуємо LOAD DATA LOCAL
        "--skip-log-bin",    // реплік немає, а журнал подвоює запис
        "--innodb-buffer-pool-size=256M",  // чотири сервери мають уміститися на звичайному ноутбуці
        "--innodb-flush-log-at-trx-commit=2",  // падіння ОС забере щонайбільше секунду, зате commit не чекає
                                               // на диск
        "--innodb-buffer-pool-dump-at-shutdown=0",  // швидка зупинка: кеш однаково малий
        "--innodb-buffer-pool-load-at-startup=0",
        "--performance-schema=OFF",  // сотні мегабайтів пам'яті на чотирьох серверах MySQL
        "--max-allowed-packet=64M",  // багаторядкові INSERT, коли LOAD DATA заборонено
    };
    // Великий журнал повторення: масове завантаження не зупиняється на контрольні точки.
    if (is_mariadb()) {
      argv.push_back("--innodb-log-file-size=512M");
    } else {
      argv.push_back("--innodb-redo-log-capacity=512M");
      argv.push_back("--mysqlx=OFF");  // порт 33060 спільний для всіх чотирьох серверів
    }
    if (first) argv.push_back("--init-file=" + state_.secrets(service_.name).string());
    return argv;
  }

  std::vector<std::string> address_arguments() const override { return {port_argument(), socket_argument()}; }

  // Базу створив файл першого запуску; лишається дочекатися, доки сервер відкриє порт.
  Status prepare_database() override {
    TM_TRY(db::mysql::Connection::open(config::endpoint_of(service_, "techmarket up")));
    return {};
  }

  Status apply_schema(std::string_view sql) override {
    TM_ASSIGN(auto connection, db::mysql::Connection::open(config::endpoint_of(service_, "techmarket up")));
    return connection.execute_script(sql);
  }

 private:
  std::string port_argument() const { return runtime::local::port_argument(service_); }
  /// Відносно теки даних: повний шлях може перевищити 107 байтів.
  static std::string socket_argument() {
    return fmt::format("--socket=../socket/{}", db::mysql::kSocketName);
  }

  bool is_mariadb() const { return programs_.flavour == MysqlFlavour::mariadb; }

  Status copy_template(const fs::path& data) const {
    const Command copy = {.argv = {"cp", "-r", (mysql_template(state_) / ".").string(), data.string()},
                          .directory = "/",
                          .user = user_.identity};
    TM_ASSIGN(const Completed done, run(copy));
    if (done.exit_code != 0) return initialisation_failed(service_.name, "cp", done.errors);
    return {};
  }

  Status initialise_mysql(const fs::path& data) const {
    const Command initialise = {
        .argv = {programs_.server.string(), "--no-defaults", "--initialize-insecure",
                 "--datadir=" + data.string(), tmpdir(state_.temporary(service_.name))},
        .directory = "/",
        .user = user_.identity};
    TM_ASSIGN(const Completed done, run(initialise));
    if (done.exit_code != 0)
      return initialisation_failed(service_.name, programs_.server.string(), done.errors);
    return {};
  }

  const MysqlPrograms programs_;
  const std::string root_password_;  ///< для нової теки даних; пароль наявної — у файлі
};

}  // namespace

Result<std::unique_ptr<Server>> make_mysql_server(const config::Service& service, const StateLayout& state,
                                                  const MysqlPrograms& programs) {
  TM_ASSIGN(ServiceUser user, user_of(service.engine, service.name, state));
  TM_ASSIGN(std::string root_password, random_password());
  return std::make_unique<MysqlServer>(service, state, std::move(user), programs, std::move(root_password));
}

Status prepare_mysql_template(const StateLayout& state, const MysqlPrograms& programs,
                              const ServiceUser& user) {
  if (programs.flavour == MysqlFlavour::mysql) return {};
  const fs::path data = mysql_template(state), folder = data.parent_path();
  TM_TRY(make_own_folder(state.scratch()));
  TM_TRY(make_shared_folder(folder, user));
  TM_TRY(make_private_folder(data, user));
  TM_TRY(make_private_folder(folder / "tmp", user));
  // Шляхи відносні: install-db — сценарій оболонки, і пробіл у шляху він сприйме як межу аргументів.
  const Command install = {
      .argv = {programs.install_db.string(), "--no-defaults", "--datadir=./data", tmpdir("../tmp"),
               "--auth-root-authentication-method=normal",  // пароль root задасть файл першого запуску
               "--skip-test-db",
               "--cross-bootstrap",  // без записів для імені цієї машини і без його пошуку
               "--innodb-log-file-size=4M",  // справжній розмір сервер виставить сам; менше копіювати
               "--innodb-buffer-pool-size=16M"},
      .directory = folder,
      .user = user.identity};
  TM_ASSIGN(const Completed done, run(install));
  if (done.exit_code != 0)
    return initialisation_failed("MariaDB", programs.install_db.string(), done.errors);  // stdout — довідка
  return {};
}

}  // namespace techmarket::runtime::local
