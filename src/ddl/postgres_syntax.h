#pragma once
// PostgreSQL 15 і новіші.

#include "ddl/syntax.h"

namespace techmarket::ddl {

class PostgresSyntax final : public Syntax {
 public:
  schema::Dialect dialect() const override { return schema::Dialect::postgres; }
  std::string_view title() const override { return "PostgreSQL"; }

  char name_mark() const override { return '"'; }
  std::string quote_text(std::string_view text) const override;

  std::string create_enum(const schema::Enum& element) const override;
  void add_type(const schema::Column& column, const Model& model, std::string& out) const override;
  bool is_numbered(const schema::Column& column) const override;
  std::string_view auto_increment(const schema::Column&) const override { return {}; }
  std::string default_value(const schema::Column& column, const schema::Value& value) const override;
  void add_comment(const std::optional<std::string>&, std::string&) const override {}

  bool checks_stand_last() const override { return false; }
  std::string primary_key(const std::vector<std::string>& columns, const schema::Index* index) const override;
  std::string create_index(const schema::Table& table, const schema::Index& index,
                           std::size_t number) const override;
  std::vector<std::string> comments(const schema::Table& table) const override;
  std::string_view foreign_key_suffix() const override { return " DEFERRABLE INITIALLY IMMEDIATE"; }

  std::string_view records_begin() const override;
  std::string_view records_end() const override;

 private:
  std::string quote_if_needed(std::string_view name) const;
  std::string enum_type(const schema::Enum& element) const;
  std::string access_method(std::string_view type) const;
  std::string user_type(const schema::Type& type) const;
};

}  // namespace techmarket::ddl
