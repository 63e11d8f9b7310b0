#pragma once
// Що читач каталогу дізнається про живу базу за один раз: модель і те, чого модель не пам'ятає, а ALTER
// потребує, — справжні імена індексів, перевірок і ключів та властивості стовпців, яких DBML не вміє
// записати.

#include <map>
#include <string>
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
  std::string beyond_dbml = {};  ///< «WHERE active»: створити такий самий наново не вдасться
};

struct PhysicalCheck {
  std::string name;  ///< у MariaDB, якщо сервер невідомий
  std::string expression;
  std::string mysql_name = {};  ///< як назвав би MySQL, якщо сервер невідомий
  std::string column = {};  ///< MariaDB: перевірка — частина означення цього стовпця
  std::string server = {};  ///< вираз сервера, доки його не переписали перейменування
};

struct PhysicalRef {
  std::string name;
  std::vector<std::string> columns = {};
  schema::QualifiedName parent = {};
  std::string beyond_dbml = {};  ///< PostgreSQL: «MATCH FULL»: створити такий самий наново не вдасться
};

struct PhysicalColumn {
  std::string collation = {};  ///< MySQL: « CHARACTER SET ascii COLLATE ascii_bin», якщо не як у таблиці
  std::string on_update = {};  ///< MySQL: « ON UPDATE current_timestamp()»
  bool invisible = false;      ///< MySQL: INVISIBLE
  bool generated = false;     ///< обчислюваний: змінити його за DBML не можна
  bool identity = false;      ///< PostgreSQL: IDENTITY, а не serial
  std::string sequence = {};  ///< PostgreSQL: послідовність serial, готова для SQL
};

struct PhysicalTable {
  std::vector<PhysicalIndex> indexes = {};
  std::vector<PhysicalCheck> checks = {};
  std::vector<PhysicalRef> refs = {};
  std::map<std::string, PhysicalColumn> columns = {};
};

struct Physical {
  Server server = Server::unknown_mysql;
  /// У PostgreSQL — і таблиць, яких модель не має (секції, розширення): їхні імена в схемі вже зайнято.
  std::map<schema::QualifiedName, PhysicalTable> tables = {};
};

struct Catalog {
  schema::Database database = {};
  Physical physical = {};
  std::vector<std::string> left_out = {};  ///< чого DBML не вміє записати
};

}  // namespace techmarket::db
