#pragma once
// Спільне для читачів каталогу MySQL і PostgreSQL: з рядків каталогу складає модель так, як її написала б
// людина в DBML. Ключ з одного стовпця стає [pk], унікальність — [unique], зв'язок — ref у стовпці,
// автоматичні імена зникають.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/catalog.h"
#include "schema/schema.h"

namespace techmarket::db {

class CatalogBuilder {
 public:
  CatalogBuilder(schema::Dialect dialect, Server server) : dialect_(dialect) {
    catalog_.physical.server = server;
  }

  void add_enum(schema::Enum element);
  void add_table(schema::QualifiedName name, std::string_view comment);

  // Елемент невідомої таблиці (вона не з наших) мовчки пропускається.
  void add_column(const schema::QualifiedName& table, schema::Column column);
  /// Ключ і унікальність — теж індекси.
  void add_index(const schema::QualifiedName& table, schema::Index index);
  void add_check(const schema::QualifiedName& table, std::string name, std::string_view expression);
  /// JSON у MariaDB — це longtext із перевіркою json_valid стовпця. @return чи була перевірка саме такою.
  bool make_json(const schema::QualifiedName& table, std::string_view column, std::string_view expression);
  /// @param ref first — дитина, second — батько.
  void add_ref(schema::Ref ref);

  bool has_table(const schema::QualifiedName& table) const { return tables_.contains(table); }
  /// Значення за замовчуванням із тексту сервера: літерал, член переліку або вираз.
  schema::Value default_value(std::string_view sql, const schema::Type& type) const;
  /// Вираз таблиці для людини (sql/expression.h).
  std::string readable(const schema::QualifiedName& table, std::string_view expression) const;
  /// Той самий вираз, якщо DBML може його вмістити: зворотних лапок у ньому бути не може.
  std::optional<std::string> sayable_expression(const schema::QualifiedName& table,
                                                const std::string& readable) const;
  /// Те, чого DBML не вміє записати: користувач має про це знати.
  void warn(const schema::QualifiedName& table, std::string_view what);
  /// Те саме про об'єкт поза таблицями: знати про нього хоче лише pull.
  void leave_out(std::string object) { catalog_.other_objects.push_back(std::move(object)); }
  /// Справжні імена й властивості таблиці.
  PhysicalTable& physical(const schema::QualifiedName& table) { return catalog_.physical.tables[table]; }

  Catalog finish() &&;

 private:
  schema::Table* find(const schema::QualifiedName& name);
  schema::Value readable_default(std::string_view sql, const schema::Type& type) const;
  void drop_indexes_of_refs();
  void place_index(schema::Table& table, schema::Index index) const;
  void place_ref(schema::Ref ref);

  const schema::Dialect dialect_;
  Catalog catalog_;
  std::map<schema::QualifiedName, std::size_t> tables_;
  std::map<schema::QualifiedName, std::vector<schema::Index>> indexes_;
  std::vector<schema::Ref> refs_;
};

/// Порожній текст — примітки немає.
std::optional<std::string> note_of(std::string_view comment);

}  // namespace techmarket::db
