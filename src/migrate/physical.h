#pragma once
// Справжні імена й властивості, яких модель не пам'ятає (db/catalog.h): для живої бази їх читає читач
// каталогу, для файла DBML передбачає predict_physical().

#include <map>
#include <string>
#include <vector>

#include "db/catalog.h"
#include "migrate/renames.h"
#include "schema/schema.h"

namespace techmarket::migrate {

using db::Physical;
using db::PhysicalCheck;
using db::PhysicalColumn;
using db::PhysicalIndex;
using db::PhysicalRef;
using db::PhysicalTable;
using db::Server;

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
