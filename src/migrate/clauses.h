#pragma once
// Шматки SQL, з яких складаються оператори плану. Один запис для CREATE TABLE та ALTER TABLE.

#include <memory>
#include <optional>
#include <string>

#include "ddl/grouped_schema.h"
#include "ddl/syntax.h"
#include "migrate/input.h"

namespace techmarket::migrate {

class Clauses {
 public:
  explicit Clauses(const PlanInput& input)
      : source_(input.source), model_(input.target), syntax_(ddl::make_syntax(input.dialect())) {}

  const ddl::Syntax& syntax() const { return *syntax_; }
  std::string table(const schema::Table& table) const { return syntax_->quote_table(table.name); }
  std::string name(const std::string& name) const { return syntax_->quote_name(name); }

  /// Стовпець із тим типом, який записано в DBML: за ним у лапках можуть стояти GENERATED чи COLLATE, яких
  /// зведений тип уже не має. @return порожньо, якщо за типом нічого немає.
  std::optional<schema::Column> with_attributes(const schema::Table& table,
                                                const schema::Column& column) const;
  /// Тип без нумерації.
  std::string type(schema::Column column) const;
  /// Значення за замовчуванням, як його записано в DBML; порожньо, якщо його немає.
  std::optional<std::string> default_value(const schema::Table& table, const schema::Column& column) const;
  /// «`c` varchar(20) NOT NULL DEFAULT 'x'». @param live властивості стовпця, яких DBML не каже.
  std::string column(const schema::Table& table, const schema::Column& column,
                     const PhysicalColumn& live = {}) const;
  std::string primary_key(const schema::Index& index) const;
  /// «CONSTRAINT `c` CHECK (…)»
  std::string check(const schema::Check& check) const;
  /// Індекс усередині CREATE чи ALTER TABLE: лише MySQL. @param name порожнє — назве сервер.
  std::string mysql_index(const schema::Index& index, const std::string& name) const;

  /// Нова таблиця з ключем і перевірками; у MySQL — з індексами й приміткою.
  std::string create_table(const schema::Table& table) const;

 private:
  const schema::Database& source_;
  const ddl::Model model_;
  const std::unique_ptr<ddl::Syntax> syntax_;
};

}  // namespace techmarket::migrate
