#include "migrate/compare.h"

#include <map>
#include <utility>

#include "ddl/describe.h"
#include "ddl/normalise.h"
#include "migrate/delta.h"
#include "sql/expression.h"

namespace techmarket::migrate {
namespace {

using schema::Check;
using schema::Column;
using schema::Database;
using schema::Dialect;
using schema::Index;
using schema::Ref;
using schema::Table;
using Kind = Difference::Kind;
using Object = Difference::Object;

/// Delta → перелік для людини: за таблицями цілі в їхньому порядку.
class Rendering {
 public:
  Rendering(const Delta& delta, const ddl::Normalised& expected) : delta_(delta), expected_(expected) {
    for (const auto& table : delta.tables) tables_.emplace(table.to, &table);
  }

  std::vector<Difference> run() {
    enums();
    for (const auto& expected : expected_.tables) {
      owner_ = expected.name;
      if (const auto found = tables_.find(&expected); found != tables_.end())
        table(*found->second);
      else
        one_sided(Kind::missing, Object::table, {}, ddl::describe_columns(expected.column_names()),
                  expected.at);
    }
    for (const auto* actual : delta_.dropped) {
      owner_ = actual->name;
      one_sided(Kind::unexpected, Object::table, {}, ddl::describe_columns(actual->column_names()),
                actual->at);
    }
    return std::move(found_);
  }

 private:
  void enums() {
    std::map<const schema::Enum*, const schema::Enum*> changed_enums;  // нове → старе
    for (const auto& [to, from] : delta_.extended_enums) changed_enums.emplace(to, from);
    for (const auto& [to, from] : delta_.rebuilt_enums) changed_enums.emplace(to, from);
    for (const auto* created : delta_.created_enums) changed_enums.emplace(created, nullptr);
    for (const auto& element : expected_.enums) {
      const auto found = changed_enums.find(&element);
      if (found == changed_enums.end()) continue;
      owner_ = element.name;
      if (const auto* from = found->second)
        changed({Object::enumeration, {}, element.at, from->at}, "values", ddl::describe(element),
                ddl::describe(*from));
      else
        one_sided(Kind::missing, Object::enumeration, {}, ddl::describe(element), element.at);
    }
    for (const auto* dropped : delta_.dropped_enums) {
      owner_ = dropped->name;
      one_sided(Kind::unexpected, Object::enumeration, {}, ddl::describe(*dropped), dropped->at);
    }
  }

  void table(const TableDelta& delta) {
    if (delta.note) note({}, *delta.to, *delta.from);
    for (const auto& column : delta.to->columns) {
      if (const auto* change = delta.change_of(column.name))
        this->column(*change);
      else if (!delta.from->column(column.name))
        one_sided(Kind::missing, Object::column, column.name, ddl::describe(column), column.at);
    }
    for (const auto* column : delta.dropped)
      one_sided(Kind::unexpected, Object::column, column->name, ddl::describe(*column), column->at);
    for (const auto& pair : delta.indexes.pairs) index(pair);
    one_sided(
        delta.indexes, [](const Index& one) { return one.primary_key ? Object::primary_key : Object::index; },
        [](const Index& one) { return ddl::describe(one); });
    for (const auto& pair : delta.checks.pairs) check(pair);
    one_sided(
        delta.checks, [](const Check&) { return Object::check; },
        [&](const Check& one) { return shown(one).text; });
    const auto refs = delta_.refs.find(delta.to->name);
    if (refs == delta_.refs.end()) return;
    for (const auto& pair : refs->second.pairs) ref(pair);
    one_sided(
        refs->second, [](const Ref&) { return Object::ref; },
        [](const Ref& one) { return ddl::describe(one); });
  }

  // ---- спільне

  void one_sided(Kind kind, Object object, std::string name, std::string text, const SourceRange& at) {
    Difference difference{.kind = kind, .object = object, .owner = owner_, .name = std::move(name)};
    (kind == Kind::missing ? difference.expected : difference.actual) = std::move(text);
    (kind == Kind::missing ? difference.expected_at : difference.actual_at) = at;
    found_.push_back(std::move(difference));
  }

  template <class Pair, class ObjectOf, class Describe>
  void one_sided(const Changes<Pair>& changes, const ObjectOf& object, const Describe& describe) {
    for (const auto* one : changes.missing)
      one_sided(Kind::missing, object(*one), one->name, describe(*one), one->at);
    for (const auto* one : changes.unexpected)
      one_sided(Kind::unexpected, object(*one), one->name, describe(*one), one->at);
  }

  /// Спільне для всіх changed: елемент, у якому різняться властивості.
  struct Subject {
    Object object;
    std::string name;
    const SourceRange &expected_at, &actual_at;
  };

  void changed(const Subject& subject, std::string attribute, std::string expected, std::string actual) {
    found_.push_back({.kind = Kind::changed,
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
    std::string text, server = {};
  };
  void changed(const Subject& subject, std::string attribute, Shown expected, Shown actual) {
    const auto form = expected.text == actual.text ? &Shown::server : &Shown::text;
    changed(subject, std::move(attribute), std::move(expected.*form), std::move(actual.*form));
  }

  void renamed(const Subject& subject, const std::string& expected, const std::string& actual) {
    changed(subject, "name", expected, actual.empty() ? "automatic" : actual);
  }

  template <class Element>
  void note(std::string name, const Element& expected, const Element& actual) {
    changed({Object::comment, std::move(name), expected.at, actual.at}, "note", expected.note.value_or(""),
            actual.note.value_or(""));
  }

  // ---- елементи таблиці

  void column(const ColumnDelta& delta) {
    const Column &to = *delta.to, &from = *delta.from;
    const Subject subject{Object::column, to.name, to.at, from.at};
    // Про перелік, перебудований під тим самим іменем, уже сказано.
    if (const auto now = ddl::describe(to.type), was = ddl::describe(from.type); now != was)
      changed(subject, "type", now, was);
    const auto null = [](const Column& one) { return one.nullable() ? "null" : "not null"; };
    if (delta.nullability) changed(subject, "null", null(to), null(from));
    const auto default_of = [](const Column& one) {
      const auto& value = one.default_value;
      return value ? Shown{ddl::describe(*value), value->server} : Shown{"none"};
    };
    if (delta.default_value) changed(subject, "default", default_of(to), default_of(from));
    const auto increment = [](const Column& one) { return one.increment ? "increment" : "no increment"; };
    if (delta.increment) changed(subject, "increment", increment(to), increment(from));
    if (delta.note) note(to.name, to, from);
  }

  void index(const IndexDelta& delta) {
    const Index &to = *delta.to, &from = *delta.from;
    const std::string name = !to.name.empty()     ? to.name
                             : !from.name.empty() ? from.name
                                                  : ddl::describe_parts(to);
    const Subject subject{to.primary_key ? Object::primary_key : Object::index, to.primary_key ? "" : name,
                          to.at, from.at};
    if (delta.parts) changed(subject, "columns", shown(to), shown(from));
    const auto unique = [](const Index& one) { return one.unique ? "unique" : "not unique"; };
    if (delta.unique) changed(subject, "unique", unique(to), unique(from));
    const auto type = [](const Index& one) { return one.type.empty() ? "btree" : one.type; };
    if (delta.type) changed(subject, "type", type(to), type(from));
    if (delta.name) renamed(subject, to.name, from.name);
    if (delta.note) note(subject.name, to, from);
  }

  static Shown shown(const Index& index) {
    std::vector<std::string> server;
    for (const auto& part : index.parts) server.push_back(part.expression ? part.server : part.text);
    return {ddl::describe_parts(index), ddl::describe_columns(server)};
  }

  void check(const CheckDelta& delta) {
    const Subject subject{Object::check, delta.to->name, delta.to->at, delta.from->at};
    if (delta.expression) changed(subject, "expression", shown(*delta.to), shown(*delta.from));
    if (delta.name) renamed(subject, delta.to->name, delta.from->name);
  }

  Shown shown(const Check& check) const {
    return {sql::readable_expression(check.expression, expected_.dialect()), check.server};
  }

  void ref(const RefDelta& delta) {
    const Ref &to = *delta.to, &from = *delta.from;
    const Subject subject{Object::ref, to.name.empty() ? ddl::describe_columns(to.first.columns) : to.name,
                          to.at, from.at};
    const auto action = [](const std::string& text) {
      return text.empty() ? std::string("no action") : text;
    };
    if (delta.ends) changed(subject, "columns", ddl::describe(to), ddl::describe(from));
    if (delta.on_delete) changed(subject, "delete", action(to.on_delete), action(from.on_delete));
    if (delta.on_update) changed(subject, "update", action(to.on_update), action(from.on_update));
    if (delta.name) renamed(subject, to.name, from.name);
  }

  const Delta& delta_;
  const ddl::Normalised& expected_;
  std::map<const Table*, const TableDelta*> tables_;
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
  const auto wanted = forms.applied(ddl::normalise(expected, dialect));
  const auto present = ddl::normalise(actual, dialect);
  return Rendering(find_delta(wanted, present), wanted).run();
}

}  // namespace techmarket::migrate
