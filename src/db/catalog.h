#pragma once
// Що читач каталогу дізнається про живу базу за один раз: модель і те, чого модель не пам'ятає, а ALTER
// потребує, — справжні імена індексів, перевірок і ключів та властивості стовпців, яких DBML не вміє
// записати.

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "schema/schema.h"

namespace techmarket::db {

/// unknown_mysql — бази ще немає, є файл DBML: текст мусить підійти і MySQL, і MariaDB.
enum class Server { mysql, mariadb, unknown_mysql, postgres };

struct PhysicalIndex {
  std::string name;
  std::vector<schema::IndexPart> parts = {};
  bool unique = false, primary_key = false;
  bool constraint = false;  ///< PostgreSQL: тримається обмеженням, а не сам собою
  bool invalid = false;  ///< PostgreSQL: побудову перервано; модель такого не має, лишилося тільки прибрати
  std::string beyond_dbml = {};  ///< «WHERE active»: створити такий самий наново не вдасться
};

struct PhysicalCheck {
  std::string name;  ///< у MariaDB, якщо сервер невідомий
  std::string expression;
  std::string mysql_name = {};  ///< як назвав би MySQL, якщо сервер невідомий
  std::string column = {};  ///< перевірка — частина означення цього стовпця (MariaDB) чи його домену
  std::string server = {};  ///< вираз сервера, доки його не переписали перейменування
  std::string beyond_dbml = {};  ///< PostgreSQL: «the domain year»: не обмеження самої таблиці
  bool validated = true;  ///< PostgreSQL: false — NOT VALID, старих рядків ще не перевірено
};

struct PhysicalRef {
  std::string name;
  std::vector<std::string> columns = {};
  schema::QualifiedName parent = {};
  std::string beyond_dbml = {};  ///< PostgreSQL: «MATCH FULL»: створити такий самий наново не вдасться
  bool validated = true;  ///< PostgreSQL: false — NOT VALID, старих рядків ще не перевірено
};

struct PhysicalColumn {
  std::string collation = {};  ///< MySQL: « CHARACTER SET ascii COLLATE ascii_bin», якщо не як у таблиці
  std::string on_update = {};  ///< MySQL: « ON UPDATE current_timestamp()»
  bool invisible = false;      ///< MySQL: INVISIBLE
  bool generated = false;     ///< обчислюваний: змінити його за DBML не можна
  bool identity = false;      ///< PostgreSQL: IDENTITY, а не serial
  std::string sequence = {};  ///< PostgreSQL: послідовність serial, готова для SQL
  std::optional<schema::QualifiedName> domain = {};  ///< PostgreSQL: модель має його тип і правила
  std::string default_value = {};  ///< MySQL: « DEFAULT (…)», якого DBML не вмістить
};

struct PhysicalTable {
  std::vector<PhysicalIndex> indexes = {};
  std::vector<PhysicalCheck> checks = {};
  std::vector<PhysicalRef> refs = {};
  std::map<std::string, PhysicalColumn> columns = {};
  bool partitioned = false;  ///< PostgreSQL: CONCURRENTLY і NOT VALID над такою неможливі
};

/// Подання, тригер, функція — те, чого DBML не описує, але що вживає стовпці таблиць.
struct Dependent {
  std::string title;  ///< «view shop.paid»
  /// PostgreSQL: як прибрати його й повернути таким самим; порожньо — не вдасться.
  std::string drop = {}, create = {};
  std::optional<schema::QualifiedName> owner = {};  ///< таблиця, на якій він стоїть і з якою зникає
  std::string column = {};  ///< обчислюваний стовпець: його ім'я
  /// Порожнє ім'я стовпця — таблиця загалом.
  std::vector<std::pair<schema::QualifiedName, std::string>> uses = {};
  std::vector<std::size_t> users = {};  ///< хто стоїть на ньому: місця в тому самому переліку
  std::string body = {};  ///< текст, у якому імена стовпців лише згадано; сервер такої залежності не знає
};

struct Physical {
  Server server = Server::unknown_mysql;
  /// У PostgreSQL — і таблиць, яких модель не має (секції, розширення): їхні імена в схемі вже зайнято.
  std::map<schema::QualifiedName, PhysicalTable> tables = {};
  std::vector<Dependent> dependents = {};  ///< лише для міграції
};

struct Catalog {
  schema::Database database = {};
  Physical physical = {};
  std::vector<std::string> left_out = {};  ///< чого DBML не вміє записати, за таблицями
  std::vector<std::string> other_objects = {};  ///< те саме поза таблицями: функції, послідовності
};

}  // namespace techmarket::db
