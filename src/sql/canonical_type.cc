#include "sql/canonical_type.h"

#include <charconv>
#include <utility>

#include "base/text.h"
#include "sql/type_name.h"
#include "sql/type_table.h"

namespace techmarket::sql {
namespace {

using schema::Dialect;
using schema::Type;

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

/// Без GENERATED і COLLATE: каталог не вважає їх частиною типу. CHARACTER SET лишається: він міняє значення.
std::string_view stored_part(std::string_view name) {
  const auto part = type_part(name);
  const std::string rest = ascii_lower(trim(name.substr(part.size())));
  for (const std::string_view start : {"generated ", "as ", "as(", "collate "})
    if (rest.starts_with(start)) return part;
  return name;
}

Parts parts_of(const Type& type) {
  std::string text(stored_part(type.name));
  Parts parts{.base = {}, .arguments = type_arguments(type), .is_array = !type.array.empty()};
  if (const auto open = text.find('('); open != std::string::npos) {
    const auto close = closing_parenthesis(text, open);
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

int to_int(const std::string& text) {
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// Аргументи, яких сервер не пам'ятає, і ті, що він дописав би сам. @param word канонічне слово.
void complete_arguments(Parts& parts, const TypeWord& word, bool mysql) {
  auto& arguments = parts.arguments;
  switch (word.family) {
    case Family::integer:
    case Family::boolean:
    case Family::year:
      if (!parts.is_zerofill) arguments.clear();
      break;
    case Family::moment:
    case Family::time:
      if (mysql && arguments == std::vector<std::string>{"0"}) arguments.clear();
      break;
    case Family::real:
      if (word.word != "float" || (mysql && arguments.size() != 1)) break;
      // Точність у бітах лише обирає між двома розмірами.
      if (mysql)
        parts.base = to_int(arguments[0]) > 24 ? "double" : "float";
      else
        parts.base = !arguments.empty() && to_int(arguments[0]) <= 24 ? "real" : "double precision";
      arguments.clear();
      break;
    default:
      if (arguments.empty() && word.length > 0 && (mysql || word.fixed))
        arguments = {std::to_string(word.length)};
      if (word.family == Family::decimal && arguments.size() == 1) arguments.emplace_back("0");
  }
}

void use_own_word(Parts& parts, const TypeWord& word, Dialect dialect) {
  const bool mysql = dialect == Dialect::mysql;
  if (mysql && word.serial) parts = {.base = {}, .arguments = {}, .is_unsigned = true};
  const TypeWord& own = canonical_word(word, dialect);
  parts.base = own.word;
  // Так у MySQL позначають логічні.
  if (mysql && own.word == "tinyint" && parts.arguments == std::vector<std::string>{"1"} &&
      !parts.is_unsigned)
    parts.base = "boolean";
  complete_arguments(parts, own, mysql);
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

}  // namespace

std::vector<std::string> type_arguments(const Type& type) {
  const auto name = stored_part(type.name);
  const auto open = name.find('(');
  if (open == std::string_view::npos) return type.arguments;
  const auto close = closing_parenthesis(name, open);
  return split_arguments(name.substr(open + 1, close - open - 1));
}

Type canonical_type(const Type& type, Dialect dialect) {
  Parts parts = parts_of(type);
  const TypeWord* word = find_type(parts.base, dialect);
  if (type.schema || (!word && dialect == Dialect::postgres)) {
    Type own = type;
    if (!own.array.empty()) own.array = "[]";
    own.quoted = false;
    return own;
  }
  if (word) use_own_word(parts, *word, dialect);
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
