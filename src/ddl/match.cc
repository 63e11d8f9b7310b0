#include "ddl/match.h"

#include <algorithm>
#include <functional>
#include <set>
#include <string>

#include "ddl/compare_text.h"
#include "ddl/normalise_expression.h"

namespace techmarket::ddl {
namespace {

using schema::Check;
using schema::Dialect;
using schema::Index;
using schema::Ref;

template <class Element>
using SameRule = std::function<bool(const Element&, const Element&)>;

template <class Element>
Matched<Element> match(const std::vector<Element>& expected, const std::vector<Element>& actual,
                       const std::vector<SameRule<Element>>& rules) {
  Matched<Element> result;
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

std::string parts_key(const Index& index, Dialect dialect) {
  std::vector<std::string> parts;
  for (const auto& part : index.parts)
    parts.push_back(part.expression ? "`" + canonical_expression(part.text, dialect) + "`" : part.text);
  return describe_columns(parts);
}

std::set<std::pair<std::string, std::string>> column_pairs(const Ref& ref) {
  std::set<std::pair<std::string, std::string>> pairs;
  for (std::size_t i = 0; i < ref.first.columns.size() && i < ref.second.columns.size(); ++i)
    pairs.emplace(ref.first.columns[i], ref.second.columns[i]);
  return pairs;
}

}  // namespace

bool same_parts(const Index& a, const Index& b, Dialect dialect) {
  return parts_key(a, dialect) == parts_key(b, dialect);
}

bool same_expression(const Check& a, const Check& b, Dialect dialect) {
  return canonical_expression(a.expression, dialect) == canonical_expression(b.expression, dialect);
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
      expected, actual,
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
  return match<Check>(expected, actual,
                      {[&](const Check& x, const Check& y) { return x.name == y.name && same(x, y); }, same,
                       [](const Check& x, const Check& y) { return !x.name.empty() && x.name == y.name; }});
}

Matched<Ref> match_refs(const std::vector<Ref>& expected, const std::vector<Ref>& actual) {
  return match<Ref>(
      expected, actual,
      {[](const Ref& x, const Ref& y) { return same_ends(x, y) && x.name == y.name; }, same_ends,
       [](const Ref& x, const Ref& y) { return !x.name.empty() && x.name == y.name; }});
}

}  // namespace techmarket::ddl
