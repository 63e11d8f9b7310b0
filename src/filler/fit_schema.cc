#include "filler/fit_schema.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "ddl/dialect_findings.h"
#include "ddl/grouped_schema.h"
#include "filler/fit_expression.h"
#include "filler/fit_type.h"
#include "filler/value_type.h"
#include "sql/expression_tree.h"
#include "sql/type_name.h"

namespace techmarket::filler {
namespace {

using schema::Column;
using schema::Database;
using schema::Dialect;
using schema::Table;

class Fitter {
 public:
  Fitter(const Database& source, Dialect dialect)
      : source_(source), dialect_(dialect), postgres_(dialect == Dialect::postgres) {
    fitted_.planned = source;
    fitted_.built = source;
    for (Table& table : fitted_.built.tables) table.records.reset();
  }

  FittedSchema run() {
    find_keys();
    fit_types();
    for (Table& table : fitted_.built.tables) {
      for (Column& column : table.columns) fit_default(table, column);
      fit_expressions(table);
    }
    // Ключ, що сам посилається далі, бере тип не з першого разу.
    constexpr int kDeepest = 8;
    bool changed = true;
    for (int pass = 0; changed && pass < kDeepest; ++pass) {
      changed = false;
      for (const schema::Ref& ref : source_.refs) changed = fit_ref(ref) || changed;
    }
    leave_out_the_rest();
    return std::move(fitted_);
  }

 private:
  void note(const SourceRange& at, std::string message, std::string hint = {}) {
    fitted_.notes.push_back({.severity = Severity::warning,
                             .code = "fitted",
                             .message = std::move(message),
                             .at = at,
                             .hint = std::move(hint),
                             .subject = {}});
  }
  static std::string title(const Table& table, const Column& column) {
    return fmt::format("'{}.{}'", schema::display_name(table.name), column.name);
  }

  /// Стовпці ключів, індексів і посилань: MySQL не індексує тексту без довжини.
  void find_keys() {
    for (const Table& table : source_.tables) {
      auto& keys = keys_[table.name];
      for (const Column& column : table.columns)
        if (column.primary_key || column.unique) keys.insert(column.name);
      for (const auto& index : table.indexes)
        for (const auto& part : index.parts)
          if (!part.expression && !equals_ignore_case(index.type, "fulltext")) keys.insert(part.text);
    }
    for (const schema::Ref& ref : source_.refs)
      for (const schema::Endpoint* end : {&ref.first, &ref.second})
        keys_[end->table].insert(end->columns.begin(), end->columns.end());
  }

  void fit_types() {
    const ddl::Model model(source_);
    for (std::size_t i = 0; i < source_.tables.size(); ++i)
      for (std::size_t k = 0; k < source_.tables[i].columns.size(); ++k) {
        const Column& column = source_.tables[i].columns[k];
        const bool own = model.enum_of(column.type);
        // Масивів MySQL не має, навіть масивів власного переліку.
        if (own && (postgres_ || column.type.array.empty())) continue;
        Column& built = fitted_.built.tables[i].columns[k];
        fit_type(keys_[source_.tables[i].name].contains(column.name), column, source_, dialect_,
                 fitted_.planned.tables[i].columns[k], built);
        const std::string before = column.type.text(), after = built.type.text();
        if (before != after && told_.insert(before + '\0' + after).second)
          note(column.type_at.line > 0 ? column.type_at : column.at,
               fmt::format("type '{}' is built as {}", before, after));
      }
  }

  /// Значення за замовчуванням, якого сервер не прийме, рядкам не потрібне: генератор пише кожен стовпець.
  void fit_default(const Table& table, Column& column) {
    if (!column.default_value) return;
    using Kind = schema::Value::Kind;
    schema::Value& value = *column.default_value;
    const ValueType type = value_type(column, fitted_.built, dialect_);
    const bool json = type.kind == Family::json;
    if (value.kind == Kind::expression && json &&
        (value.text.starts_with('{') || value.text.starts_with('[')))
      value.kind = Kind::string;
    bool fits = true;
    if (value.kind == Kind::expression) {
      fits = is_known_expression(value.text, false, dialect_) && !value.text.contains('.');
    } else if (value.kind == Kind::string) {
      constexpr Family kTexts[] = {Family::text, Family::enumeration, Family::json, Family::other};
      const bool member = type.kind != Family::enumeration ||
                          std::ranges::find(type.members, value.text) != type.members.end();
      const bool number =
          (type.kind == Family::integer || type.kind == Family::decimal) && sql::is_number(value.text);
      const bool truth = type.kind == Family::boolean && (value.text == "true" || value.text == "false");
      fits = number || truth || (std::ranges::find(kTexts, type.kind) != std::end(kTexts) && member);
      if (type.kind == Family::text && type.length > 0) fits = count_code_points(value.text) <= type.length;
    } else if (value.kind == Kind::boolean) {
      fits = type.kind == Family::boolean || !postgres_;
    } else if (value.kind == Kind::number) {
      fits = type.kind == Family::integer || type.kind == Family::decimal || type.kind == Family::text ||
             (!postgres_ && type.kind == Family::boolean);
    }
    // У MySQL великі тексти й JSON мають за замовчуванням лише вираз у дужках.
    const sql::TypeWord* word = sql::find_type(sql::base_name(column.type));
    if (!postgres_ && (json || (word && word->holds > 0))) fits = false;
    if (fits) return;
    note(column.at,
         fmt::format("column {} is built without its default '{}'", title(table, column), value.text));
    column.default_value.reset();
  }

  /// Перевірки й індекси за виразами, яких сервер не обчислить.
  void fit_expressions(Table& table) {
    const auto unknown = [&](const schema::Check& check) {
      if (is_known_expression(check.expression, true, dialect_)) return false;
      note(check.at, fmt::format("left out: the check '{}'", check.expression));
      return true;
    };
    std::erase_if(table.checks, unknown);
    for (Column& column : table.columns) std::erase_if(column.checks, unknown);
    std::erase_if(table.indexes, [&](const schema::Index& index) {
      const bool fits = std::ranges::all_of(index.parts, [&](const schema::IndexPart& part) {
        // Індексів за виразом MariaDB не має.
        return !part.expression || (postgres_ && is_known_expression(part.text, true, dialect_));
      });
      if (!fits) note(index.at, "left out: an index over an expression");
      return !fits;
    });
  }

  Table* built_table(const schema::QualifiedName& name) {
    const auto found = std::ranges::find(fitted_.built.tables, name, &Table::name);
    return found == fitted_.built.tables.end() ? nullptr : &*found;
  }

  /// @return true, якщо стовпець дістав тип того, на що посилається.
  bool fit_ref(const schema::Ref& ref) {
    if (ref.inactive) return false;
    const auto ends = ref.child_and_parent();
    // Проміжна таблиця many-to-many посилається на обидва кінці.
    for (const schema::Endpoint* end : {ends ? ends->second : &ref.first, ends ? ends->second : &ref.second})
      if (Table* parent = built_table(end->table)) make_unique(ref, *parent, end->columns);
    if (!ends) return false;
    Table *child = built_table(ends->first->table), *parent = built_table(ends->second->table);
    if (!child || !parent) return false;
    bool changed = false;
    for (std::size_t i = 0; i < ends->first->columns.size(); ++i) {
      const auto from = std::ranges::find(child->columns, ends->first->columns[i], &Column::name),
                 to = std::ranges::find(parent->columns, ends->second->columns[i], &Column::name);
      if (from == child->columns.end() || to == parent->columns.end() ||
          allows_key(from->type, to->type, source_, dialect_))
        continue;
      note(ref.at, fmt::format("column {} is built as {}, like {} it refers to", title(*child, *from),
                               to->type.text(), title(*parent, *to)));
      from->type = to->type;
      from->default_value.reset();
      changed = true;
    }
    return changed;
  }

  /// На що посилаються, те мусить бути неповторним; генератор його таким і робить.
  void make_unique(const schema::Ref& ref, Table& parent, const std::vector<std::string>& columns) {
    std::set<std::string> wanted(columns.begin(), columns.end());
    const auto key = parent.primary_key();
    if (std::set(key.begin(), key.end()) == wanted) return;
    for (const auto& index : parent.indexes) {
      std::set<std::string> parts;
      for (const auto& part : index.parts) parts.insert(part.text);
      if ((index.unique || index.primary_key) && parts == wanted) return;
    }
    const auto one = std::ranges::find(parent.columns, columns.front(), &Column::name);
    if (one == parent.columns.end() || (columns.size() == 1 && one->unique)) return;
    note(ref.at, fmt::format("'{}.({})' is built unique: a ref points at it",
                             schema::display_name(parent.name), fmt::join(columns, ", ")));
    if (columns.size() == 1) {
      one->unique = true;
      return;
    }
    schema::Index index{.parts = {}, .unique = true, .at = ref.at};
    for (const auto& column : columns) index.parts.push_back({.text = column});
    parent.indexes.push_back(std::move(index));
  }

  /// Що ще назвали межі сервера (ddl/dialect_findings.h): індекси, перевірки, дії посилань, лічильники.
  void leave_out_the_rest() {
    for (const Diagnostic& finding : ddl::dialect_findings(fitted_.built, dialect_)) {
      const auto here = [&](const SourceRange& at) {
        return at.line == finding.at.line && at.column == finding.at.column && at.file == finding.at.file;
      };
      bool left_out = false;
      for (Table& table : fitted_.built.tables) {
        const auto drop = [&](auto& items) {
          return std::erase_if(items, [&](const auto& item) { return here(item.at); }) > 0;
        };
        left_out = drop(table.checks) || left_out;
        // Задовге ім'я індексу сервер обріже; це не відмова.
        if (!finding.code.starts_with("dialect-name")) left_out = drop(table.indexes) || left_out;
        for (Column& column : table.columns) {
          left_out = drop(column.checks) || left_out;
          if (!here(column.at)) continue;
          if (finding.code == "dialect-expression") column.default_value.reset(), left_out = true;
          if (finding.code == "dialect-increment") column.increment = false, left_out = true;
        }
      }
      for (schema::Ref& ref : fitted_.built.refs)
        if (here(ref.at) && finding.code == "dialect-ref") ref.inactive = left_out = true;
      if (left_out) note(finding.at, "left out: " + finding.message);
    }
  }

  const Database& source_;
  const Dialect dialect_;
  const bool postgres_;
  FittedSchema fitted_;
  std::map<schema::QualifiedName, std::set<std::string>> keys_;
  std::set<std::string> told_;
};

}  // namespace

FittedSchema fit_schema(const Database& source, Dialect dialect) {
  return Fitter(source, dialect).run();
}

}  // namespace techmarket::filler
