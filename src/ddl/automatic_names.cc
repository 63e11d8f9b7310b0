#include "ddl/automatic_names.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"

namespace techmarket::ddl {
namespace {

using schema::Dialect;

constexpr std::size_t kPostgresName = 63;  // NAMEDATALEN - 1, у байтах
constexpr std::size_t kMysqlName = 64;     // у знаках

bool is_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// base або base із номером: «t_a_key», «t_a_key1»; separator стоїть перед номером.
bool is_numbered(std::string_view name, std::string_view base, std::string_view separator = "") {
  if (!name.starts_with(base)) return false;
  name.remove_prefix(base.size());
  if (name.empty()) return true;
  if (!name.starts_with(separator)) return false;
  return is_digits(name.substr(separator.size()));
}

// Обрізає до межі знака UTF-8.
std::string clipped(std::string_view text, std::size_t bytes) {
  std::size_t size = 0;
  while (size < text.size() && size + utf8_length(text.substr(size)) <= bytes)
    size += utf8_length(text.substr(size));
  return std::string(text.substr(0, std::min(size, text.size())));
}

// Номер наприкінці відбирає місце в решти, тому довге ім'я звіряється ще й за початком.
bool is_postgres_name(std::string_view name, std::string_view table, std::string_view columns,
                      std::string_view label) {
  if (is_numbered(name, postgres_name(table, columns, label))) return true;
  const auto last = name.find_last_not_of("0123456789");
  const auto number = name.substr(last == std::string_view::npos ? 0 : last + 1);
  return !number.empty() && name == postgres_name(table, columns, fmt::format("{}{}", label, number));
}

std::string mysql_clipped(std::string_view table, std::size_t suffix) {
  std::string result;
  std::size_t length = suffix;
  for (; !table.empty() && length < kMysqlName; ++length) {
    result += table.substr(0, utf8_length(table));
    table.remove_prefix(utf8_length(table));
  }
  return result;
}

bool is_mysql_index_name(std::string_view table, const schema::Index& index) {
  const auto last = index.name.find_last_not_of("0123456789");
  if (last != std::string::npos && last + 1 < index.name.size()) {
    const std::string suffix = "_index_" + index.name.substr(last + 1);
    if (index.name == mysql_clipped(table, suffix.size()) + suffix) return true;
  }
  // Без імені сервер називає індекс за першим стовпцем: email, email_2.
  return !index.parts.empty() && !index.parts.front().expression &&
         is_numbered(index.name, index.parts.front().text, "_");
}

bool is_postgres_index_name(const std::string& table, const schema::Index& index) {
  if (index.primary_key) return is_postgres_name(index.name, table, "", "pkey");
  std::vector<std::string> columns;
  bool expressions = false;
  for (const auto& part : index.parts) {
    columns.push_back(part.text);
    expressions = expressions || part.expression;
  }
  if (!expressions) {
    const auto joined = fmt::format("{}", fmt::join(columns, "_"));
    return is_postgres_name(index.name, table, joined, "idx") ||
           is_postgres_name(index.name, table, joined, "key");
  }
  // Вираз входить до імені назвою функції або словом expr.
  const auto last = index.name.find_last_not_of("0123456789");
  const std::string_view stem =
      std::string_view(index.name).substr(0, last == std::string::npos ? 0 : last + 1);
  return stem.ends_with("_idx") &&
         stem.starts_with(clipped(table, (kPostgresName - 5) / 2) + (table.size() < 29 ? "_" : ""));
}

}  // namespace

// makeObjectName (src/backend/commands/indexcmds.c): довша з двох частин коротшає, доки ціле не вміститься.
std::string postgres_name(std::string_view table, std::string_view columns, std::string_view label) {
  const std::size_t overhead = label.size() + 1 + (columns.empty() ? 0 : 1);
  std::size_t first = table.size(), second = columns.size();
  while (first + second > kPostgresName - overhead) --(first > second ? first : second);
  std::string name = clipped(table, first);
  if (!columns.empty()) name += "_" + clipped(columns, second);
  return fmt::format("{}_{}", name, label);
}

bool is_automatic_index_name(const std::string& table, const schema::Index& index, Dialect dialect) {
  if (index.name.empty()) return true;
  if (dialect == Dialect::postgres) return is_postgres_index_name(table, index);
  return index.primary_key || is_mysql_index_name(table, index);
}

bool is_automatic_ref_name(const std::string& table, const std::vector<std::string>& columns,
                           std::string_view name, Dialect dialect) {
  if (name.empty()) return true;
  if (dialect == Dialect::postgres)
    return is_postgres_name(name, table, fmt::format("{}", fmt::join(columns, "_")), "fkey");
  // MariaDB 12 називає їх просто номером.
  const auto last = name.find_last_not_of("0123456789");
  if (last == std::string_view::npos) return true;
  return last + 1 < name.size() && name.substr(0, last + 1) == mysql_clipped(table, 0) + "_ibfk_";
}

bool is_automatic_check_name(const std::string& table, const std::vector<std::string>& columns,
                             std::string_view name, Dialect dialect) {
  if (name.empty()) return true;
  if (dialect == Dialect::postgres)
    return is_postgres_name(name, table, columns.size() == 1 ? columns.front() : "", "check") ||
           is_postgres_name(name, table, "", "check");
  const auto last = name.find_last_not_of("0123456789");
  if (last == std::string_view::npos || last + 1 == name.size()) return false;
  const auto stem = name.substr(0, last + 1);
  return stem == "CONSTRAINT_" || stem == table + "_chk_";
}

}  // namespace techmarket::ddl
