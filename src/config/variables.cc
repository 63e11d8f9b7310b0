#include "config/variables.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include <fmt/format.h>

#include "base/file.h"
#include "base/text.h"

namespace techmarket::config {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_name(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](unsigned char c) { return std::isalnum(c) || c == '_'; });
}

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

/// Без лапок значення закінчується перед « #».
std::string_view without_comment(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i)
    if (text[i] == '#' && is_blank(text[i - 1])) return text.substr(0, i);
  return text;
}

struct Value {
  std::string text, problem;
};

Value value_of(std::string_view written) {
  written = trim(written);
  if (written.starts_with('#')) return {};
  const char quote = written.empty() ? '\0' : written.front();
  if (quote != '\'' && quote != '"') {
    const auto text = trim(without_comment(written));
    return {std::string(text), text.contains('$') ? "contains '$'" : ""};
  }
  const auto end = written.find(quote, 1);
  if (end == std::string_view::npos) return {"", "has no closing quote on its line"};
  const auto inside = written.substr(1, end - 1), rest = trim(written.substr(end + 1));
  Value value{std::string(inside), {}};
  if (!rest.empty() && !rest.starts_with('#'))
    value.problem = "has text after its closing quote";
  else if (inside.contains('$'))
    value.problem = "contains '$'";
  else if (inside.contains('\\'))
    value.problem = "contains '\\'";
  return value;
}

}  // namespace

std::string variable_name(std::string_view service, std::string_view suffix) {
  std::string name = fmt::format("{}_{}", service, suffix);
  std::ranges::transform(name, name.begin(),
                         [](unsigned char c) { return c == '-' ? '_' : static_cast<char>(std::toupper(c)); });
  return name;
}

Variables Variables::parse(std::string_view env_file) {
  Variables variables;
  if (env_file.starts_with(kByteOrderMark)) env_file.remove_prefix(kByteOrderMark.size());
  int number = 0;
  for (const auto line : split(env_file, '\n')) {
    ++number;
    auto text = trim(line);
    if (constexpr std::string_view kExport = "export "; text.starts_with(kExport))
      text.remove_prefix(kExport.size());
    const auto equals = text.find('=');
    if (text.starts_with('#') || equals == std::string_view::npos) continue;
    const auto name = trim(text.substr(0, equals));
    if (!is_name(name)) continue;
    Value value = value_of(text.substr(equals + 1));
    variables.lines_[std::string(name)] = {std::move(value.text), number, std::move(value.problem)};
  }
  return variables;
}

Result<Variables> Variables::read(const std::filesystem::path& folder) {
  const auto file = folder / ".env";
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) return Variables();
  const auto text = read_file(file);
  if (!text)
    return fail(ErrorKind::configuration, text.error().message, "Docker Compose reads this file too");
  return parse(*text);
}

Result<std::optional<Variable>> Variables::find(const std::string& name) const {
  if (const char* value = std::getenv(name.c_str()); value && *value)
    return Variable{value, fmt::format("the environment ({})", name), true};
  const auto found = lines_.find(name);
  if (found == lines_.end()) return std::nullopt;
  const Line& line = found->second;
  if (!line.problem.empty())
    return fail(ErrorKind::configuration,
                fmt::format(".env:{}: the value of {} {}, and Compose 1 and 2 do not read that alike",
                            line.number, name, line.problem),
                "write it without '$', '\\' and quotes inside, on one line");
  if (line.value.empty()) return std::nullopt;
  return Variable{line.value, fmt::format(".env line {} ({})", line.number, name)};
}

}  // namespace techmarket::config
