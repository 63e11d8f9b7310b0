#pragma once
// Як сервер переказав би вирази схеми: значення за замовчуванням, перевірки, індекси за виразом. Власне
// зведення (sql/expression.h) про це лише здогадується; питають сервер mysql/server_forms.h і
// postgres/server_forms.h.

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "ddl/normalise.h"
#include "schema/schema.h"

namespace techmarket::migrate {

/// Один вираз зведеної таблиці.
struct Draft {
  enum class Kind { default_value, check, index };
  Kind kind = Kind::default_value;
  std::string column = {};  ///< default_value: чиє значення
  std::size_t number = 0;   ///< check, index: місце в зведеній таблиці
  /// «now()» для значення, вираз для перевірки, «USING GIN ((lower(a)))» для індексу.
  std::string sql;
  std::string name = {};  ///< під яким іменем покласти перевірку чи індекс до чернетки
};

/// Усе, що треба спитати про одну таблицю.
struct DraftTable {
  schema::QualifiedName table;
  std::vector<std::pair<std::string, std::string>> columns;  ///< ім'я; ім'я в лапках і тип
  std::vector<Draft> drafts;
};

/// Таблиці, в яких є що питати. @param source схема, як її розібрано: у зведених виразів уже немає приведень.
std::vector<DraftTable> draft_tables(const schema::Database& source, schema::Dialect dialect);

/// Вміст дужок CREATE TABLE: стовпці разом із названими значеннями й перевірками.
std::string draft_body(const DraftTable& table, std::span<const Draft> drafts, schema::Dialect dialect);

class ServerForms {
 public:
  /// @param forms вирази індексу — за порядком його частин; порожній перелік — сервер нічого не записав.
  void add(const schema::QualifiedName& table, const Draft& draft, std::vector<std::string> forms) {
    forms_[table].emplace_back(draft, std::move(forms));
  }
  /// Вписує відповіді сервера.
  ddl::Normalised applied(ddl::Normalised target) const;

 private:
  std::map<schema::QualifiedName, std::vector<std::pair<Draft, std::vector<std::string>>>> forms_;
};

}  // namespace techmarket::migrate
