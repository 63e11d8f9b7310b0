// Імена і примітки: стиль, число, префікси логічних, зарезервовані слова, бракує пояснень.
#include <algorithm>
#include <array>
#include <cctype>
#include <functional>
#include <span>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/regular.h"
#include "base/text.h"
#include "lint/rules.h"
#include "sql/reserved_words.h"
#include "sql/type_name.h"

namespace techmarket::lint {
namespace {

using schema::Column;
using schema::Table;

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return is_upper(c) || is_lower(c) || static_cast<unsigned char>(c) >= 0x80;
}

std::string_view style_name(NamingStyle style) {
  switch (style) {
    case NamingStyle::camel_case:
      return "camelCase";
    case NamingStyle::pascal_case:
      return "PascalCase";
    default:
      return "snake_case";
  }
}

// Літери поза ASCII дозволено в кожному стилі: регістру вони можуть і не мати.
bool follows(std::string_view name, NamingStyle style) {
  const bool snake = style == NamingStyle::snake_case;
  const auto fits = [&](char c) {
    return is_digit(c) || (snake ? is_letter(c) && !is_upper(c) : is_letter(c)) || (snake && c == '_');
  };
  if (name.empty() || !std::ranges::all_of(name, fits)) return false;
  if (style == NamingStyle::camel_case) return !is_upper(name.front());
  return style != NamingStyle::pascal_case || !is_lower(name.front());
}

std::string in_style(std::string_view name, NamingStyle style) {
  std::string out;
  for (auto word : words_of(name)) {
    const bool capital =
        style == NamingStyle::pascal_case || (style == NamingStyle::camel_case && !out.empty());
    if (capital && is_lower(word.front())) word.front() = static_cast<char>(word.front() - 'a' + 'A');
    if (style == NamingStyle::snake_case && !out.empty()) out += '_';
    out += word;
  }
  return out;
}

bool is_plural(std::string_view word) {
  static constexpr std::array<std::string_view, 12> kIrregular{"children", "data",   "feet",   "geese",
                                                               "indices",  "media",  "men",    "metadata",
                                                               "mice",     "people", "series", "women"};
  if (std::ranges::find(kIrregular, word) != kIrregular.end()) return true;
  return word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us") && !word.ends_with("is");
}

/// Кожне ім'я схеми: що це, саме ім'я, місце і для ignore.
void for_each_name(const LintRun& run,
                   const std::function<void(std::string_view, const std::string&, const SourceRange&,
                                            const std::string&)>& use) {
  for (const auto& table : run.database().tables) {
    use("table", table.name.name, table.at, schema::display_name(table.name));
    for (const auto& column : table.columns) use("column", column.name, column.at, place_of(table, column));
  }
  for (const auto& element : run.database().enums)
    use("enum", element.name.name, element.at, schema::display_name(element.name));
}

// «full | incremental», «new, paid, shipped»: примітка — лише перелік слів.
bool lists_values(std::string_view note) {
  for (const char separator : {'|', '/'}) {
    const auto parts = split(note, separator);
    const auto is_word = [](std::string_view part) {
      part = trim(part);
      return !part.empty() && part.size() <= 40 && std::ranges::all_of(part, [](char c) {
        return is_letter(c) || is_digit(c) || c == '_' || c == '-';
      });
    };
    if (parts.size() >= 2 && std::ranges::all_of(parts, is_word)) return true;
  }
  return false;
}

}  // namespace

std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words;
  bool fresh = true;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (!is_letter(c) && !is_digit(c)) {
      fresh = true;
      continue;
    }
    // userID → user, id; HTTPServer → http, server.
    const bool after_lower = i > 0 && (is_lower(name[i - 1]) || is_digit(name[i - 1]));
    const bool before_lower = i > 0 && is_upper(name[i - 1]) && i + 1 < name.size() && is_lower(name[i + 1]);
    if (fresh || (is_upper(c) && (after_lower || before_lower))) words.emplace_back();
    fresh = false;
    words.back() += ascii_lower(std::string_view(&c, 1));
  }
  return words;
}

void check_naming_style(LintRun& run) {
  if (!run.enabled("naming-style")) return;
  const auto& options = run.options;
  const auto pattern =
      Regular::compile(options.pattern);  // помилок немає: їх не пустив config/lint_section.cc
  for_each_name(run, [&](std::string_view what, const std::string& name, const SourceRange& at,
                         const std::string& place) {
    const bool own = !options.pattern.empty();
    if (own ? !pattern || pattern->matches_all(name) : follows(name, options.style)) return;
    const std::string better = in_style(name, options.style);
    run.add({{.code = "naming-style",
              .message =
                  own ? fmt::format("the name of {} '{}' does not match '{}'", what, name, options.pattern)
                      : fmt::format("the name of {} '{}' is not {}", what, name, style_name(options.style)),
              .at = at,
              .hint = own || better == name || !follows(better, options.style)
                          ? std::string()
                          : fmt::format("rename it to {}", better),
              .subject = name}},
            place);
  });
}

void check_table_form(LintRun& run) {
  if (!run.enabled("table-form")) return;
  const bool plural = run.options.form == TableForm::plural;
  for (const auto& table : run.database().tables) {
    const auto words = words_of(table.name.name);
    if (words.empty() || is_plural(words.back()) == plural) continue;
    run.add({{.code = "table-form",
              .message = fmt::format("the name of table '{}' is not {}", schema::display_name(table.name),
                                     plural ? "plural" : "singular"),
              .at = table.at,
              .hint = "tables of one schema are easier to remember when all their names have one form",
              .subject = table.name.name}},
            schema::display_name(table.name));
  }
}

void check_boolean_names(LintRun& run) {
  if (!run.enabled("boolean-name")) return;
  const auto& prefixes = run.options.boolean_prefixes;
  for (const auto& table : run.database().tables)
    for (const auto& column : table.columns) {
      if (sql::family_of(column.type) != sql::Family::boolean) continue;
      const auto words = words_of(column.name);
      if (words.size() > 1 && std::ranges::find(prefixes, words.front()) != prefixes.end()) continue;
      run.add({{.code = "boolean-name",
                .message = fmt::format("the name of boolean column '{}' begins with none of: {}",
                                       place_of(table, column), fmt::join(prefixes, ", ")),
                .at = column.at,
                .hint = prefixes.empty() ? std::string()
                                         : fmt::format("rename it to {}_{}", prefixes.front(), column.name),
                .subject = column.name}},
              place_of(table, column));
    }
}

void check_reserved_words(LintRun& run) {
  const auto dialect = run.service.dialect;
  const std::string_view server = dialect == schema::Dialect::mysql ? "MySQL 9" : "PostgreSQL 18";
  for_each_name(run, [&](std::string_view what, const std::string& name, const SourceRange& at,
                         const std::string& place) {
    // Переліки MySQL — не об'єкти бази, імені там немає.
    if ((what == "enum" && dialect == schema::Dialect::mysql) || !sql::is_reserved(name, dialect)) return;
    run.add({{.code = "reserved-word",
              .message = fmt::format("the name of {} '{}' is a reserved word of {}", what, name, server),
              .at = at,
              .hint = "rename it, or every query has to quote it",
              .subject = name}},
            place);
  });
}

void check_notes(LintRun& run) {
  for (const auto& table : run.database().tables) {
    const std::string name = schema::display_name(table.name);
    if (!table.note || trim(*table.note).empty())
      run.add({{.code = "missing-table-note",
                .message = fmt::format("table '{}' has no note", name),
                .at = table.at,
                .hint = "say in Note: '…' what one row means",
                .subject = table.name.name}},
              name);
    for (const auto& column : table.columns) {
      if (!column.note || trim(*column.note).empty()) {
        run.add({{.code = "missing-column-note",
                  .message = fmt::format("column '{}' has no note", place_of(table, column)),
                  .at = column.at,
                  .hint = "add note: '…'",
                  .subject = column.name}},
                place_of(table, column));
      } else if (sql::family_of(column.type) == sql::Family::text && lists_values(*column.note)) {
        run.add({{.code = "text-as-enum",
                  .message = fmt::format("column '{}' is text, but its note lists its values",
                                         place_of(table, column)),
                  .at = column.type_at,
                  .hint = "declare an Enum: the server will refuse other values",
                  .subject = column.name}},
                place_of(table, column));
      }
    }
  }
}

}  // namespace techmarket::lint
