#pragma once
// Каталог сервісів techmarket.toml — друге джерело істини (перше — DBML): які є бази, де вони слухають,
// з якої схеми побудовані і скільки ресурсів мають. З нього виводяться compose, k8s, локальні сервери й
// таблиці README.

#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "config/values.h"
#include "db/endpoint.h"
#include "lint/options.h"
#include "schema/schema.h"

namespace techmarket::config {

/// Межі ресурсів одного контейнера, записані як у Kubernetes: «512Mi», «250m».
struct Resources {
  MemoryQuantity memory_request, memory_limit;
  CpuQuantity cpu_request, cpu_limit;
  MemoryQuantity storage;  ///< розмір тому: «5Gi»
};

struct Service {
  ServiceName name;  ///< «auth-db»
  schema::Dialect engine = schema::Dialect::mysql;
  ImageName image;                        ///< «mysql:8.4»
  HostName host = HostName("127.0.0.1");  ///< сервери, які запускає `up`, слухають лише тут
  int port = 0;  ///< на хості; у контейнері — стандартний порт рушія
  /// Тека сокета локального сервера; порожня — сервер доступний лише через порт.
  std::filesystem::path socket_folder = {};
  DatabaseName database;                     ///< «auth_db»
  MaintenanceDatabase maintenance_database;  ///< PostgreSQL: «postgres»; MySQL: порожньо
  UserName user;
  Password password;  ///< лише для розробки, на 127.0.0.1
  std::filesystem::path password_file = {};  ///< звідки його взяти натомість; порожньо — з каталогу
  db::Tls tls = {};
  bool port_named = false;  ///< порт назвала змінна, а не techmarket.toml зі зсувом
  db::Origins origins = {};  ///< звідки адреса, користувач і пароль (config/overrides.h)
  DbmlPath dbml;             ///< від кореня проєкту
  SqlPath sql;               ///< згенерований файл, від кореня проєкту
  VolumeName volume;  ///< «techmarket-auth-db-data»
  Resources resources;

  /// Чи це сервер на іншій машині: такого ми не запускаємо і не зупиняємо.
  bool is_elsewhere() const { return !db::is_loopback(host.text()); }
  bool is_mysql() const { return engine == schema::Dialect::mysql; }
  /// Порт, на якому рушій слухає в контейнері: 3306 або 5432.
  int container_port() const { return is_mysql() ? 3306 : 5432; }
};

struct Adminer {
  int port = 8080;
  ImageName image;
};

struct Catalogue {
  std::filesystem::path root;  ///< тека, де лежить techmarket.toml; від неї рахуються всі шляхи
  int port_offset = 0;      ///< уже доданий до портів сервісів та Adminer
  ProjectName project;      ///< «techmarket»: простір імен Kubernetes і проєкт compose
  LabelName network;        ///< «techmarket-network»
  LabelName storage_class;  ///< Kubernetes, «hostpath»
  Password mysql_root_password, postgres_root_password;  ///< у файлі вони однакові
  std::vector<Service> services;  ///< у порядку файлу; він же — порядок запуску
  Adminer adminer;
  std::string mysql_server = "auto";  ///< локальний сервер MySQL: auto, mariadb, mysql або шлях програми
  lint::LintOptions lint;  ///< розділ [lint]

  /// Сервіс за іменем; помилка usage перелічує дозволені імена.
  Result<const Service*> service(std::string_view name) const;
  std::filesystem::path path(const std::filesystem::path& relative) const { return root / relative; }
};

/// Читає й перевіряє каталог. Помилки (configuration) названо всі одразу, кожну з місцем у файлі: невідомий
/// ключ, зайнятий двічі порт, відсутній файл DBML. Тексти: catalogue_test.cc.
/// @param port_offset додається до всіх портів хоста, разом з Adminer; не вказано — значення змінної
///   середовища TECHMARKET_PORT_OFFSET або 0. Порт поза 1..65535 — теж помилка.
Result<Catalogue> load_catalogue(const std::filesystem::path& file, std::optional<int> port_offset = {});

/// Шукає techmarket.toml у поточній теці та вище.
Result<std::filesystem::path> find_catalogue();

}  // namespace techmarket::config
