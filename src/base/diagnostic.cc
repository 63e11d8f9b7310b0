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

constexpr int kShownColumns = 160;  // довший рядок (мінімізований файл, чужий двійковий) показуємо вікном
constexpr int kShownBefore = 60;
constexpr std::string_view kCut = "…";

// Ім'я чи значення з файлу може бути завбільшки з файл; людині досить початку.
constexpr std::size_t kLongestMessage = 500;

/// Рядок джерела, безпечний для термінала, і рядок позначки під ним.
struct Excerpt {
  std::string text;
  std::string caret;
};

/// Місце на екрані під показаним знаком. Табуляції повторюються під собою, тому позначка лишається на місці
/// за будь-якої їх ширини, а екранований знак займає стільки місць, скільки в нього показаних.
std::string under(std::string_view shown, char mark) {
  return shown == "\t" ? std::string(1, mark == ' ' ? '\t' : mark)
                       : std::string(count_code_points(shown), mark);
}

// Стовпці [column, end_column) позначено «^~~~»; end_column 0 — до кінця рядка.
Excerpt excerpt(std::string_view line, int column, int end_column) {
  Excerpt result;
  const bool is_long = count_code_points(line) > static_cast<std::size_t>(kShownColumns);
  const int first = is_long ? std::max(1, column - kShownBefore) : 1;
  if (first > 1) {
    result.text = kCut;
    result.caret = ' ';
  }
  int at = 1;
  for (std::size_t i = 0; i < line.size(); ++at) {
    if (is_long && at >= first + kShownColumns) {
      result.text += kCut;
      break;
    }
    const auto symbol = line.substr(i, utf8_length(line.substr(i)));
    i += symbol.size();
    if (at < first) continue;
    const std::string shown = visible(symbol);
    result.text += shown;
    if (at < column)
      result.caret += under(shown, ' ');
    else if (at == column || at < end_column || end_column == 0)
      result.caret += under(shown, '~');
  }
  if (at <= column) result.caret += '~';  // місце за кінцем рядка
  result.caret[result.caret.find_first_not_of(" \t")] = '^';
  return result;
}

// У повідомлення потрапляють імена з файлу, а в них може бути будь-що: екрановані послідовності термінала
// теж.
std::string printable(std::string_view text) {
  return replace_all(visible(shortened(text, kLongestMessage)), "\n", "\\n");
}

}  // namespace

const std::string& FileName::text() const {
  static const std::string kNone;
  return text_ ? *text_ : kNone;
}

std::string to_text(const Diagnostic& d, std::string_view source, bool color) {
  return render_line(d, d.at.line > 0 ? line_of(source, d.at.line) : std::string_view(), color);
}

std::string render_line(const Diagnostic& d, std::string_view line, bool color) {
  const std::string_view paint = !color ? "" : d.severity == Severity::error ? "\033[1;31m" : "\033[1;35m";
  const std::string_view bold = color ? "\033[1m" : "";
  const std::string_view reset = color ? "\033[0m" : "";
  const std::string_view word = d.severity == Severity::error ? "error" : "warning";

  std::string place = printable(d.at.file.text());
  if (d.at.line > 0) place += fmt::format(":{}:{}", d.at.line, d.at.column);
  std::string out =
      fmt::format("{}{}:{} {}{}:{} {}", bold, place, reset, paint, word, reset, printable(d.message));
  if (!d.code.empty()) out += fmt::format(" [{}]", d.code);
  out += '\n';
  if (d.at.line > 0 && !line.empty()) {
    const auto shown = excerpt(line, d.at.column, d.at.end_line > d.at.line ? 0 : d.at.end_column);
    out += fmt::format("  {}\n  {}{}{}\n", shown.text, paint, shown.caret, reset);
  }
  if (!d.hint.empty()) out += fmt::format("  hint: {}\n", printable(d.hint));
  return out;
}

std::size_t count_errors(const std::vector<Diagnostic>& diagnostics) {
  return static_cast<std::size_t>(
      std::ranges::count_if(diagnostics, [](const Diagnostic& d) { return d.severity == Severity::error; }));
}

void promote_warnings(std::vector<Diagnostic>& diagnostics) {
  for (auto& diagnostic : diagnostics) diagnostic.severity = Severity::error;
}

}  // namespace techmarket
