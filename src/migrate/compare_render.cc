// Відмінності → текст для людини.

#include <fmt/format.h>

#include "base/text.h"
#include "migrate/compare.h"

namespace techmarket::migrate {
namespace {

using Kind = Difference::Kind;
using Object = Difference::Object;

struct Style {
  char sign;
  std::string_view color;
};

Style style_of(Kind kind) {
  switch (kind) {
    case Kind::missing:
      return {'-', "\033[31m"};
    case Kind::unexpected:
      return {'+', "\033[32m"};
    case Kind::changed:
      break;
  }
  return {'~', "\033[33m"};
}

// Довга примітка чи перелік не повинні розтягнути рядок на екран.
std::string shown(std::string_view text) {
  constexpr std::size_t kMaxLength = 120;
  const std::string line = replace_all(text, "\n", "\\n");
  std::size_t size = 0, length = 0;
  while (size < line.size() && length++ < kMaxLength)
    size += utf8_length(std::string_view(line).substr(size));
  return size < line.size() ? line.substr(0, size) + "…" : line;
}

std::string subject(const Difference& d) {
  if (d.object == Object::comment) return d.name.empty() ? "note" : "note of " + d.name;
  std::string text(object_name(d.object));
  if (!d.name.empty()) text += " " + d.name;
  return text;
}

std::string line_of(const Difference& d) {
  switch (d.kind) {
    case Kind::missing:
      return fmt::format("{} {}", subject(d), shown(d.expected));
    case Kind::unexpected:
      return fmt::format("{} {}", subject(d), shown(d.actual));
    case Kind::changed:
      break;
  }
  const bool note = d.object == Object::comment;
  const auto value = [&](const std::string& text) {
    return note ? (text.empty() ? std::string("none") : "'" + shown(text) + "'") : shown(text);
  };
  const std::string attribute = note || d.attribute == "null" ? std::string() : d.attribute + " ";
  return fmt::format("{}: {}{} → {}", subject(d), attribute, value(d.expected), value(d.actual));
}

std::string place_of(const Difference& d) {
  const SourceRange& at = d.expected_at.line > 0 ? d.expected_at : d.actual_at;
  return at.line > 0 ? fmt::format("{}:{}", at.file.text(), at.line) : std::string();
}

}  // namespace

std::string_view kind_name(Kind kind) {
  switch (kind) {
    case Kind::missing:
      return "missing";
    case Kind::unexpected:
      return "unexpected";
    case Kind::changed:
      break;
  }
  return "changed";
}

std::string_view object_name(Object object) {
  switch (object) {
    case Object::table:
      return "table";
    case Object::column:
      return "column";
    case Object::primary_key:
      return "primary key";
    case Object::index:
      return "index";
    case Object::check:
      return "check";
    case Object::ref:
      return "ref";
    case Object::enumeration:
      return "enum";
    case Object::comment:
      break;
  }
  return "comment";
}

std::string to_text(const std::vector<Difference>& differences, bool color) {
  std::string out, group;
  for (const auto& d : differences) {
    const bool whole = d.object == Object::table || d.object == Object::enumeration;
    const auto [sign, paint] = style_of(d.kind);
    const std::string title = fmt::format("{} {}", d.object == Object::enumeration ? "enum" : "table",
                                          schema::display_name(d.owner));
    if (title != group && !(whole && d.kind != Kind::changed)) out += fmt::format("  {}\n", title);
    group = title;
    std::string text = line_of(d);
    if (whole)
      text = d.kind == Kind::changed
                 ? fmt::format("{} {} → {}", d.attribute, shown(d.expected), shown(d.actual))
                 : fmt::format("{} {}", title, shown(d.kind == Kind::missing ? d.expected : d.actual));
    const std::string place = place_of(d);
    out +=
        fmt::format("{}{}{} {}{}{}{}\n", whole && d.kind != Kind::changed ? "  " : "    ", color ? paint : "",
                    sign, text, color ? "\033[0m" : "", place.empty() ? "" : "   ", place);
  }
  return out;
}

}  // namespace techmarket::migrate
