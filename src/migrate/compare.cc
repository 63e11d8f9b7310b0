#include "migrate/compare.h"

#include <map>
#include <set>
#include <utility>

#include "ddl/describe.h"
#include "ddl/normalise.h"
#include "migrate/match.h"
#include "sql/expression.h"

namespace techmarket::migrate {
namespace {

using schema::Column;
using schema::Database;
using schema::Dialect;
using schema::Index;
using schema::Ref;
using schema::Table;
using Kind = Difference::Kind;
using Object = Difference::Object;

class Comparison {
 public:
  Comparison(const Database& expected, const Database& actual, Dialect dialect, const ServerForms& forms)
      : expected_(forms.applied(ddl::normalise(expected, dialect))),
        actual_(ddl::normalise(actual, dialect)),
        dialect_(dialect) {
    for (const auto& table : actual_.tables) actual_tables_.emplace(table.name, &table);
    for (const auto& ref : expected_.refs) expected_refs_[ref.first.table].push_back(ref);
    for (const auto& ref : actual_.refs) actual_refs_[ref.first.table].push_back(ref);
  }

  std::vector<Difference> run() {
    enums();
    std::set<schema::QualifiedName> known;
    for (const auto& table : expected_.tables) {
      known.insert(table.name);
      const auto found = actual_tables_.find(table.name);
      if (found == actual_tables_.end())
        add({.kind = Kind::missing,
             .object = Object::table,
             .owner = table.name,
             .expected = ddl::describe_columns(table.column_names()),
             .expected_at = table.at});
      else
        tables(table, *found->second);
    }
    for (const auto& table : actual_.tables)
      if (!known.contains(table.name))
        add({.kind = Kind::unexpected,
             .object = Object::table,
             .owner = table.name,
             .actual = ddl::describe_columns(table.column_names()),
             .actual_at = table.at});
    return std::move(found_);
  }

 private:
  void add(Difference difference) { found_.push_back(std::move(difference)); }

  void enums() {
    for (const auto& a : expected_.enums) {
      const schema::Enum* b = actual_.find_enum(a.name);
      if (b && ddl::describe(a) == ddl::describe(*b)) continue;
      add({.kind = b ? Kind::changed : Kind::missing,
           .object = Object::enumeration,
           .owner = a.name,
           .attribute = b ? "values" : "",
           .expected = ddl::describe(a),
           .actual = b ? ddl::describe(*b) : "",
           .expected_at = a.at,
           .actual_at = b ? b->at : SourceRange{}});
    }
    for (const auto& b : actual_.enums)
      if (!expected_.find_enum(b.name))
        add({.kind = Kind::unexpected,
             .object = Object::enumeration,
             .owner = b.name,
             .actual = ddl::describe(b),
             .actual_at = b.at});
  }

  void tables(const Table& a, const Table& b) {
    owner_ = a.name;
    comment({}, a.note, b.note, a.at, b.at);
    for (const auto& column : a.columns) {
      if (const Column* other = b.column(column.name))
        columns(column, *other);
      else
        one_sided(Kind::missing, Object::column, column.name, ddl::describe(column), column.at);
    }
    for (const auto& column : b.columns)
      if (!a.column(column.name))
        one_sided(Kind::unexpected, Object::column, column.name, ddl::describe(column), column.at);
    indexes(a, b);
    checks(a, b);
    refs(a.name);
  }

  void one_sided(Kind kind, Object object, std::string name, std::string text, const SourceRange& at) {
    Difference difference{.kind = kind, .object = object, .owner = owner_, .name = std::move(name)};
    (kind == Kind::missing ? difference.expected : difference.actual) = std::move(text);
    (kind == Kind::missing ? difference.expected_at : difference.actual_at) = at;
    add(std::move(difference));
  }

  /// Спільне для всіх changed: елемент, у якому різняться властивості.
  struct Subject {
    Object object;
    std::string name;
    const SourceRange &expected_at, &actual_at;
  };

  void changed(const Subject& subject, std::string attribute, std::string expected, std::string actual) {
    if (expected == actual) return;
    add({.kind = Kind::changed,
         .object = subject.object,
         .owner = owner_,
         .name = subject.name,
         .attribute = std::move(attribute),
         .expected = std::move(expected),
         .actual = std::move(actual),
         .expected_at = subject.expected_at,
         .actual_at = subject.actual_at});
  }

  /// Вираз для людини і його запис сервером: він відрізнить те, що для людини однакове.
  struct Shown {
    std::string text, server;
  };
  void changed(const Subject& subject, std::string attribute, Shown expected, Shown actual) {
    const bool alike = expected.text == actual.text;
    changed(subject, std::move(attribute), std::move(alike ? expected.server : expected.text),
            std::move(alike ? actual.server : actual.text));
  }

  void comment(std::string name, const std::optional<std::string>& a, const std::optional<std::string>& b,
               const SourceRange& a_at, const SourceRange& b_at) {
    if (!ddl::same_shown(a.value_or(""), b.value_or(""), dialect_))
      changed({Object::comment, std::move(name), a_at, b_at}, "note", a.value_or(""), b.value_or(""));
  }

  void columns(const Column& a, const Column& b) {
    const Subject subject{Object::column, a.name, a.at, b.at};
    const auto default_of = [](const Column& column) {
      return column.default_value ? ddl::describe(*column.default_value) : "none";
    };
    changed(subject, "type", ddl::describe(a.type), ddl::describe(b.type));
    changed(subject, "null", a.nullable() ? "null" : "not null", b.nullable() ? "null" : "not null");
    if (!same_default(a, b, dialect_)) {
      const auto server_of = [](const Column& column) {
        return column.default_value ? column.default_value->server : std::string();
      };
      changed(subject, "default", {default_of(a), server_of(a)}, {default_of(b), server_of(b)});
    }
    changed(subject, "increment", a.increment ? "increment" : "no increment",
            b.increment ? "increment" : "no increment");
    comment(a.name, a.note, b.note, a.at, b.at);
  }

  // ---- індекси

  void indexes(const Table& a, const Table& b) {
    const auto matched = match_indexes(a.indexes, b.indexes, dialect_);
    for (const auto& [x, y] : matched.pairs) {
      const Subject subject{x->primary_key ? Object::primary_key : Object::index,
                            x->primary_key ? "" : shown_name(*x, *y), x->at, y->at};
      if (!same_parts(*x, *y, dialect_))
        changed(subject, "columns", {ddl::describe_parts(*x), server_parts(*x)},
                {ddl::describe_parts(*y), server_parts(*y)});
      changed(subject, "unique", x->unique ? "unique" : "not unique", y->unique ? "unique" : "not unique");
      changed(subject, "type", x->type.empty() ? "btree" : x->type, y->type.empty() ? "btree" : y->type);
      if (!x->name.empty()) changed(subject, "name", x->name, y->name.empty() ? "automatic" : y->name);
      if (!x->primary_key || x->note || !x->name.empty())
        comment(subject.name, x->note, y->note, x->at, y->at);
    }
    for (const auto* x : matched.missing) index_one_sided(Kind::missing, *x);
    for (const auto* y : matched.unexpected) index_one_sided(Kind::unexpected, *y);
  }

  static std::string server_parts(const Index& index) {
    std::vector<std::string> parts;
    for (const auto& part : index.parts) parts.push_back(part.expression ? part.server : part.text);
    return ddl::describe_columns(parts);
  }

  static std::string shown_name(const Index& x, const Index& y) {
    return !x.name.empty() ? x.name : !y.name.empty() ? y.name : ddl::describe_parts(x);
  }

  void index_one_sided(Kind kind, const Index& index) {
    one_sided(kind, index.primary_key ? Object::primary_key : Object::index, index.name, ddl::describe(index),
              index.at);
  }

  // ---- перевірки та зв'язки

  void checks(const Table& a, const Table& b) {
    using schema::Check;
    const auto matched = match_checks(a.checks, b.checks, dialect_);
    const auto shown = [&](const Check& check) {
      return sql::readable_expression(check.expression, dialect_);
    };
    for (const auto& [x, y] : matched.pairs) {
      const Subject subject{Object::check, x->name, x->at, y->at};
      if (!same_expression(*x, *y, dialect_))
        changed(subject, "expression", {shown(*x), x->server}, {shown(*y), y->server});
      if (!x->name.empty()) changed(subject, "name", x->name, y->name.empty() ? "automatic" : y->name);
    }
    for (const auto* x : matched.missing) one_sided(Kind::missing, Object::check, x->name, shown(*x), x->at);
    for (const auto* y : matched.unexpected)
      one_sided(Kind::unexpected, Object::check, y->name, shown(*y), y->at);
  }

  void refs(const schema::QualifiedName& table) {
    const auto matched = match_refs(expected_refs_[table], actual_refs_[table]);
    const auto action = [](const std::string& text) {
      return text.empty() ? std::string("no action") : text;
    };
    for (const auto& [x, y] : matched.pairs) {
      const Subject subject{Object::ref, x->name.empty() ? ddl::describe_columns(x->first.columns) : x->name,
                            x->at, y->at};
      if (!same_ends(*x, *y)) changed(subject, "columns", ddl::describe(*x), ddl::describe(*y));
      changed(subject, "delete", action(x->on_delete), action(y->on_delete));
      changed(subject, "update", action(x->on_update), action(y->on_update));
      if (!x->name.empty()) changed(subject, "name", x->name, y->name.empty() ? "automatic" : y->name);
    }
    for (const auto* x : matched.missing)
      one_sided(Kind::missing, Object::ref, x->name, ddl::describe(*x), x->at);
    for (const auto* y : matched.unexpected)
      one_sided(Kind::unexpected, Object::ref, y->name, ddl::describe(*y), y->at);
  }

  const Database expected_, actual_;
  const Dialect dialect_;
  std::map<schema::QualifiedName, const Table*> actual_tables_;
  std::map<schema::QualifiedName, std::vector<Ref>> expected_refs_, actual_refs_;
  schema::QualifiedName owner_;
  std::vector<Difference> found_;
};

}  // namespace

std::string Difference::path() const {
  const std::string text = schema::display_name(owner);
  return name.empty() ? text : text + "." + name;
}

std::vector<Difference> compare(const Database& expected, const Database& actual, Dialect dialect,
                                const ServerForms& forms) {
  return Comparison(expected, actual, dialect, forms).run();
}

}  // namespace techmarket::migrate
