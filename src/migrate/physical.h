#pragma once
// Те, чого модель схеми не пам'ятає, а ALTER потребує: справжні імена індексів, перевірок і ключів та
// властивості стовпців, яких DBML не вміє записати. З живої бази їх читає db/…/physical_reader.h, для файла
// DBML — передбачає predict_physical().

#include <map>
#include <string>
#include <vector>

#include "migrate/renames.h"
#include "schema/schema.h"

namespace techmarket::migrate {

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
  std::map<schema::QualifiedName, PhysicalTable> tables = {};
};

/// Порожній опис, якщо про стовпець нічого не відомо.
const PhysicalColumn& find_column(const Physical& physical, const schema::QualifiedName& table,
                                  const std::string& column);

/// Разом із таблицею сервер перейменовує ключі й перевірки, які сам і назвав: t_ibfk_1, t_chk_1.
void follow_table(std::string& name, const std::string& from, const std::string& to);

/// Те саме після перейменувань: імена індексів і обмежень лишаються старими.
Physical apply_renames(Physical physical, const Renames& renames, schema::Dialect dialect);

/// Котрий живий об'єкт стоїть за кожним елементом зведеної схеми. Різним елементам — різні об'єкти, навіть
/// коли два індекси однакові.
class LiveNames {
 public:
  /// Обидва аргументи мусять жити довше.
  LiveNames(const Physical& physical, const ddl::Normalised& actual);

  // Порожньо, якщо такого об'єкта немає; елемент — саме той, що лежить в actual.
  const PhysicalIndex* find(const schema::Index& index) const;
  const PhysicalCheck* find(const schema::Check& check) const;
  const PhysicalRef* find(const schema::Ref& ref) const;
  /// Індекс і його двійники, яких модель не розрізняє: вилучати треба всі.
  std::vector<const PhysicalIndex*> all(const schema::Index& index) const;

 private:
  std::map<const schema::Index*, const PhysicalIndex*> indexes_;
  std::map<const schema::Index*, std::vector<const PhysicalIndex*>> twins_;
  std::map<const schema::Check*, const PhysicalCheck*> checks_;
  std::map<const schema::Ref*, const PhysicalRef*> refs_;
};

/// Імена, які дістала б база, створена з цієї схеми текстом emit().
Physical predict_physical(const schema::Database& database, schema::Dialect dialect);

}  // namespace techmarket::migrate
