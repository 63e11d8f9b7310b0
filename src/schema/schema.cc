#include "schema/schema.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"

namespace techmarket::schema {
namespace {

template <class Elements, class Name>
auto find_by_name(const Elements& elements, const Name& name) -> decltype(elements.data()) {
  const auto found =
      std::ranges::find_if(elements, [&](const auto& element) { return element.name == name; });
  return found == elements.end() ? nullptr : &*found;
}

}  // namespace

std::string display_name(const QualifiedName& name) {
  return name.schema == kDefaultSchema ? name.name : name.schema + "." + name.name;
}

std::string Type::text() const {
  std::string result;
  add_text(result);
  return result;
}

void Type::add_text(std::string& out) const {
  out += name;
  for (const auto& argument : arguments) (out += &argument == &arguments.front() ? '(' : ',') += argument;
  if (!arguments.empty()) out += ')';
  out += array;
}

bool Type::is(std::string_view type_name) const {
  return equals_ignore_case(name, type_name);
}

const Column* Table::column(std::string_view column_name) const {
  return find_by_name(columns, column_name);
}

std::vector<std::string> Table::column_names() const {
  std::vector<std::string> names;
  for (const auto& column : columns) names.push_back(column.name);
  return names;
}

std::vector<std::string> Table::primary_key() const {
  std::vector<std::string> key;
  for (const auto& column : columns)
    if (column.primary_key) key.push_back(column.name);
  for (const auto& index : indexes) {
    if (!index.primary_key || !key.empty()) continue;
    for (const auto& part : index.parts) key.push_back(part.text);
  }
  return key;
}

std::optional<std::pair<const Endpoint*, const Endpoint*>> Ref::child_and_parent() const {
  using Relation = Endpoint::Relation;
  const bool many_first = first.relation == Relation::many, many_second = second.relation == Relation::many;
  if (many_first && many_second) return std::nullopt;
  if (many_first) return std::pair(&first, &second);
  if (many_second) return std::pair(&second, &first);
  return is_inline ? std::pair(&first, &second) : std::pair(&second, &first);
}

const Table* Database::table(const QualifiedName& name) const {
  return find_by_name(tables, name);
}

const Enum* Database::find_enum(const QualifiedName& name) const {
  return find_by_name(enums, name);
}

std::vector<std::string> Database::table_names() const {
  std::vector<std::string> names;
  for (const auto& table : tables) names.push_back(display_name(table.name));
  return names;
}

}  // namespace techmarket::schema
