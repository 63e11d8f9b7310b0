#include "dbml/check_ref.h"

#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sql/comparable.h"

namespace techmarket::dbml {
namespace {

using schema::Endpoint;
using schema::Table;

std::string place(const Table& table, const std::vector<std::string>& columns) {
  const auto owner = schema::display_name(table.name);
  return columns.size() == 1 ? fmt::format("{}.{}", owner, columns.front())
                             : fmt::format("{}.({})", owner, fmt::join(columns, ", "));
}

}  // namespace

void check_ref(const SourceFile& file, Reporter& reporter, Span at, const schema::Ref& ref,
               const Table& first, const Table& second, const schema::Lookup& lookup) {
  // Кінці <> зв'язує проміжна таблиця: їхні типи одне від одного не залежать.
  const auto ends = ref.child_and_parent();
  for (std::size_t i = 0; ends && i < ref.first.columns.size(); ++i) {
    const auto* left = lookup.column(first, ref.first.columns[i]);
    const auto* right = lookup.column(second, ref.second.columns[i]);
    if (!left || !right || sql::comparable(left->type, right->type)) continue;
    const auto left_name = place(first, {left->name}), right_name = place(second, {right->name});
    reporter.warning(file, at, "ref-type-mismatch",
                     fmt::format("'{}' is {}, but '{}' is {}", left_name, left->type.text(), right_name,
                                 right->type.text()),
                     {.hint = "give both columns the same type", .subject = left_name});
  }
  const auto require_key = [&](const Table& table, const Endpoint& end) {
    if (lookup.is_unique(table, end.columns)) return;
    const auto name = place(table, end.columns);
    const bool one = end.columns.size() == 1;
    reporter.warning(file, at, "ref-target-not-unique",
                     fmt::format("'{}' {} referenced, but {} neither the primary key nor unique", name,
                                 one ? "is" : "are", one ? "is" : "are together"),
                     {.hint = one ? "add [pk] or [unique] to the column"
                                  : "add an index on these columns with [pk] or [unique]",
                      .subject = name});
  };
  if (ends) {
    require_key(ends->second == &ref.first ? first : second, *ends->second);
  } else {
    require_key(first, ref.first);
    require_key(second, ref.second);
  }
}

}  // namespace techmarket::dbml
