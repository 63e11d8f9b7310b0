#include "filler/fit_expression.h"

#include <algorithm>

#include "base/text.h"
#include "sql/expression_tree.h"

namespace techmarket::filler {
namespace {

bool is_known(const sql::SqlNode& node, bool columns, bool postgres) {
  using Kind = sql::SqlNode::Kind;
  constexpr std::string_view kBoth =
      "now current_timestamp current_date current_time localtimestamp abs lower upper concat length "
      "char_length character_length octet_length trim ltrim rtrim coalesce nullif greatest least mod round "
      "floor ceil ceiling power sqrt sign left right substring replace position cast";
  constexpr std::string_view kMysql =
      "uuid curdate curtime rand ifnull json_valid json_length regexp_like locate year month day";
  constexpr std::string_view kPostgres =
      "gen_random_uuid random clock_timestamp timezone btrim jsonb_typeof json_typeof array_length "
      "cardinality extract date_part num_nonnulls num_nulls isfinite";
  if (node.kind == Kind::name && (!columns || !node.children.empty())) return false;
  if (node.kind == Kind::array && !postgres) return false;
  if (node.kind == Kind::binary && node.text.contains(postgres ? "REGEXP" : "~")) return false;
  if (node.kind == Kind::call) {
    const std::string name = ascii_lower(node.text);
    const auto knows = [&](std::string_view words) {
      return std::ranges::any_of(split(words, ' '), [&](std::string_view word) { return word == name; });
    };
    if (!knows(kBoth) && !knows(postgres ? kPostgres : kMysql)) return false;
    if (postgres && name == "now" && !node.children.empty()) return false;
  }
  return std::ranges::all_of(node.children,
                             [&](const auto& child) { return is_known(child, columns, postgres); });
}

}  // namespace

bool is_known_expression(const std::string& text, bool columns, schema::Dialect dialect) {
  const auto tree = sql::parse_sql(text, dialect);
  return tree && is_known(*tree, columns, dialect == schema::Dialect::postgres);
}

}  // namespace techmarket::filler
