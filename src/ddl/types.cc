#include "ddl/types.h"

#include <algorithm>

#include "base/text.h"
#include "ddl/type_words.h"
#include "ddl/word_list.h"

namespace techmarket::ddl {
namespace {

bool is_ascii_alnum(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool is_non_ascii(char c) {
  return static_cast<unsigned char>(c) >= 0x80;
}

// Вилучає «(…)» разом із пробілом перед ними: «timestamp (3) with…» → «timestamp with…».
std::string drop_parentheses(std::string_view text) {
  std::string result;
  int depth = 0;
  for (const char c : text) {
    if (c == '(') ++depth;
    if (depth == 0 && !(c == ' ' && (result.empty() || result.back() == ' '))) result += c;
    if (c == ')' && depth > 0) --depth;
  }
  while (result.ends_with(' ')) result.pop_back();
  return result;
}

std::string_view drop_array(std::string_view text) {
  return trim(text.substr(0, text.find('[')));
}

/// Тип без слів MySQL про знак: «int unsigned zerofill» — це int.
std::string_view without_sign_words(std::string_view base) {
  for (const std::string_view word : {" zerofill", " unsigned", " signed"})
    if (base.ends_with(word)) base.remove_suffix(word.size());
  return base;
}

}  // namespace

std::string without_arguments(const schema::Type& type) {
  const auto is_special = [](char c) { return c == '(' || c == '[' || c == ' '; };
  if (std::ranges::none_of(type.name, is_special)) return type.name;  // майже кожне
  return drop_parentheses(drop_array(type.name));
}

std::string base_name(const schema::Type& type) {
  const auto is_word = [](char c) { return is_ascii_alnum(c) || is_non_ascii(c); };
  if (std::ranges::all_of(type.name, is_word)) return ascii_lower(type.name);  // майже кожне
  return ascii_lower(without_arguments(type));
}

TypeClass classify(const schema::Type& type) {
  const std::string name = base_name(type);
  const std::string_view base = without_sign_words(name);
  if (!type.array.empty() || type.name.find('[') != std::string::npos) return TypeClass::other;
  if (contains(kIntegers, base)) return TypeClass::integer;
  if (contains(kNumbers, base)) return TypeClass::number;
  if (contains(kBooleans, base)) return TypeClass::boolean;
  if (contains(kTexts, base)) return TypeClass::text;
  return TypeClass::other;
}

bool is_integer(const schema::Type& type) {
  return classify(type) == TypeClass::integer;
}

bool has_arguments(const schema::Type& type) {
  return !type.arguments.empty() || type.name.find('(') != std::string::npos;
}

bool is_plain_type(std::string_view text) {
  int depth = 0;
  for (const char c : text) {
    if (is_ascii_alnum(c)) continue;
    if (c == '(')
      ++depth;
    else if (c == ')')
      --depth;
    else if (c == ',' && depth == 0)
      return false;
    else if (!is_non_ascii(c) && std::string_view(" ,.[]").find(c) == std::string_view::npos &&
             !(depth > 0 && (c == '-' || c == '+')))
      return false;
    if (depth < 0) return false;
  }
  return depth == 0 && !text.empty();
}

bool is_postgres_type(std::string_view base) {
  return contains(kPostgresTypes, base);
}

bool is_postgres_extension_type(std::string_view base) {
  return contains(kPostgresExtensionTypes, base);
}

bool is_mysql_type(std::string_view base) {
  return contains(kMysqlTypes, without_sign_words(base));
}

bool is_plain_postgres_name(std::string_view name) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || is_non_ascii(c);
  };
  return !name.empty() && std::ranges::all_of(name, is_plain) && !(name[0] >= '0' && name[0] <= '9') &&
         !contains(kPostgresReserved, name);
}

}  // namespace techmarket::ddl
