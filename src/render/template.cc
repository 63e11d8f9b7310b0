#include "render/template.h"

#include <algorithm>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>

#include "base/text.h"

namespace techmarket::render {
namespace {

struct Placeholder {
  std::size_t begin, end;  ///< разом з обома @
  std::string_view name;
};

std::optional<Placeholder> find_placeholder(std::string_view text, std::size_t from) {
  constexpr std::string_view kNameCharacters = "abcdefghijklmnopqrstuvwxyz_";
  for (auto at = text.find('@', from); at != std::string_view::npos; at = text.find('@', at + 1)) {
    const auto close = text.find_first_not_of(kNameCharacters, at + 1);
    if (close != std::string_view::npos && close > at + 1 && text[close] == '@')
      return Placeholder{.begin = at, .end = close + 1, .name = text.substr(at + 1, close - at - 1)};
  }
  return {};
}

const std::string& value_of(std::string_view name, const Insertions& insertions) {
  const auto found = std::ranges::find(insertions, name, &Insertions::value_type::first);
  if (found == insertions.end()) throw std::logic_error(fmt::format("template has no value for @{}@", name));
  return found->second;
}

/// Той самий текст, де кожен рядок після першого починається з відступу; порожні рядки лишаються порожніми.
std::string indented(std::string_view text, std::string_view indent) {
  std::string out;
  for (const auto line : split(text, '\n')) {
    if (line.data() != text.data()) out += '\n';
    if (line.data() != text.data() && !line.empty()) out += indent;
    out += line;
  }
  return out;
}

/// Рядок шаблону без '\n' — рядки результату.
void fill_line(std::string& out, std::string_view line, const Insertions& insertions) {
  const auto indent = line.substr(0, std::min(line.find_first_not_of(' '), line.size()));
  std::size_t from = 0;
  while (const auto place = find_placeholder(line, from)) {
    const std::string& value = value_of(place->name, insertions);
    const bool alone = place->begin == indent.size() && place->end == line.size();
    if (alone && value.empty()) return;
    out += line.substr(from, place->begin - from);
    out += indented(value, indent);
    from = place->end;
  }
  out += line.substr(from);
  out += '\n';
}

}  // namespace

std::string fill(std::string_view pattern, const Insertions& insertions) {
  if (pattern.starts_with('\n')) pattern.remove_prefix(1);
  std::string out;
  while (!pattern.empty()) {
    const auto end = std::min(pattern.find('\n'), pattern.size());
    fill_line(out, pattern.substr(0, end), insertions);
    pattern.remove_prefix(std::min(end + 1, pattern.size()));
  }
  return out;
}

std::string trimmed(std::string text) {
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace techmarket::render
