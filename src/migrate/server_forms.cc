#include "migrate/server_forms.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "ddl/grouped_schema.h"
#include "ddl/syntax.h"

namespace techmarket::migrate {
namespace {

using schema::Column;
using schema::Database;
using schema::Dialect;
using schema::Table;

class Drafting {
 public:
  Drafting(const Database& source, Dialect dialect)
      : source_(source),
        target_(ddl::normalise(source, dialect)),
        model_(target_),
        syntax_(ddl::make_syntax(dialect)) {}

  std::vector<DraftTable> run() const {
    std::vector<DraftTable> tables;
    for (const auto& table : target_.tables) {
      DraftTable one{.table = table.name, .columns = {}, .drafts = drafts(table)};
      if (one.drafts.empty()) continue;
      for (const auto& column : table.columns) {
        Column plain = column;
        plain.increment = false;
        one.columns.emplace_back(
            column.name, syntax_->quote_name(column.name) + " " + syntax_->column_type(plain, model_));
      }
      tables.push_back(std::move(one));
    }
    return tables;
  }

 private:
  std::vector<Draft> drafts(const Table& table) const {
    std::vector<Draft> found;
    for (const auto& column : table.columns)
      if (column.default_value && !syntax_->is_numbered(column))
        found.push_back({.column = column.name, .sql = default_of(table, column)});
    for (std::size_t i = 0; i < table.checks.size(); ++i)
      found.push_back({.kind = Draft::Kind::check,
                       .number = i,
                       .sql = table.checks[i].expression,
                       .name = fmt::format("_techmarket_check_{}", i)});
    for (std::size_t i = 0; i < table.indexes.size(); ++i) {
      const auto& index = table.indexes[i];
      if (std::ranges::none_of(index.parts, &schema::IndexPart::expression)) continue;
      const std::string method = index.type.empty() ? std::string() : "USING " + index.type + " ";
      found.push_back({.kind = Draft::Kind::index,
                       .number = i,
                       .sql = method + ddl::index_parts(*syntax_, index),
                       .name = fmt::format("_techmarket_index_{}", i)});
    }
    return found;
  }

  std::string default_of(const Table& table, const Column& column) const {
    const Table* owner = source_.table(table.name);
    const Column* source = owner ? owner->column(column.name) : nullptr;
    const auto& value = source && source->default_value ? *source->default_value : *column.default_value;
    return syntax_->default_value(column, value);
  }

  const Database& source_;
  const ddl::Normalised target_;
  const ddl::Model model_;
  const std::unique_ptr<ddl::Syntax> syntax_;
};

void apply(const Draft& draft, const std::vector<std::string>& forms, Table& table) {
  switch (draft.kind) {
    case Draft::Kind::default_value: {
      const auto column = std::ranges::find(table.columns, draft.column, &Column::name);
      if (column == table.columns.end() || !column->default_value) return;
      if (forms.empty())
        column->default_value.reset();  // NULL, хоч би яким виразом його записано
      else
        column->default_value->server = forms.front();
      return;
    }
    case Draft::Kind::check:
      if (draft.number < table.checks.size() && !forms.empty())
        table.checks[draft.number].server = forms.front();
      return;
    case Draft::Kind::index: {
      if (draft.number >= table.indexes.size()) return;
      auto form = forms.begin();
      for (auto& part : table.indexes[draft.number].parts)
        if (part.expression && form != forms.end()) part.server = *form++;
      return;
    }
  }
}

}  // namespace

std::vector<DraftTable> draft_tables(const Database& source, Dialect dialect) {
  return Drafting(source, dialect).run();
}

std::string draft_body(const DraftTable& table, std::span<const Draft> drafts, Dialect dialect) {
  std::vector<std::string> lines;
  for (const auto& [name, text] : table.columns) {
    lines.push_back(text);
    for (const auto& draft : drafts)
      if (draft.kind == Draft::Kind::default_value && draft.column == name)
        lines.back() += " DEFAULT " + draft.sql;
  }
  const auto syntax = ddl::make_syntax(dialect);
  for (const auto& draft : drafts)
    if (draft.kind == Draft::Kind::check)
      lines.push_back(fmt::format("CONSTRAINT {} CHECK ({})", syntax->quote_name(draft.name), draft.sql));
  return fmt::format("{}", fmt::join(lines, ",\n  "));
}

ddl::Normalised ServerForms::applied(ddl::Normalised target) const {
  for (auto& table : target.tables)
    if (const auto found = forms_.find(table.name); found != forms_.end())
      for (const auto& [draft, forms] : found->second) apply(draft, forms, table);
  return target;
}

}  // namespace techmarket::migrate
