#include "sql/type_name.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "sql/reserved_words.h"

namespace techmarket::sql {
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

bool is_word(char c) {
  return is_ascii_alnum(c) || is_non_ascii(c);
}

/// Майже кожне ім'я типу — одне слово, тож нижнім регістром воно вміщається на стеку.
class SimpleWord {
 public:
  explicit SimpleWord(std::string_view name) {
    if (name.size() > text_.size()) return;
    for (const char c : name) {
      if (!is_word(c)) return;
      text_[size_++] = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    simple_ = true;
  }
  explicit operator bool() const { return simple_; }
  std::string_view lower() const { return {text_.data(), size_}; }

 private:
  std::array<char, 32> text_;
  std::size_t size_ = 0;
  bool simple_ = false;
};

/// Чи починаються з цього слова властивості стовпця. @param rest текст від слова до кінця, нижнім регістром.
bool begins_attributes(std::string_view word, std::string_view rest) {
  constexpr std::string_view kWords[] = {"as",      "auto_increment", "charset", "check",     "collate",
                                         "comment", "constraint",     "default", "generated", "identity",
                                         "not",     "null",           "on",      "primary",   "references",
                                         "srid",    "unique"};
  static_assert(std::ranges::is_sorted(kWords));
  if (word == "character") return trim(rest.substr(word.size())).starts_with("set");
  return contains(kWords, word);
}

}  // namespace

std::string_view type_part(std::string_view name) {
  if (name.find(' ') == std::string_view::npos) return name;
  const std::string lower = ascii_lower(name);
  int depth = 0;
  for (std::size_t at = 0; at < lower.size();) {
    if (lower[at] == '(') ++depth;
    if (lower[at] == ')') --depth;
    std::size_t end = at;
    while (end < lower.size() && is_word(lower[end])) ++end;
    const std::string_view word = std::string_view(lower).substr(at, end - at);
    if (depth == 0 && at > 0 && !word.empty() && begins_attributes(word, std::string_view(lower).substr(at)))
      return trim(name.substr(0, at));
    at = std::max(at + 1, end);
  }
  return name;
}

bool is_sql_type(const schema::Type& type, schema::Dialect dialect) {
  if (!type.quoted || type.schema || type.name.empty() || !is_word(type.name.front())) return false;
  int depth = 0;
  char quote = '\0';
  const std::string_view text = type.name;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != '\0') {
      if (c == '\\' && dialect == schema::Dialect::mysql && quote != '`') ++i;
      if (c == quote) quote = '\0';
    } else if (c == '\'' || c == '"' || c == '`') {
      quote = c;
    } else if (c == '(') {
      ++depth;
    } else if (c == ')') {
      if (--depth < 0) return false;
    } else if (c == ';' || c == '#' || c == '\0' || (c == ',' && depth == 0) ||
               text.substr(i).starts_with("--") || text.substr(i).starts_with("/*") ||
               (c == '$' && dialect == schema::Dialect::postgres)) {
      return false;
    }
  }
  return depth == 0 && quote == '\0';
}

bool becomes_serial(const schema::Column& column) {
  if (!column.increment || !column.type.array.empty()) return false;
  return !is_postgres_type(base_name(column.type)) && !is_extension_type(base_name(column.type));
}

std::string without_arguments(const schema::Type& type) {
  const auto is_special = [](char c) { return c == '(' || c == '[' || c == ' '; };
  if (std::ranges::none_of(type.name, is_special)) return type.name;  // майже кожне
  const std::string_view part = type_part(type.name);
  return drop_parentheses(drop_array(part)) + type.name.substr(part.size());
}

std::string base_name(const schema::Type& type) {
  if (std::ranges::all_of(type.name, is_word)) return ascii_lower(type.name);  // майже кожне
  return ascii_lower(drop_parentheses(drop_array(type_part(type.name))));
}

const TypeWord* find_type(const schema::Type& type) {
  if (type.schema || !type.array.empty()) return nullptr;
  if (type_part(type.name).find('[') != std::string_view::npos) return nullptr;
  const SimpleWord word(type.name);
  return word ? find_type(word.lower()) : find_type(base_name(type));
}

const TypeWord* find_base_type(const schema::Type& type, schema::Dialect dialect) {
  const SimpleWord word(type.name);
  return word ? find_type(word.lower(), dialect) : find_type(base_name(type), dialect);
}

Family family_of(const schema::Type& type) {
  const TypeWord* word = find_type(type);
  return word && word->known != kForeign ? word->family : Family::other;
}

bool is_integer(const schema::Type& type) {
  return family_of(type) == Family::integer;
}

bool is_serial(const schema::Type& type) {
  // Питають про кожен стовпець, а майже кожен — просте слово з іншими першою й останньою літерами.
  constexpr std::string_view kShortest = "serial";
  if (type.name.size() < kShortest.size()) return false;
  const char first = type.name.front(), last = type.name.back();
  const bool other_first = is_ascii_alnum(first) && (first | 0x20) != 's' && (first | 0x20) != 'b';
  const bool other_last = last >= 'a' && last <= 'z' && last != 'l' && !type.name.contains(' ');
  if (other_first || other_last) return false;
  const TypeWord* word = find_type(type);
  return word && word->serial;
}

bool is_unsigned(const schema::Type& type) {
  return base_name(type).contains(" unsigned");
}

std::string array_suffix(const schema::Type& type) {
  if (!type.array.empty()) return type.array;
  const auto bracket = type.name.find('[');
  return bracket == std::string::npos ? std::string() : type.name.substr(bracket);
}

bool has_arguments(const schema::Type& type) {
  return !type.arguments.empty() || type_part(type.name).find('(') != std::string_view::npos;
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

bool is_plain_postgres_name(std::string_view name) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || is_non_ascii(c);
  };
  return !name.empty() && std::ranges::all_of(name, is_plain) && !(name[0] >= '0' && name[0] <= '9') &&
         !contains(kPostgresReservedTypes, name);
}

}  // namespace techmarket::sql
