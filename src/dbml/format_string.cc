#include "dbml/format_string.h"

#include <algorithm>

#include "base/text.h"
#include "dbml/literal.h"

namespace techmarket::dbml {
namespace {

constexpr std::string_view kQuotes = "'''";
constexpr std::string_view kSpace = " \t\r";

bool is_multiline(std::string_view written) {
  return written.size() >= 2 * kQuotes.size() && written.starts_with(kQuotes);
}

std::string_view inside(std::string_view written) {
  return written.substr(kQuotes.size(), written.size() - 2 * kQuotes.size());
}

std::string value_of(std::string_view written) {
  return is_multiline(written) ? dedent(unescape(inside(written)).text) : std::string(written);
}

std::string_view without_trailing_space(std::string_view text) {
  return text.substr(0, text.find_last_not_of(kSpace) + 1);
}

}  // namespace

bool same_string(std::string_view a, std::string_view b) {
  return a == b || value_of(a) == value_of(b);
}

std::string reindent_string(std::string_view written, std::size_t indent) {
  if (!is_multiline(written) || !written.contains('\n')) return std::string(written);
  auto lines = split(inside(written), '\n');
  for (auto& line : lines)
    if (line.ends_with('\r')) line.remove_suffix(1);
  if (!trim(lines.front()).empty()) return std::string(written);

  std::size_t common = std::string_view::npos;
  for (const auto line : lines)
    if (const auto first = line.find_first_not_of(" \t"); first != std::string_view::npos)
      common = std::min(common, first);
  const bool closing_alone = trim(lines.back()).empty();
  const std::string inner(indent + 2, ' ');
  std::string text(kQuotes);
  bool started = false;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const auto rest = lines[i].substr(std::min(common, lines[i].size()));
    const bool last = i + 1 == lines.size();
    started |= !trim(rest).empty();
    if (!started && !last) continue;  // порожні рядки на початку до значення не входять
    text += '\n';
    if (last && closing_alone && rest.empty())
      text.append(indent, ' ');
    else if (!rest.empty())
      (text += inner) += rest;
  }
  text += kQuotes;
  return same_string(text, written) ? text : std::string(written);
}

std::string reindent_comment(std::string_view comment, std::size_t indent) {
  const auto lines = split(comment, '\n');
  const bool starred = std::all_of(lines.begin() + 1, lines.end(),
                                   [](std::string_view line) { return trim(line).starts_with('*'); });
  std::string text(without_trailing_space(lines.front()));
  for (std::size_t i = 1; i < lines.size(); ++i) {
    text += '\n';
    if (starred) text.append(indent + 1, ' ');
    text += without_trailing_space(starred ? trim(lines[i]) : lines[i]);
  }
  return text;
}

}  // namespace techmarket::dbml
