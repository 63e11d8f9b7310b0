#include "base/diagnostic.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"

namespace techmarket {
namespace {

std::string_view line_of(std::string_view source, int line) {
  for (; line > 1; --line) {
    const auto end = source.find('\n');
    if (end == std::string_view::npos) return {};
    source.remove_prefix(end + 1);
  }
  auto text = source.substr(0, source.find('\n'));
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

// Табуляції повторюються під собою, тому позначка лишається на місці за будь-якої їх ширини.
std::string caret_line(std::string_view text, int column, int end_column) {
  std::string result;
  int at = 1;
  for (std::size_t i = 0; i < text.size() && at < column; ++at) {
    result += text[i] == '\t' ? '\t' : ' ';
    i += utf8_length(text.substr(i));
  }
  result += '^';
  result.append(static_cast<std::size_t>(std::max(0, end_column - column - 1)), '~');
  return result;
}

}  // namespace

const std::string& FileName::text() const {
  static const std::string kNone;
  return text_ ? *text_ : kNone;
}

std::string render(const Diagnostic& d, std::string_view source, bool color) {
  const std::string_view paint = !color ? "" : d.severity == Severity::error ? "\033[1;31m" : "\033[1;35m";
  const std::string_view bold = color ? "\033[1m" : "";
  const std::string_view reset = color ? "\033[0m" : "";
  const std::string_view word = d.severity == Severity::error ? "error" : "warning";

  std::string place = d.at.file;
  if (d.at.line > 0) place += fmt::format(":{}:{}", d.at.line, d.at.column);
  std::string out = fmt::format("{}{}:{} {}{}:{} {}", bold, place, reset, paint, word, reset, d.message);
  if (!d.code.empty()) out += fmt::format(" [{}]", d.code);
  out += '\n';
  if (d.at.line > 0 && !source.empty()) {
    const auto text = line_of(source, d.at.line);
    const int last = static_cast<int>(count_code_points(text)) + 1;
    const int end =
        d.at.end_line > d.at.line ? last : std::min(d.at.end_column, std::max(last, d.at.column + 1));
    out += fmt::format("  {}\n  {}{}{}\n", text, paint, caret_line(text, d.at.column, end), reset);
  }
  if (!d.hint.empty()) out += fmt::format("  hint: {}\n", d.hint);
  return out;
}

std::size_t count_errors(const std::vector<Diagnostic>& diagnostics) {
  return static_cast<std::size_t>(
      std::ranges::count_if(diagnostics, [](const Diagnostic& d) { return d.severity == Severity::error; }));
}

}  // namespace techmarket
