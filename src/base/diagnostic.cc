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

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F;
}

/// Рядок джерела, який безпечно друкувати в термінал, і стовпець його першого знака.
struct Excerpt {
  std::string text;
  int first_column = 1;
  int end_column = 1;  ///< за останнім показаним знаком
  bool cut_before = false;
};

// Керівний знак стає одним знаком заміни, щоб позначка під ним не зсунулася; табуляція лишається собою.
Excerpt excerpt(std::string_view line, int column) {
  Excerpt result;
  const bool is_long = count_code_points(line) > static_cast<std::size_t>(kShownColumns);
  if (is_long) result.first_column = std::max(1, column - kShownBefore);
  result.cut_before = result.first_column > 1;
  int at = 1;
  for (std::size_t i = 0; i < line.size(); ++at) {
    const auto length = utf8_length(line.substr(i));
    if (is_long && at >= result.first_column + kShownColumns) {
      result.end_column = at;
      if (result.cut_before) result.text.insert(0, kCut);
      result.text += kCut;
      return result;
    }
    if (at >= result.first_column) {
      const char c = line[i];
      if (is_control(c) && c != '\t')
        result.text += "\uFFFD";
      else
        result.text += line.substr(i, length);
    }
    i += length;
  }
  result.end_column = at;
  if (result.cut_before) result.text.insert(0, kCut);
  return result;
}

// Табуляції повторюються під собою, тому позначка лишається на місці за будь-якої їх ширини.
std::string caret_line(const Excerpt& shown, int column, int end_column) {
  std::string result;
  std::string_view text = shown.text;
  for (int at = shown.first_column - (shown.cut_before ? 1 : 0); !text.empty() && at < column; ++at) {
    result += text.front() == '\t' ? '\t' : ' ';
    text.remove_prefix(utf8_length(text));
  }
  result += '^';
  result.append(static_cast<std::size_t>(std::max(0, end_column - column - 1)), '~');
  return result;
}

// У повідомлення потрапляють імена з файлу, а в них може бути будь-що: екрановані послідовності термінала
// теж.
std::string printable(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n')
      out += "\\n";
    else if (is_control(c))
      out += fmt::format("\\x{:02X}", static_cast<unsigned char>(c));
    else
      out += c;
  }
  return out;
}

}  // namespace

const std::string& FileName::text() const {
  static const std::string kNone;
  return text_ ? *text_ : kNone;
}

std::string render(const Diagnostic& d, std::string_view source, bool color) {
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
    const auto shown = excerpt(line, d.at.column);
    const int end = d.at.end_line > d.at.line
                        ? shown.end_column
                        : std::min(d.at.end_column, std::max(shown.end_column, d.at.column + 1));
    out += fmt::format("  {}\n  {}{}{}\n", shown.text, paint, caret_line(shown, d.at.column, end), reset);
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
