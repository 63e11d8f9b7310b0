#include "lint/options.h"

#include <algorithm>
#include <array>

namespace techmarket::lint {
namespace {

constexpr auto kOff = LintLevel::off, kWarning = LintLevel::warning, kError = LintLevel::error;

// clang-format off
constexpr std::array kRules{
    LintRule{"boolean-name", kOff, false, "the name of a boolean column begins with is, has or can", "Rename the column."},
    LintRule{"cross-database-fk", kError, false, "a foreign key stays inside its database", "Remove the ref and say in a note whose identifier it is."},
    LintRule{"cross-service-note", kError, false, "an identifier of another service says in its note whose it is, and that is true", "Write a note such as 'Ref: Orders DB (customers.id)'."},
    LintRule{"decimal-precision", kError, false, "a decimal has a precision and a scale", "Write decimal(12,2)."},
    LintRule{"dialect-expression", kWarning, false, "the server can evaluate this expression", "Write the expression as this server does; the hint names the nearest function."},
    LintRule{"dialect-increment", kWarning, false, "the server can number this column", "Number one integer column that is a key."},
    LintRule{"dialect-index", kWarning, false, "the server has this kind of index over such columns", "See the hint for the nearest kind."},
    LintRule{"dialect-key-length", kWarning, false, "the columns of a key fit the index of the server", "Give the column a length, or shorten the key."},
    LintRule{"dialect-limit", kWarning, false, "a table, its rows, indexes and notes fit the limits of the server", "Split the table, or shorten what is too long."},
    LintRule{"dialect-name", kWarning, false, "the server takes this name, and names that it wants unique are", "Rename one of the two, or leave the name out."},
    LintRule{"dialect-name-length", kWarning, false, "no name is longer than the server keeps: 63 bytes in PostgreSQL, 64 characters in MySQL", "Shorten the name."},
    LintRule{"dialect-ref", kWarning, false, "the server can create this foreign key", "Change the action, the type or the order of the columns."},
    LintRule{"dialect-type", kWarning, false, "the server has this type and takes its arguments", "Use the nearest type of the server, which the hint names."},
    LintRule{"dialect-value", kWarning, false, "the server takes the default or the value of a record", "Write the value as this server does."},
    LintRule{"fk-index", kWarning, true, "a foreign key is supported by an index", "Add indexes { column }; --fix does it."},
    LintRule{"fk-nullable", kWarning, false, "a foreign key says whether it may be empty, unless its name does", "Add not null, or null."},
    LintRule{"generated-stale", kError, false, "the generated SQL is what the DBML builds now", "Run techmarket schema build."},
    LintRule{"lint-comment", kWarning, false, "a 'lint: ignore' comment names an existing rule and silences something", "Correct the name of the rule, or remove the comment."},
    LintRule{"missing-column-note", kOff, false, "every column has a note", "Write what the column means."},
    LintRule{"missing-primary-key", kWarning, false, "every table has a primary key", "Mark a column [pk], or several in indexes { (a, b) [pk] }."},
    LintRule{"missing-ref", kWarning, false, "a column named after a table of this database has a ref to it", "Add ref: > table.column."},
    LintRule{"missing-table-note", kWarning, false, "every table has a note", "Write what a row of the table is."},
    LintRule{"money-type", kError, false, "money is decimal, never floating point", "Write decimal(12,2)."},
    LintRule{"naming-style", kWarning, false, "names of tables, columns and enums share one style", "Rename it in the style of the others."},
    LintRule{"one-to-one-unique", kWarning, false, "the columns of a one-to-one ref are unique", "Add unique to them, or write > if one parent may have several rows."},
    LintRule{"redundant-index", kWarning, true, "no index repeats another one or the beginning of it", "Remove the index."},
    LintRule{"reserved-word", kWarning, false, "no name is a reserved word of the server", "Rename it, or quote it in every query."},
    LintRule{"table-form", kOff, false, "names of tables are all plural or all singular", "Rename the table."},
    LintRule{"text-as-enum", kOff, false, "a text column whose note lists its values is an enum", "Declare an Enum and make it the type."},
    LintRule{"timestamp-null", kWarning, false, "created_at and updated_at are not null", "Add not null."},
    LintRule{"timestamp-type", kWarning, false, "a column named *_at holds a date or a time", "Use datetime or timestamp."},
    LintRule{"uuid-type", kError, false, "a UUID in a MySQL schema is char(36)", "Write char(36)."},
    LintRule{"varchar-length", kError, false, "a string has an explicit length", "Write varchar(255)."},
};
// clang-format on
static_assert(std::ranges::is_sorted(kRules, {}, &LintRule::name));

}  // namespace

std::span<const LintRule> lint_rules() {
  return kRules;
}

const LintRule* find_lint_rule(std::string_view name) {
  const auto found = std::ranges::lower_bound(kRules, name, {}, &LintRule::name);
  return found != kRules.end() && found->name == name ? &*found : nullptr;
}

LintLevel LintOptions::level(std::string_view rule) const {
  if (const auto found = rules.find(rule); found != rules.end()) return found->second.level;
  const LintRule* known = find_lint_rule(rule);
  return known ? known->level : LintLevel::error;
}

}  // namespace techmarket::lint
