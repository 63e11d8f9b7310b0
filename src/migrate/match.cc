#include "migrate/match.h"

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <utility>

#include "base/text.h"
#include "ddl/describe.h"
#include "sql/expression.h"
#include "sql/type_name.h"

namespace techmarket::migrate {
namespace {

using schema::Check;
using schema::Dialect;
using schema::Index;
using schema::Ref;

template <class Element>
using SameRule = std::function<bool(const Element&, const Element&)>;

template <class Element>
Elements<Element> pointers(const std::vector<Element>& elements) {
  Elements<Element> result;
  for (const auto& element : elements) result.push_back(&element);
  return result;
}

template <class Element>
Matched<Element> match(Elements<Element> expected, Elements<Element> actual,
                       const std::vector<SameRule<Element>>& rules) {
  Matched<Element> result{.pairs = {}, .missing = std::move(expected), .unexpected = std::move(actual)};
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

/// Вирази, переказані тим самим сервером, порівнюються як є. Власне зведення лишається для файлів і для
/// MySQL: воно там нічого не відкидає, тоді як у PostgreSQL не бачить приведень типів.
struct Expression {
  const std::string &text, &server;
};
bool same(const Expression& a, const Expression& b, Dialect dialect) {
  if (!a.server.empty() && !b.server.empty()) {
    if (ddl::same_shown(a.server, b.server, dialect)) return true;
    if (dialect == Dialect::postgres) return false;
  }
  return sql::canonical_expression(a.text, dialect) == sql::canonical_expression(b.text, dialect);
}

/// DEFAULT 'now' PostgreSQL обчислює раз, коли його дають, і пам'ятає вже сам час: завтра він інший.
bool is_frozen_moment(const schema::Column& column, const schema::Value& word, const schema::Value& stored,
                      Dialect dialect) {
  using Kind = schema::Value::Kind;
  if (dialect != Dialect::postgres || word.kind != Kind::string || stored.kind != Kind::string) return false;
  const auto family = sql::family_of(column.type);
  if (family != sql::Family::date && family != sql::Family::moment && family != sql::Family::time)
    return false;
  const std::string text = ascii_lower(trim(word.text.substr(0, word.text.find('+'))));
  return text == "now" || text == "today" || text == "tomorrow" || text == "yesterday";
}

std::set<std::pair<std::string, std::string>> column_pairs(const Ref& ref) {
  std::set<std::pair<std::string, std::string>> pairs;
  for (std::size_t i = 0; i < ref.first.columns.size() && i < ref.second.columns.size(); ++i)
    pairs.emplace(ref.first.columns[i], ref.second.columns[i]);
  return pairs;
}

}  // namespace

bool same_parts(const Index& a, const Index& b, Dialect dialect) {
  return std::ranges::equal(a.parts, b.parts, [&](const auto& x, const auto& y) {
    if (x.expression != y.expression) return false;
    return x.expression ? same({x.text, x.server}, {y.text, y.server}, dialect) : x.text == y.text;
  });
}

bool same_expression(const Check& a, const Check& b, Dialect dialect) {
  return same({a.expression, a.server}, {b.expression, b.server}, dialect);
}

bool same_default(const schema::Column& a, const schema::Column& b, Dialect dialect) {
  const auto &x = a.default_value, &y = b.default_value;
  if (!x || !y) return !x && !y;
  using Kind = schema::Value::Kind;
  if (is_frozen_moment(a, *x, *y, dialect) || is_frozen_moment(b, *y, *x, dialect)) return true;
  if (!x->server.empty() && !y->server.empty()) {
    if (ddl::same_shown(x->server, y->server, dialect)) return true;
    // Літерал дістає тип стовпця, хоч би з яким приведенням його колись записали.
    if (dialect == Dialect::postgres && (x->kind == Kind::expression || y->kind == Kind::expression))
      return false;
  }
  return ddl::same_shown(ddl::describe(*x), ddl::describe(*y), dialect);
}

bool same_ends(const Ref& a, const Ref& b) {
  return a.second.table == b.second.table && column_pairs(a) == column_pairs(b);
}

Matched<Index> match_indexes(const std::vector<Index>& expected, const std::vector<Index>& actual,
                             Dialect dialect) {
  const auto both_keys = [](const Index& x, const Index& y) { return x.primary_key && y.primary_key; };
  const auto neither_key = [](const Index& x, const Index& y) { return !x.primary_key && !y.primary_key; };
  const auto same = [&](const Index& x, const Index& y) {
    return neither_key(x, y) && same_parts(x, y, dialect);
  };
  return match<Index>(
      pointers(expected), pointers(actual),
      {both_keys,
       [&](const Index& x, const Index& y) {
         return neither_key(x, y) && !x.name.empty() && x.name == y.name;
       },
       [&](const Index& x, const Index& y) { return same(x, y) && x.unique == y.unique && x.type == y.type; },
       same});
}

Matched<Check> match_checks(const std::vector<Check>& expected, const std::vector<Check>& actual,
                            Dialect dialect) {
  const auto same = [&](const Check& x, const Check& y) { return same_expression(x, y, dialect); };
  return match<Check>(pointers(expected), pointers(actual),
                      {[&](const Check& x, const Check& y) { return x.name == y.name && same(x, y); }, same,
                       [](const Check& x, const Check& y) { return !x.name.empty() && x.name == y.name; }});
}

Matched<Ref> match_refs(Elements<Ref> expected, Elements<Ref> actual) {
  return match<Ref>(
      std::move(expected), std::move(actual),
      {[](const Ref& x, const Ref& y) { return same_ends(x, y) && x.name == y.name; }, same_ends,
       [](const Ref& x, const Ref& y) { return !x.name.empty() && x.name == y.name; }});
}

}  // namespace techmarket::migrate
