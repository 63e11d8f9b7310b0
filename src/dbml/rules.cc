#include "dbml/rules.h"

#include <algorithm>

namespace techmarket::dbml {
namespace {

constexpr auto kError = Severity::error;
constexpr auto kWarning = Severity::warning;

// clang-format off
constexpr DiagnosticRule kRules[] = {
    {"alias-not-allowed", kError, "This element takes no alias.", "Remove 'as …'; only tables and imports have aliases."},
    {"conflicting-settings", kError, "A column is both null and not null.", "Keep one of the two settings."},
    {"custom-setting", kWarning, "A setting close to a known one is kept as a custom setting.", "Correct the name if it is a typing error."},
    {"duplicate-column", kError, "A column is listed twice.", "Rename or remove one of the two."},
    {"duplicate-dependency", kError, "The same dependency is written twice.", "Remove one of the two."},
    {"duplicate-enum", kError, "Two enums have the same name.", "Rename one, or put it into another schema."},
    {"duplicate-enum-value", kError, "An enum lists a value twice.", "Remove the repeated value."},
    {"duplicate-group", kError, "Two table groups have the same name.", "Rename one of the groups."},
    {"duplicate-import", kError, "An imported name is already taken in this file.", "Import it under another name: table a as b."},
    {"duplicate-injection", kError, "A table injects the same partial twice.", "Remove the second injection."},
    {"duplicate-note", kError, "An element has two notes, or two notes share a name.", "Merge the texts, or rename one of the notes."},
    {"duplicate-note-text", kError, "A note contains more than one string.", "Write one string; use ''' for several lines."},
    {"duplicate-partial", kError, "Two table partials have the same name.", "Rename one of the partials."},
    {"duplicate-project", kError, "A file describes more than one project.", "Keep one Project element."},
    {"duplicate-records", kError, "A table has more than one block of records.", "Put all rows into one block."},
    {"duplicate-ref", kError, "The same columns are connected twice.", "Remove one of the two refs; the inline form counts too."},
    {"duplicate-relationship", kError, "A ref contains more than one relationship.", "Write a Ref for each relationship."},
    {"duplicate-setting", kError, "A setting is given twice.", "Keep one of the two."},
    {"duplicate-table", kError, "Two tables, or a table and an alias, have the same name.", "Rename one, or put it into another schema."},
    {"duplicate-view", kError, "Two diagram views have the same name.", "Rename one of the views."},
    {"empty-element", kError, "An element that needs content is empty.", "Give the table a column, the enum a value, the ref a relationship."},
    {"empty-index", kWarning, "An index names no columns; it is left out.", "Name the columns, or remove the index."},
    {"file-too-large", kError, "The file is larger than 256 MiB.", "Split the schema into modules."},
    {"format-changes-meaning", kError, "Formatting would change what the file means; nothing was written.", "Report the file: this is a bug of the formatter."},
    {"incomplete-endpoint", kError, "An end of a ref names a table without a column.", "Write table.column."},
    {"index-dropped", kWarning, "An index of a table partial names a column its table lacks; it is left out.", "Name a column of the table."},
    {"invalid-default", kError, "A default is not a value.", "Use a number, a 'string', a boolean, null, an `expression` or enum.member."},
    {"invalid-escape", kError, "\\u is not followed by four hexadecimal digits.", "Write \\\\u for a backslash and the letter u."},
    {"invalid-number", kError, "A number has letters or a second point in it.", "Correct the number, or quote the text."},
    {"invalid-record-value", kError, "A cell of records is not a value.", "Use a number, a 'string', an enum.member, a boolean, null or an `expression`."},
    {"invalid-setting", kError, "A setting has no value, a needless value, or one of the wrong kind.", "See the message for what the setting takes."},
    {"invalid-utf8", kWarning, "The file has bytes that are not UTF-8; they are replaced by U+FFFD.", "Save the file as UTF-8."},
    {"invalid-value", kError, "A property of a project or of metadata has a value of the wrong kind.", "Use a 'string'; metadata also takes a #color."},
    {"merge-conflict", kError, "The file has the marks of an unresolved merge.", "Keep one side of every conflict and remove the marks."},
    {"missing-columns", kError, "Records outside a table do not name their columns.", "Write records t(a, b) { … }."},
    {"missing-name", kError, "An element has no name.", "Write the name after the keyword."},
    {"missing-space", kError, "A space is missing before settings, '{' or a type.", "Write name [setting], indexes {, name type."},
    {"missing-type", kError, "A column has no type.", "Write the name, then the type."},
    {"mixed-dependency", kError, "One Dep connects tables at one edge and columns at another.", "Write a Dep for each."},
    {"module-not-found", kError, "An imported file cannot be read.", "Correct the path; it is relative to the importing file."},
    {"nested-partial", kError, "A table partial injects another partial.", "Inject both partials into the table."},
    {"nested-schema", kError, "A name has too many parts.", "Quote a name that contains a dot."},
    {"not-text", kError, "The file is binary.", "Give a DBML file."},
    {"not-utf8", kError, "The file is UTF-16, not UTF-8.", "Save the file as UTF-8."},
    {"record-duplicate-key", kWarning, "Two rows of records have the same primary key or unique value.", "Change or remove one of the rows."},
    {"record-missing-column", kWarning, "The rows give no value to a column that cannot be null and has no default.", "Add the column to the list of the records."},
    {"record-null", kWarning, "A row has null in a column that cannot be null.", "Give the cell a value."},
    {"record-unknown-reference", kWarning, "A row refers to a row that is not among the records of the other table.", "Add the missing row, or correct the value."},
    {"records-not-allowed", kError, "A table partial contains records.", "Move the records to the table."},
    {"ref-dropped", kWarning, "A ref is dropped because its target table is not imported.", "Import the target table too."},
    {"ref-target-not-unique", kWarning, "A ref points at columns that are neither the primary key nor unique.", "Make the referenced columns pk or unique."},
    {"ref-type-mismatch", kWarning, "The columns at the ends of a ref have types that cannot be compared.", "Give both columns the same type."},
    {"same-endpoints", kError, "A ref points from columns to themselves.", "Name another column at one of the ends."},
    {"settings-not-allowed", kError, "Settings stand where this element takes none.", "Remove them, or move them where the hint says."},
    {"table-in-two-groups", kError, "A table belongs to two table groups.", "Keep it in one group."},
    {"too-many-errors", kError, "The run stopped after 200 errors.", "Correct the first errors and run again."},
    {"too-many-warnings", kWarning, "Only the first 200 warnings are shown.", "Correct the first warnings and run again."},
    {"unclosed-block", kError, "A body has no closing '}'.", "Add '}'."},
    {"unclosed-settings", kError, "A list of settings has no closing ']'.", "Add ']'."},
    {"unequal-columns", kError, "The ends of a ref have different numbers of columns.", "Name as many columns at one end as at the other."},
    {"unexpected-character", kError, "A character that DBML does not use.", "Remove it, or put it into quotes."},
    {"unexpected-token", kError, "Something else is expected here.", "See the message for what is expected."},
    {"unknown-block", kError, "A block that this element does not have.", "See the hint for the blocks it has."},
    {"unknown-column", kError, "A column does not exist.", "Correct the name, or add the column."},
    {"unknown-element", kError, "A keyword that DBML does not have.", "See the hint for the nearest keyword."},
    {"unknown-enum", kError, "An enum does not exist.", "Correct the name, or add the enum."},
    {"unknown-enum-value", kError, "An enum has no such value.", "Correct the name, or add the value."},
    {"unknown-group", kError, "A table group does not exist.", "Correct the name, or add the group."},
    {"unknown-import", kError, "The imported file has no such element.", "Correct the name; imports are passed on only by reuse."},
    {"unknown-import-kind", kError, "This kind of element cannot be imported.", "Use table, enum, tablepartial, note, schema or tablegroup."},
    {"unknown-metadata-kind", kError, "Metadata cannot describe this kind of element.", "Use Table, Column, TableGroup or Note."},
    {"unknown-note", kError, "A note does not exist.", "Correct the name, or add the note."},
    {"unknown-partial", kError, "A table partial does not exist.", "Correct the name, or add the partial."},
    {"unknown-schema", kError, "A schema has no tables.", "Correct the name of the schema."},
    {"unknown-setting", kError, "A setting that this element does not have.", "See the hint for the nearest setting."},
    {"unknown-table", kError, "A table does not exist.", "Correct the name, or add the table."},
    {"unquoted-expression", kError, "An expression stands without backticks.", "Put it in backticks: `now()`, `a > 0`."},
    {"unreadable-file", kError, "A file cannot be read.", "Check the path and the permissions."},
    {"unterminated-comment", kError, "A comment is never closed.", "Add '*/'."},
    {"unterminated-string", kError, "A string or an expression is never closed.", "Add the closing quote; use ''' for several lines."},
    {"value-not-in-enum", kWarning, "A default or a cell of records is not a value of the column's enum.", "Correct the value, or add it to the enum."},
    {"value-out-of-range", kWarning, "A number does not fit the type of the column.", "Correct the number, or take a wider type."},
    {"value-rounded", kWarning, "A number has more digits after the point than the column keeps.", "Round it yourself, or widen the scale."},
    {"value-too-long", kWarning, "A text is longer than the column holds.", "Shorten the text, or lengthen the column."},
    {"value-type", kWarning, "A default or a cell of records is not of the column's type.", "Correct the value or the type."},
    {"wrong-row-size", kError, "A row of records has too few or too many values.", "Give each column one value; a skipped value is written as null or as nothing."},
};
// clang-format on
static_assert(std::ranges::is_sorted(kRules, {}, &DiagnosticRule::code));

}  // namespace

std::span<const DiagnosticRule> diagnostic_rules() {
  return kRules;
}

}  // namespace techmarket::dbml
