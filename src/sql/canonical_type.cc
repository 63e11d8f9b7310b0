#include "sql/canonical_type.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>
#include <vector>

#include "base/text.h"
#include "sql/type_name.h"
#include "sql/word_list.h"

namespace techmarket::sql {
namespace {

using schema::Dialect;
using schema::Type;

using Synonym = std::pair<std::string_view, std::string_view>;

// MySQL 8.4 Reference Manual, 13.1 і 13.9 («Using Data Types from Other Database Engines»).
constexpr auto kMysqlSynonyms =
    std::to_array<Synonym>({{"integer", "int"},         {"int4", "int"},
                            {"int8", "bigint"},         {"int2", "smallint"},
                            {"int1", "tinyint"},        {"int3", "mediumint"},
                            {"middleint", "mediumint"}, {"bool", "boolean"},
                            {"numeric", "decimal"},     {"dec", "decimal"},
                            {"fixed", "decimal"},       {"double precision", "double"},
                            {"real", "double"},         {"float8", "double"},
                            {"float4", "float"},        {"character varying", "varchar"},
                            {"nvarchar", "varchar"},    {"national varchar", "varchar"},
                            {"character", "char"},      {"nchar", "char"},
                            {"national char", "char"},  {"long varchar", "mediumtext"},
                            {"long", "mediumtext"},     {"long varbinary", "mediumblob"}});

// Документація PostgreSQL 15, таблиця 8.1.
constexpr auto kPostgresSynonyms = std::to_array<Synonym>({{"int", "integer"},
                                                           {"int4", "integer"},
                                                           {"int8", "bigint"},
                                                           {"int2", "smallint"},
                                                           {"bool", "boolean"},
                                                           {"decimal", "numeric"},
                                                           {"dec", "numeric"},
                                                           {"float8", "double precision"},
                                                           {"float4", "real"},
                                                           {"character varying", "varchar"},
                                                           {"character", "char"},
                                                           {"nchar", "char"},
                                                           {"national character", "char"},
                                                           {"national character varying", "varchar"},
                                                           {"timestamp without time zone", "timestamp"},
                                                           {"timestamp with time zone", "timestamptz"},
                                                           {"time without time zone", "time"},
                                                           {"time with time zone", "timetz"},
                                                           {"bit varying", "varbit"}});

/// Частини типу, хоч би як їх було записано: усе в імені («"timestamp(3) with time zone"») чи окремо.
struct Parts {
  std::string base;  ///< слова нижнім регістром, без дужок
  std::vector<std::string> arguments;
  bool is_unsigned = false, is_zerofill = false;
  bool is_array = false;
};

// «10, 'a,b'» → «10», «'a,b'».
std::vector<std::string> split_arguments(std::string_view text) {
  std::vector<std::string> parts;
  std::string part;
  bool inside = false;
  for (const char c : text) {
    if (c == '\'') inside = !inside;  // подвоєний апостроф вимикає і вмикає
    if (c == ',' && !inside) {
      parts.emplace_back(trim(part));
      part.clear();
    } else {
      part += c;
    }
  }
  parts.emplace_back(trim(part));
  return parts;
}

std::size_t closing_parenthesis(std::string_view text, std::size_t open) {
  bool inside = false;
  for (std::size_t i = open; i < text.size(); ++i) {
    if (text[i] == '\'') inside = !inside;
    if (text[i] == ')' && !inside) return i;
  }
  return text.size();
}

Parts parts_of(const Type& type) {
  std::string text = type.name;
  Parts parts{.base = {}, .arguments = type.arguments, .is_array = !type.array.empty()};
  if (const auto open = text.find('('); open != std::string::npos) {
    const auto close = closing_parenthesis(text, open);
    parts.arguments = split_arguments(std::string_view(text).substr(open + 1, close - open - 1));
    text = text.substr(0, open) + " " + (close < text.size() ? text.substr(close + 1) : std::string());
  }
  if (const auto bracket = text.find('['); bracket != std::string::npos) {
    parts.is_array = true;
    text.resize(bracket);
  }
  for (const auto word : split(text, ' ')) {
    if (word.empty()) continue;
    const std::string lower = ascii_lower(word);
    if (lower == "unsigned") {
      parts.is_unsigned = true;
    } else if (lower == "zerofill") {
      parts.is_unsigned = parts.is_zerofill = true;
    } else if (lower != "signed") {
      parts.base += (parts.base.empty() ? "" : " ") + lower;
    }
  }
  return parts;
}

template <class Synonyms>
void apply_synonym(std::string& name, const Synonyms& synonyms) {
  const auto found = std::ranges::find(synonyms, std::string_view(name), &Synonym::first);
  if (found != synonyms.end()) name = found->second;
}

int to_int(const std::string& text) {
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

void default_scale(Parts& parts) {
  if (parts.arguments.size() == 1) parts.arguments.emplace_back("0");
}

void mysql_parts(Parts& parts) {
  if (parts.base == "serial") parts = {.base = "bigint", .arguments = {}, .is_unsigned = true};
  apply_synonym(parts.base, kMysqlSynonyms);
  if (parts.base == "tinyint" && parts.arguments == std::vector<std::string>{"1"} && !parts.is_unsigned)
    parts.base = "boolean";
  if (contains({"int", "bigint", "smallint", "tinyint", "mediumint", "boolean", "year"}, parts.base) &&
      !parts.is_zerofill)
    parts.arguments.clear();
  if (parts.base == "decimal") {
    if (parts.arguments.empty()) parts.arguments = {"10"};
    default_scale(parts);
  }
  if (parts.base == "float" && parts.arguments.size() == 1) {
    if (to_int(parts.arguments[0]) > 24) parts.base = "double";
    parts.arguments.clear();
  }
  if (parts.base == "varchar" && parts.arguments.empty()) parts.arguments = {"255"};  // як пише emit
  if (contains({"char", "binary", "bit"}, parts.base) && parts.arguments.empty()) parts.arguments = {"1"};
  if (contains({"datetime", "timestamp", "time"}, parts.base) &&
      parts.arguments == std::vector<std::string>{"0"})
    parts.arguments.clear();
}

void postgres_parts(Parts& parts) {
  if (contains({"serial", "serial4"}, parts.base)) parts.base = "integer";
  if (contains({"bigserial", "serial8"}, parts.base)) parts.base = "bigint";
  if (contains({"smallserial", "serial2"}, parts.base)) parts.base = "smallint";
  apply_synonym(parts.base, kPostgresSynonyms);
  if (contains({"integer", "bigint", "smallint"}, parts.base)) parts.arguments.clear();
  if (parts.base == "numeric") default_scale(parts);
  if (parts.base == "float") {
    parts.base = !parts.arguments.empty() && to_int(parts.arguments[0]) <= 24 ? "real" : "double precision";
    parts.arguments.clear();
  }
  if (contains({"char", "bit"}, parts.base) && parts.arguments.empty()) parts.arguments = {"1"};
}

// Апострофи членів ENUM лишаються, пропуски навколо ком — ні.
Type to_type(Parts parts) {
  Type type{
      .schema = {}, .name = std::move(parts.base), .arguments = std::move(parts.arguments), .array = {}};
  if (parts.is_unsigned) {
    // Дужки стоять перед unsigned: decimal(10,2) unsigned.
    type.name = type.text() + (parts.is_zerofill ? " unsigned zerofill" : " unsigned");
    type.arguments.clear();
  }
  if (parts.is_array) type.array = "[]";
  type.quoted = type.name.find_first_of(" (") != std::string::npos;
  return type;
}

bool is_builtin(const Parts& parts, Dialect dialect) {
  return dialect == Dialect::mysql || is_postgres_type(parts.base);
}

}  // namespace

Type canonical_type(const Type& type, Dialect dialect) {
  Parts parts = parts_of(type);
  if (type.schema || !is_builtin(parts, dialect)) {
    Type own = type;
    if (!own.array.empty()) own.array = "[]";
    own.quoted = false;
    return own;
  }
  if (dialect == Dialect::mysql)
    mysql_parts(parts);
  else
    postgres_parts(parts);
  return to_type(std::move(parts));
}

Type type_from_sql(std::string_view text, Dialect dialect) {
  return canonical_type({.schema = {}, .name = std::string(text), .arguments = {}, .array = {}}, dialect);
}

std::string unquoted_member(std::string_view text) {
  if (text.size() >= 2 && text.front() == '\'' && text.back() == '\'') text = text.substr(1, text.size() - 2);
  return replace_all(text, "''", "'");
}

}  // namespace techmarket::sql
