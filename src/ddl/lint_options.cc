#include "ddl/lint_options.h"

#include <algorithm>
#include <array>

namespace techmarket::ddl {
namespace {

constexpr std::array kRules{
    LintRule{"boolean-name", LintLevel::off, false,
             "the name of a boolean column begins with is, has or can"},
    LintRule{"cross-database-fk", LintLevel::error, false, "a foreign key stays inside its database"},
    LintRule{"cross-service-note", LintLevel::error, false,
             "an identifier of another service says in its note whose it is, and that is true"},
    LintRule{"decimal-precision", LintLevel::error, false, "a decimal has a precision and a scale"},
    LintRule{"dialect-index", LintLevel::warning, false, "the server has this kind of index"},
    LintRule{"dialect-name", LintLevel::warning, false, "names that the server wants unique in a schema are"},
    LintRule{"dialect-type", LintLevel::warning, false, "the server has this type"},
    LintRule{"fk-index", LintLevel::warning, true, "a foreign key is supported by an index"},
    LintRule{"fk-nullable", LintLevel::warning, false,
             "a foreign key says whether it may be empty, unless its name does"},
    LintRule{"generated-stale", LintLevel::error, false, "the generated SQL is what the DBML builds now"},
    LintRule{"lint-comment", LintLevel::warning, false,
             "a 'lint: ignore' comment names an existing rule and silences something"},
    LintRule{"missing-column-note", LintLevel::off, false, "every column has a note"},
    LintRule{"missing-primary-key", LintLevel::warning, false, "every table has a primary key"},
    LintRule{"missing-ref", LintLevel::warning, false,
             "a column named after a table of this database has a ref to it"},
    LintRule{"missing-table-note", LintLevel::warning, false, "every table has a note"},
    LintRule{"money-type", LintLevel::error, false, "money is decimal, never floating point"},
    LintRule{"naming-style", LintLevel::warning, false, "names of tables, columns and enums share one style"},
    LintRule{"redundant-index", LintLevel::warning, true,
             "no index repeats another one or the beginning of it"},
    LintRule{"reserved-word", LintLevel::warning, false, "no name is a reserved word of the server"},
    LintRule{"table-form", LintLevel::off, false, "names of tables are all plural or all singular"},
    LintRule{"text-as-enum", LintLevel::off, false, "a text column whose note lists its values is an enum"},
    LintRule{"timestamp-null", LintLevel::warning, false, "created_at and updated_at are not null"},
    LintRule{"timestamp-type", LintLevel::warning, false, "a column named *_at holds a date or a time"},
    LintRule{"uuid-type", LintLevel::error, false, "a UUID in a MySQL schema is char(36)"},
    LintRule{"varchar-length", LintLevel::error, false, "a string has an explicit length"},
};
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

}  // namespace techmarket::ddl
