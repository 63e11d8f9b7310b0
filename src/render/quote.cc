#include "render/quote.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"

namespace techmarket::render {
namespace {

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool only(std::string_view text, std::string_view others) {
  return std::ranges::all_of(text, [&](char c) { return is_alphanumeric(c) || others.contains(c); });
}

/// Слова й числа, які YAML 1.1 чи 1.2 читає не текстом.
bool has_yaml_type(std::string_view text) {
  constexpr auto kWords = std::to_array<std::string_view>(
      {"null", "true", "false", "yes", "no", "on", "off", "y", "n", "inf", "nan"});
  const bool word = std::ranges::any_of(kWords, [&](auto one) { return equals_ignore_case(text, one); });
  const bool number = std::string_view("0123456789.").contains(text.front());
  return word || number;
}

}  // namespace

std::string yaml_scalar(std::string_view text) {
  const bool plain =
      !text.empty() && is_alphanumeric(text.front()) && only(text, "._/-") && !has_yaml_type(text);
  return plain ? std::string(text) : yaml_quoted(text);
}

std::string yaml_quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      (out += '\\') += c;
    else if (byte < 0x20 || byte == 0x7F)
      out += fmt::format("\\x{:02x}", byte);
    else
      out += c;
  }
  return out + '"';
}

std::string compose_default(std::string_view variable, std::string_view fallback) {
  // «$» compose читає як змінну, «$$» — як сам знак. «}» екранувати нічим: його не пускають правила значень.
  return yaml_quoted(fmt::format("${{{}:-{}}}", variable, replace_all(fallback, "$", "$$")));
}

std::string shell_word(std::string_view text) {
  if (!text.empty() && text.front() != '-' && only(text, "._/:@%+,-")) return std::string(text);
  return fmt::format("'{}'", replace_all(text, "'", "'\\''"));
}

std::string markdown_cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n')
      out += ' ';
    else if (c == '<')
      out += "&lt;";
    else if (c == '&')
      out += "&amp;";
    else if (std::string_view("|`[]*\\").contains(c))
      (out += '\\') += c;
    else
      out += c;
  }
  return out;
}

std::string markdown_code(std::string_view text) {
  std::size_t longest = 0, run = 0;
  for (const char c : text) longest = std::max(longest, run = c == '`' ? run + 1 : 0);
  const std::string fence(longest + 1, '`');
  const std::string_view space = text.starts_with('`') || text.ends_with('`') ? " " : "";
  // У клітинці «|» ділить стовпці навіть усередині коду.
  const std::string inside = replace_all(replace_all(text, "\n", " "), "|", "\\|");
  return fmt::format("{0}{1}{2}{1}{0}", fence, space, inside);
}

}  // namespace techmarket::render
