#include "migrate/renames.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"

namespace techmarket::migrate {

using schema::Database;
using schema::QualifiedName;
using schema::Table;

QualifiedName qualified(std::string_view text, std::string_view default_schema) {
  const auto dot = text.find('.');
  if (dot == std::string_view::npos)
    return {.schema = std::string(default_schema), .name = std::string(text)};
  return {.schema = std::string(text.substr(0, dot)), .name = std::string(text.substr(dot + 1))};
}

Result<RenameFlag> parse_rename(std::string_view text) {
  const auto equals = text.find('=');
  RenameFlag flag;
  if (equals != std::string_view::npos)
    flag = {.from = std::string(trim(text.substr(0, equals))),
            .to = std::string(trim(text.substr(equals + 1)))};
  if (flag.from.empty() || flag.to.empty() || flag.from.ends_with('.') || flag.to.ends_with('.'))
    return fail(ErrorKind::usage, fmt::format("--rename {}: expected OLD=NEW", text),
                "write --rename customers=clients for a table, --rename customers.phone=customers.mobile for "
                "a column, --rename status.new=status.created for a value of an enum");
  return flag;
}

std::optional<std::string> renamed_from(const std::optional<std::string>& note) {
  constexpr std::string_view kMark = "renamed from ";
  if (!note) return std::nullopt;
  const std::string lower = ascii_lower(*note);
  for (std::size_t at = lower.find(kMark); at != std::string::npos; at = lower.find(kMark, at + 1)) {
    // Лише окреме речення: «телефон; renamed from phone».
    const auto before = lower.find_last_not_of(" \t", at == 0 ? std::string::npos : at - 1);
    if (at > 0 && before != std::string::npos && before < at &&
        std::string_view(";.,(\n").find(lower[before]) == std::string_view::npos)
      continue;
    std::string_view rest = trim(std::string_view(*note).substr(at + kMark.size()));
    if (rest.empty()) continue;
    if (rest[0] == '"' || rest[0] == '`') {
      const auto close = rest.find(rest[0], 1);
      if (close != std::string_view::npos && close > 1) return std::string(rest.substr(1, close - 1));
      continue;
    }
    rest = rest.substr(0, rest.find_first_of(" \t\n,;()"));
    while (rest.ends_with('.')) rest.remove_suffix(1);
    if (!rest.empty()) return std::string(rest);
  }
  return std::nullopt;
}

std::set<QualifiedName> tables_moved_in(const Database& target, std::span<const RenameFlag> flags) {
  std::set<QualifiedName> moved;
  for (const auto& table : target.tables)
    if (const auto from = renamed_from(table.note)) moved.insert(qualified(*from, table.name.schema));
  for (const auto& flag : flags) moved.insert(qualified(flag.from));
  const auto spoken_of = [&](const QualifiedName& name) {
    return name.schema == schema::kDefaultSchema ||
           std::ranges::any_of(target.tables,
                               [&](const Table& table) { return table.name.schema == name.schema; });
  };
  std::erase_if(moved, spoken_of);
  return moved;
}

namespace {

using NamePairs = std::vector<std::pair<QualifiedName, QualifiedName>>;

const QualifiedName& new_name(const NamePairs& pairs, const QualifiedName& name) {
  const auto found = std::ranges::find(pairs, name, &NamePairs::value_type::first);
  return found == pairs.end() ? name : found->second;
}

const QualifiedName& old_name(const NamePairs& pairs, const QualifiedName& name) {
  const auto found = std::ranges::find(pairs, name, &NamePairs::value_type::second);
  return found == pairs.end() ? name : found->first;
}

}  // namespace

const QualifiedName& Renames::new_table(const QualifiedName& table) const {
  return new_name(tables, table);
}
const QualifiedName& Renames::old_table(const QualifiedName& table) const {
  return old_name(tables, table);
}
const QualifiedName& Renames::new_enum(const QualifiedName& element) const {
  return new_name(enum_types, element);
}
const QualifiedName& Renames::old_enum(const QualifiedName& element) const {
  return old_name(enum_types, element);
}

// Ланцюжок b → c, a → b: кожен стовпець перейменовується щонайбільше раз.
const std::string& Renames::new_column(const QualifiedName& new_table, const std::string& column) const {
  const auto pairs = columns.find(new_table);
  if (pairs == columns.end()) return column;
  const auto found = std::ranges::find(pairs->second, column, &Pair::first);
  return found == pairs->second.end() ? column : found->second;
}

const std::string& Renames::old_column(const QualifiedName& table, const std::string& column) const {
  const auto pairs = columns.find(table);
  if (pairs == columns.end()) return column;
  const auto found = std::ranges::find(pairs->second, column, &Pair::second);
  return found == pairs->second.end() ? column : found->first;
}

const MemberRenames* Renames::members_of(const QualifiedName& table, const std::string& column) const {
  const auto owner = members.find(table);
  if (owner == members.end()) return nullptr;
  const auto found = owner->second.find(column);
  return found == owner->second.end() ? nullptr : &found->second;
}

}  // namespace techmarket::migrate
