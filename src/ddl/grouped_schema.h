#pragma once
// Схема в порядку, у якому її пишуть у SQL, із швидким пошуком за іменем. Будується один раз на вивід.

#include <string>
#include <string_view>
#include <vector>

#include <tsl/robin_map.h>

#include "schema/lookup.h"
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
  /// Стовпці й ключі таблиць цієї схеми.
  const schema::Lookup& lookup() const { return lookup_; }
  /// Перелік, яким є цей тип, або nullptr. "s.e" в одних лапках — теж перелік e схеми s, коли він є.
  const schema::Enum* enum_of(const schema::Type& type) const;

 private:
  SchemaGroup& group(const std::string& name);

  std::vector<SchemaGroup> groups_;
  tsl::robin_map<std::string, std::size_t> group_numbers_;
  template <class Element>
  using ByName = tsl::robin_map<schema::QualifiedName, const Element*, schema::QualifiedNameHash>;

  schema::Lookup lookup_;
  ByName<schema::Table> tables_;
  ByName<schema::Enum> enums_;
};

}  // namespace techmarket::ddl
