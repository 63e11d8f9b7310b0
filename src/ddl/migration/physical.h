#pragma once
// Те, чого модель схеми не пам'ятає, а ALTER потребує: справжні імена індексів, перевірок і ключів та
// властивості стовпців, яких DBML не вміє записати. З живої бази їх читає db/…/physical_reader.h, для файла
// DBML — передбачає predict_physical().

#include <map>
#include <string>
#include <vector>

#include "ddl/migration/renames.h"
#include "schema/schema.h"

namespace techmarket::ddl {

/// Хто виконає план. unknown_mysql — файл DBML: текст мусить підійти і MySQL, і MariaDB.
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
};

struct PhysicalRef {
  std::string name;
  std::vector<std::string> columns = {};
  schema::QualifiedName parent = {};
};

struct PhysicalColumn {
  std::string collation = {};  ///< MySQL: « CHARACTER SET ascii COLLATE ascii_bin», якщо не як у таблиці
  std::string on_update = {};  ///< MySQL: « ON UPDATE current_timestamp()»
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
  std::map<schema::QualifiedName, PhysicalTable> tables = {};
};

/// Індекс таблиці з такими стовпцями й виразами; за кількох перевагу має той, що зветься index.name.
const PhysicalIndex* find_index(const Physical& physical, const schema::QualifiedName& table,
                                const schema::Index& index, schema::Dialect dialect);
const PhysicalCheck* find_check(const Physical& physical, const schema::QualifiedName& table,
                                const schema::Check& check, schema::Dialect dialect);
const PhysicalRef* find_ref(const Physical& physical, const schema::Ref& ref);
/// Порожній опис, якщо про стовпець нічого не відомо.
const PhysicalColumn& find_column(const Physical& physical, const schema::QualifiedName& table,
                                  const std::string& column);

/// Те саме після перейменувань: імена індексів і обмежень лишаються старими.
Physical apply_renames(Physical physical, const Renames& renames, schema::Dialect dialect);

/// Імена, які дістала б база, створена з цієї схеми текстом emit().
Physical predict_physical(const schema::Database& database, schema::Dialect dialect);

}  // namespace techmarket::ddl
