#pragma once
// Порядок виводу, спільний для діалектів: схеми, переліки, таблиці, індекси, примітки, зв'язки, рядки
// records.

#include <string>
#include <vector>

#include "ddl/emit.h"
#include "ddl/grouped_schema.h"
#include "ddl/junction.h"
#include "ddl/syntax.h"

namespace techmarket::ddl {

class Script {
 public:
  Script(const schema::Database& database, const Syntax& syntax)
      : database_(database), syntax_(syntax), model_(database), junctions_(model_, syntax.dialect()) {}

  /// Увесь текст. Викликається один раз.
  std::string write(const EmitOptions& options);

 private:
  void write_header(const EmitOptions& options);
  void write_schemas();
  void write_enums();
  void write_tables();
  void write_indexes();
  void write_comments();
  void write_refs();
  void write_junction(const schema::Ref& ref);

  /// Оператор; від попереднього його відділяє порожній рядок.
  void add(std::string_view statement);
  /// Місце для оператора, який дописується до out_ частинами.
  void begin();

  void create_table(const schema::Table& table);
  /// Рядок стовпця. @param key « PRIMARY KEY», « UNIQUE» або порожньо.
  void add_column(const schema::Column& column, std::string_view key);
  void add_type(const schema::Column& column);
  void add_checks(const schema::Column& column);

  struct KnownType {
    schema::Type type;
    std::string text;
  };

  const schema::Database& database_;
  const Syntax& syntax_;
  Model model_;
  JunctionBuilder junctions_;
  std::vector<KnownType> known_types_;  ///< стовпців багато, а різних типів мало
  std::string out_;
};

}  // namespace techmarket::ddl
