#include "ddl/compare.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "ddl/compare_text.h"
#include "ddl/normalise.h"
#include "ddl/normalise_expression.h"

namespace techmarket::ddl {
namespace {

using schema::Column;
using schema::Database;
using schema::Dialect;
using schema::Index;
using schema::Ref;
using schema::Table;
using Kind = Difference::Kind;
using Object = Difference::Object;

/// Пари однакових елементів двох сторін; решта — лише в одній. Правила пробуються по черзі, від суворого.
template <class Element>
struct Pairing {
  std::vector<std::pair<const Element*, const Element*>> pairs;
  std::vector<const Element*> missing, unexpected;
};

template <class Element>
using SameRule = std::function<bool(const Element&, const Element&)>;

template <class Element>
Pairing<Element> pair_up(const std::vector<Element>& expected, const std::vector<Element>& actual,
                         const std::vector<SameRule<Element>>& rules) {
  Pairing<Element> result;
  for (const auto& element : expected) result.missing.push_back(&element);
  for (const auto& element : actual) result.unexpected.push_back(&element);
  for (const auto& same : rules)
    std::erase_if(result.missing, [&](const Element* element) {
      const auto found = std::ranges::find_if(result.unexpected,
                                              [&](const Element* other) { return same(*element, *other); });
      if (found == result.unexpected.end()) return false;
      result.pairs.emplace_back(element, *found);
      result.unexpected.erase(found);
      return true;
    });
  return result;
}

class Comparison {
 public:
  Comparison(const Database& expected, const Database& actual, Dialect dialect)
      : expected_(normalise(expected, dialect)), actual_(normalise(actual, dialect)), dialect_(dialect) {
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
             .expected = describe_columns(table.column_names()),
             .expected_at = table.at});
      else
        tables(table, *found->second);
    }
    for (const auto& table : actual_.tables)
      if (!known.contains(table.name))
        add({.kind = Kind::unexpected,
             .object = Object::table,
             .owner = table.name,
             .actual = describe_columns(table.column_names()),
             .actual_at = table.at});
    return std::move(found_);
  }

 private:
  void add(Difference difference) { found_.push_back(std::move(difference)); }

  void enums() {
    const auto pairing = pair_up<schema::Enum>(
        expected_.enums, actual_.enums, {[](const auto& a, const auto& b) { return a.name == b.name; }});
    for (const auto& [a, b] : pairing.pairs)
      if (describe(*a) != describe(*b))
        add({.kind = Kind::changed,
             .object = Object::enumeration,
             .owner = a->name,
             .attribute = "values",
             .expected = describe(*a),
             .actual = describe(*b),
             .expected_at = a->at,
             .actual_at = b->at});
    for (const auto* a : pairing.missing)
      add({.kind = Kind::missing,
           .object = Object::enumeration,
           .owner = a->name,
           .expected = describe(*a),
           .expected_at = a->at});
    for (const auto* b : pairing.unexpected)
      add({.kind = Kind::unexpected,
           .object = Object::enumeration,
           .owner = b->name,
           .actual = describe(*b),
           .actual_at = b->at});
  }

  void tables(const Table& a, const Table& b) {
    owner_ = a.name;
    comment({}, a.note, b.note, a.at, b.at);
    for (const auto& column : a.columns) {
      if (const Column* other = b.column(column.name))
        columns(column, *other);
      else
        one_sided(Kind::missing, Object::column, column.name, describe(column), column.at);
    }
    for (const auto& column : b.columns)
      if (!a.column(column.name))
        one_sided(Kind::unexpected, Object::column, column.name, describe(column), column.at);
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

  void comment(std::string name, const std::optional<std::string>& a, const std::optional<std::string>& b,
               const SourceRange& a_at, const SourceRange& b_at) {
    changed({Object::comment, std::move(name), a_at, b_at}, "note", a.value_or(""), b.value_or(""));
  }

  void columns(const Column& a, const Column& b) {
    const Subject subject{Object::column, a.name, a.at, b.at};
    const auto default_of = [](const Column& column) {
      return column.default_value ? describe(*column.default_value) : "none";
    };
    changed(subject, "type", describe(a.type), describe(b.type));
    changed(subject, "null", a.nullable() ? "null" : "not null", b.nullable() ? "null" : "not null");
    changed(subject, "default", default_of(a), default_of(b));
    changed(subject, "increment", a.increment ? "increment" : "no increment",
            b.increment ? "increment" : "no increment");
    comment(a.name, a.note, b.note, a.at, b.at);
  }

  // ---- індекси

  /// Частини індексу в одному записі.
  std::string parts_key(const Index& index) const {
    std::vector<std::string> parts;
    for (const auto& part : index.parts)
      parts.push_back(part.expression ? "`" + canonical_expression(part.text, dialect_) + "`" : part.text);
    return describe_columns(parts);
  }

  void indexes(const Table& a, const Table& b) {
    const auto both_keys = [](const Index& x, const Index& y) { return x.primary_key && y.primary_key; };
    const auto neither_key = [](const Index& x, const Index& y) { return !x.primary_key && !y.primary_key; };
    const auto same_parts = [&](const Index& x, const Index& y) {
      return neither_key(x, y) && parts_key(x) == parts_key(y);
    };
    const auto pairing =
        pair_up<Index>(a.indexes, b.indexes,
                       {both_keys,
                        [&](const Index& x, const Index& y) {
                          return neither_key(x, y) && !x.name.empty() && x.name == y.name;
                        },
                        [&](const Index& x, const Index& y) {
                          return same_parts(x, y) && x.unique == y.unique && x.type == y.type;
                        },
                        same_parts});
    for (const auto& [x, y] : pairing.pairs) {
      const Subject subject{x->primary_key ? Object::primary_key : Object::index,
                            x->primary_key ? "" : shown_name(*x, *y), x->at, y->at};
      if (parts_key(*x) != parts_key(*y)) changed(subject, "columns", describe_parts(*x), describe_parts(*y));
      changed(subject, "unique", x->unique ? "unique" : "not unique", y->unique ? "unique" : "not unique");
      changed(subject, "type", x->type.empty() ? "btree" : x->type, y->type.empty() ? "btree" : y->type);
      if (!x->name.empty()) changed(subject, "name", x->name, y->name.empty() ? "automatic" : y->name);
      if (!x->primary_key || x->note || !x->name.empty())
        comment(subject.name, x->note, y->note, x->at, y->at);
    }
    for (const auto* x : pairing.missing) index_one_sided(Kind::missing, *x);
    for (const auto* y : pairing.unexpected) index_one_sided(Kind::unexpected, *y);
  }

  static std::string shown_name(const Index& x, const Index& y) {
    return !x.name.empty() ? x.name : !y.name.empty() ? y.name : describe_parts(x);
  }

  void index_one_sided(Kind kind, const Index& index) {
    one_sided(kind, index.primary_key ? Object::primary_key : Object::index, index.name, describe(index),
              index.at);
  }

  // ---- перевірки та зв'язки

  void checks(const Table& a, const Table& b) {
    using schema::Check;
    const auto same_text = [&](const Check& x, const Check& y) {
      return canonical_expression(x.expression, dialect_) == canonical_expression(y.expression, dialect_);
    };
    const auto pairing = pair_up<Check>(
        a.checks, b.checks,
        {[&](const Check& x, const Check& y) { return x.name == y.name && same_text(x, y); }, same_text,
         [](const Check& x, const Check& y) { return !x.name.empty() && x.name == y.name; }});
    const auto shown = [&](const Check& check) { return readable_expression(check.expression, dialect_); };
    for (const auto& [x, y] : pairing.pairs) {
      const Subject subject{Object::check, x->name, x->at, y->at};
      if (!same_text(*x, *y)) changed(subject, "expression", shown(*x), shown(*y));
      if (!x->name.empty()) changed(subject, "name", x->name, y->name.empty() ? "automatic" : y->name);
    }
    for (const auto* x : pairing.missing) one_sided(Kind::missing, Object::check, x->name, shown(*x), x->at);
    for (const auto* y : pairing.unexpected)
      one_sided(Kind::unexpected, Object::check, y->name, shown(*y), y->at);
  }

  /// Пари стовпців дитини й батька без огляду на порядок пар.
  static std::set<std::pair<std::string, std::string>> column_pairs(const Ref& ref) {
    std::set<std::pair<std::string, std::string>> pairs;
    for (std::size_t i = 0; i < ref.first.columns.size() && i < ref.second.columns.size(); ++i)
      pairs.emplace(ref.first.columns[i], ref.second.columns[i]);
    return pairs;
  }

  void refs(const schema::QualifiedName& table) {
    const auto same = [](const Ref& x, const Ref& y) {
      return x.second.table == y.second.table && column_pairs(x) == column_pairs(y);
    };
    const auto pairing =
        pair_up<Ref>(expected_refs_[table], actual_refs_[table],
                     {[&](const Ref& x, const Ref& y) { return same(x, y) && x.name == y.name; }, same,
                      [](const Ref& x, const Ref& y) { return !x.name.empty() && x.name == y.name; }});
    const auto action = [](const std::string& text) {
      return text.empty() ? std::string("no action") : text;
    };
    for (const auto& [x, y] : pairing.pairs) {
      const Subject subject{Object::ref, x->name.empty() ? describe_columns(x->first.columns) : x->name,
                            x->at, y->at};
      if (!same(*x, *y)) changed(subject, "columns", describe(*x), describe(*y));
      changed(subject, "delete", action(x->on_delete), action(y->on_delete));
      changed(subject, "update", action(x->on_update), action(y->on_update));
      if (!x->name.empty()) changed(subject, "name", x->name, y->name.empty() ? "automatic" : y->name);
    }
    for (const auto* x : pairing.missing) one_sided(Kind::missing, Object::ref, x->name, describe(*x), x->at);
    for (const auto* y : pairing.unexpected)
      one_sided(Kind::unexpected, Object::ref, y->name, describe(*y), y->at);
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

std::vector<Difference> compare(const Database& expected, const Database& actual, Dialect dialect) {
  return Comparison(expected, actual, dialect).run();
}

}  // namespace techmarket::ddl
