#pragma once
// Схема в порядку, у якому її пишуть у SQL, із швидким пошуком за іменем. Будується один раз на вивід.

#include <map>
#include <string>
#include <vector>

#include <tsl/robin_map.h>

#include "schema/schema.h"

namespace techmarket::ddl {

/// Елементи однієї схеми. dbml2sql групує за схемою, а схеми стоять у порядку першої появи: спершу в
/// переліках, потім у таблицях.
struct SchemaGroup {
  std::string name;
  std::vector<const schema::Enum*> enums = {};
  std::vector<const schema::Table*> tables = {};
  std::vector<const schema::Ref*> refs = {};
};

/// Вказівники дійсні, доки живе database.
class Model {
 public:
  explicit Model(const schema::Database& database);

  const std::vector<SchemaGroup>& groups() const { return groups_; }
  const schema::Table* table(const schema::QualifiedName& name) const;
  /// Перелік, яким є цей тип, або nullptr. "s.e" в одних лапках — теж перелік e схеми s, коли він є.
  const schema::Enum* enum_of(const schema::Type& type) const;

  /// Набори стовпців, що мусять бути унікальними, бо на них тримається one-to-one,
  /// і ще не є такими завдяки ключу, unique чи унікальному індексу.
  const std::vector<std::vector<std::string>>& one_to_one_keys(const schema::Table& table) const;

 private:
  SchemaGroup& group(const std::string& name);
  void collect_one_to_one(const schema::Database& database);

  std::vector<SchemaGroup> groups_;
  template <class Element>
  using ByName = tsl::robin_map<schema::QualifiedName, const Element*, schema::QualifiedNameHash>;

  ByName<schema::Table> tables_;
  ByName<schema::Enum> enums_;
  std::map<const schema::Table*, std::vector<std::vector<std::string>>> one_to_one_keys_;
};

}  // namespace techmarket::ddl
