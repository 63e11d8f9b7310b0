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
  /// Ім'я, яке лежить у схемі.
  struct NameView {
    std::string_view schema, name;
    NameView(std::string_view of_schema, std::string_view of_name) : schema(of_schema), name(of_name) {}
    NameView(const schema::QualifiedName& full) : schema(full.schema), name(full.name) {}
    friend bool operator==(const NameView&, const NameView&) = default;
  };
  struct NameHash {
    std::size_t operator()(const NameView& view) const noexcept {
      const std::hash<std::string_view> hash;
      return hash(view.schema) * 0x9E3779B97F4A7C15u ^ hash(view.name);
    }
  };
  template <class Element>
  using ByName = tsl::robin_map<NameView, const Element*, NameHash>;

  SchemaGroup& group(std::string_view name);

  std::vector<SchemaGroup> groups_;
  tsl::robin_map<std::string_view, std::size_t> group_numbers_;

  schema::Lookup lookup_;
  ByName<schema::Table> tables_;
  ByName<schema::Enum> enums_;
};

}  // namespace techmarket::ddl
