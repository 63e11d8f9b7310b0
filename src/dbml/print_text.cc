#include "dbml/print_text.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "dbml/keywords.h"
#include "dbml/literal.h"

namespace techmarket::dbml {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_';
}

bool is_plain(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, is_word) && !is_digit(name.front());
}

bool is_color(std::string_view text) {
  const auto is_hex = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); };
  return (text.size() == 4 || text.size() == 7) && text.starts_with('#') &&
         std::ranges::all_of(text.substr(1), is_hex);
}

std::string escaped(std::string_view text, char quote) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '\n':
        out += "\\n";
        break;
      case '\t':
        out += "\\t";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\0':
        out += "\\0";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\v':
        out += "\\v";
        break;
      case '\f':
        out += "\\f";
        break;
      default:
        if (c == quote || c == '\\') out += '\\';
        out += c;
    }
  }
  return out;
}

std::string written_argument(const std::string& argument) {
  if (argument.size() >= 2 && argument.front() == '\'' && argument.back() == '\'')
    return written_string(replace_all(std::string_view(argument).substr(1, argument.size() - 2), "''", "'"));
  const bool number = !argument.empty() && std::ranges::all_of(argument, [](char c) {
    return is_digit(c) || c == '.' || c == '-';
  });
  return number || argument.empty() ? argument : written_name(argument);
}

}  // namespace

std::string written_name(std::string_view name) {
  return is_plain(name) && !is_keyword(name) ? std::string(name) : quoted_name(name);
}

std::string quoted_name(std::string_view name) {
  return "\"" + escaped(name, '"') + "\"";
}

std::string written_name(const schema::QualifiedName& name) {
  const std::string own = written_name(name.name);
  return name.schema == schema::kDefaultSchema ? own : written_name(name.schema) + "." + own;
}

std::string written_path(std::string_view path) {
  std::vector<std::string> parts;
  for (const auto part : split(path, '.')) parts.push_back(written_name(part));
  return fmt::format("{}", fmt::join(parts, "."));
}

std::string written_string(std::string_view text) {
  return "'" + escaped(text, '\'') + "'";
}

std::string written_note(std::string_view text, std::string_view indent) {
  if (!text.contains('\n')) return written_string(text);
  std::string body = "\n";
  const std::string inner = std::string(indent) + "  ";
  const auto lines = split(text, '\n');
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i > 0) body += '\n';
    const bool last = i + 1 == lines.size();
    if (!lines[i].empty()) body += inner + replace_all(replace_all(lines[i], "\\", "\\\\"), "''", "\\'\\'");
    if (lines[i].empty() && last) body += indent;
  }
  const bool same = dedent(unescape(body).text) == text && !body.ends_with('\'');
  return same ? "'''" + body + "'''" : written_string(text);
}

std::string written_expression(std::string_view text) {
  return "`" + replace_all(text, "`", "") + "`";
}

std::string written_type(const schema::Type& type) {
  std::string out = type.schema ? written_name(*type.schema) + "." : std::string();
  // На місці типу слова мови нічого не означають: enum('a','b') пишеться без лапок.
  out += type.quoted || !is_plain(type.name) ? quoted_name(type.name) : type.name;
  if (!type.arguments.empty()) {
    std::vector<std::string> arguments;
    for (const auto& argument : type.arguments) arguments.push_back(written_argument(argument));
    out += fmt::format("({})", fmt::join(arguments, ","));
  }
  return out + type.array;
}

std::string written_value(const schema::Value& value) {
  using Kind = schema::Value::Kind;
  switch (value.kind) {
    case Kind::string:
      return written_string(value.text);
    case Kind::expression:
      return written_expression(value.text);
    case Kind::enum_member:
      return written_path(value.enum_name) + "." + written_name(value.text);
    case Kind::number:
    case Kind::boolean:
      return value.text;
    case Kind::null:
      break;
  }
  return "null";
}

std::string written_setting(const schema::Setting& setting) {
  return fmt::format("{}: {}", setting.name,
                     is_color(setting.value) ? setting.value : written_string(setting.value));
}

std::string settings_list(const std::vector<std::string>& settings) {
  return settings.empty() ? std::string() : fmt::format(" [{}]", fmt::join(settings, ", "));
}

}  // namespace techmarket::dbml
