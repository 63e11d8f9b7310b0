#pragma once
// MySQL і MariaDB: один текст, який приймають обидва без попереджень.

#include "ddl/syntax.h"

namespace techmarket::ddl {

class MysqlSyntax final : public Syntax {
 public:
  schema::Dialect dialect() const override { return schema::Dialect::mysql; }
  std::string_view title() const override { return "MySQL"; }

  char name_mark() const override { return '`'; }
  std::string quote_text(std::string_view text) const override;

  std::string create_enum(const schema::Enum&) const override { return {}; }
  void add_type(const schema::Column& column, const Model& model, std::string& out) const override;
  bool is_numbered(const schema::Column& column) const override;
  std::string_view auto_increment(const schema::Column& column) const override;
  std::string default_value(const schema::Column& column, const schema::Value& value) const override;
  void add_comment(const std::optional<std::string>& note, std::string& out) const override;

  bool checks_stand_last() const override { return true; }
  std::string primary_key(const std::vector<std::string>& columns, const schema::Index* index) const override;
  std::string create_index(const schema::Table& table, const schema::Index& index,
                           std::size_t number) const override;
  std::vector<std::string> comments(const schema::Table& table) const override;
  std::string_view foreign_key_suffix() const override { return {}; }
  std::string foreign_key(const schema::QualifiedName& child, const schema::QualifiedName& parent,
                          const ForeignKeyText& text) const override;

  std::string_view records_begin() const override;
  std::string_view records_end() const override;

 private:
  void add_text(std::string_view text, std::string& out) const;
  std::string enum_type(const std::vector<std::string>& values) const;
  void add_written_type(const schema::Type& type, std::string& out) const;
  std::optional<std::string> argument(const std::string& text) const;
};

/// Ім'я індексу без назви: «t_index_N», вкорочене до межі сервера на межі знака UTF-8.
std::string mysql_index_name(const std::string& table, std::size_t number);

/// «UNIQUE », «FULLTEXT », «SPATIAL » або порожньо. Повнотекстовий і просторовий індекси — окремі роди, а не
/// спосіб після USING; унікальними вони не бувають.
std::string_view mysql_index_class(const schema::Index& index);

}  // namespace techmarket::ddl
