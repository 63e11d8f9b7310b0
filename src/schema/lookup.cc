#include "schema/lookup.h"

#include <algorithm>

namespace techmarket::schema {
namespace {

constexpr std::size_t kNarrow = 16;

bool is_narrow(const Table& table) {
  return table.columns.size() <= kNarrow && table.indexes.size() <= kNarrow;
}

/// Набір імен без порядку. NUL в імені нічого не зіпсує: він міг би лише ототожнити дуже дивні імена.
std::string set_of(std::vector<std::string> names) {
  std::ranges::sort(names);
  std::string text;
  for (const auto& name : names) (text += name) += '\0';
  return text;
}

bool same_set(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return a.size() == b.size() && std::is_permutation(a.begin(), a.end(), b.begin());
}

/// Стовпці унікального індексу; порожньо — він не унікальний або рахує вирази.
std::vector<std::string> unique_columns(const Index& index) {
  if (!index.unique && !index.primary_key) return {};
  std::vector<std::string> names;
  for (const auto& part : index.parts) {
    if (part.expression) return {};
    names.push_back(part.text);
  }
  return names;
}

}  // namespace

Lookup::Lookup(const Database& database) {
  for (const auto& table : database.tables) add(table);
  for (const auto& element : database.enums) add(element);
}

void Lookup::add(const Table& table) {
  if (is_narrow(table)) return;
  Wide& wide = wide_[&table];
  wide.columns.reserve(table.columns.size());
  for (const auto& column : table.columns) {
    wide.columns.try_emplace(column.name, &column);
    if (column.unique) wide.unique.insert(set_of({column.name}));
  }
  auto key = table.primary_key();
  wide.key.insert(key.begin(), key.end());
  wide.unique.insert(set_of(std::move(key)));
  for (const auto& index : table.indexes)
    if (auto names = unique_columns(index); !names.empty()) wide.unique.insert(set_of(std::move(names)));
}

void Lookup::add(const Enum& element) {
  if (element.values.size() <= kNarrow) return;
  auto& values = values_[&element];
  values.reserve(element.values.size());
  for (const auto& value : element.values) values.insert(value.name);
}

const Lookup::Wide* Lookup::wide(const Table& table) const {
  if (is_narrow(table)) return nullptr;
  const auto found = wide_.find(&table);
  return found == wide_.end() ? nullptr : &found->second;
}

const Column* Lookup::column(const Table& table, std::string_view name) const {
  const Wide* known = wide(table);
  if (!known) return table.column(name);
  const auto found = known->columns.find(name);
  return found == known->columns.end() ? nullptr : found->second;
}

bool Lookup::is_unique(const Table& table, const std::vector<std::string>& columns) const {
  if (columns.empty()) return false;
  if (const Wide* known = wide(table)) return known->unique.contains(set_of(columns));
  if (columns.size() == 1) {  // майже завжди — ключ
    const Column* only = table.column(columns.front());
    if (only && only->unique) return true;
    if (only && only->primary_key && std::ranges::count_if(table.columns, &Column::primary_key) == 1)
      return true;
  }
  if (same_set(table.primary_key(), columns)) return true;
  return std::ranges::any_of(table.indexes,
                             [&](const Index& index) { return same_set(unique_columns(index), columns); });
}

bool Lookup::is_in_key(const Table& table, std::string_view column) const {
  if (const Wide* known = wide(table)) return known->key.contains(std::string(column));
  const auto key = table.primary_key();
  return std::ranges::find(key, column) != key.end();
}

bool Lookup::has_value(const Enum& element, std::string_view value) const {
  const auto found = element.values.size() > kNarrow ? values_.find(&element) : values_.end();
  if (found != values_.end()) return found->second.contains(value);
  return std::ranges::find(element.values, value, &EnumValue::name) != element.values.end();
}

}  // namespace techmarket::schema
