#include "filler/condition_tree.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace techmarket::filler {
namespace {

using sql::SqlNode;
using Kind = SqlNode::Kind;

/// Функції, які обчислює Condition.
constexpr std::string_view kFunctions[] = {"length",
                                           "char_length",
                                           "character_length",
                                           "octet_length",
                                           "upper",
                                           "lower",
                                           "trim",
                                           "btrim",
                                           "ltrim",
                                           "rtrim",
                                           "coalesce",
                                           "ifnull",
                                           "abs",
                                           "mod",
                                           "round",
                                           "floor",
                                           "ceil",
                                           "ceiling",
                                           "now",
                                           "curdate",
                                           "current_date",
                                           "greatest",
                                           "least",
                                           "current_timestamp",
                                           "localtimestamp",
                                           "json_valid",
                                           "nullif",
                                           "current_time"};

/// Замінює імена стовпців номерами; false — вираз не для нас.
bool resolve(SqlNode& node, const std::vector<std::string>& columns, std::vector<std::size_t>& used) {
  constexpr std::string_view kOperators[] = {"=",
                                             "<>",
                                             "<",
                                             ">",
                                             "<=",
                                             ">=",
                                             "LIKE",
                                             "NOT LIKE",
                                             "ILIKE",
                                             "NOT ILIKE",
                                             "~",
                                             "~*",
                                             "!~",
                                             "!~*",
                                             "REGEXP",
                                             "NOT REGEXP",
                                             "||",
                                             "+",
                                             "-",
                                             "*",
                                             "/",
                                             "%",
                                             "DIV",
                                             "MOD",
                                             "<=>",
                                             "IS DISTINCT FROM",
                                             "IS NOT DISTINCT FROM"};
  switch (node.kind) {
    case Kind::name: {
      const auto found = std::ranges::find_if(
          columns, [&](const auto& column) { return equals_ignore_case(column, node.text); });
      if (found == columns.end()) return false;
      const auto number = static_cast<std::size_t>(found - columns.begin());
      if (std::ranges::find(used, number) == used.end()) used.push_back(number);
      node.text = std::to_string(number);
      node.children.clear();
      return true;
    }
    case Kind::call:
      if (std::ranges::find(kFunctions, ascii_lower(node.text)) == std::end(kFunctions)) return false;
      break;
    case Kind::unary:
      if (node.text != "NOT" && node.text != "-") return false;
      break;
    case Kind::binary:
      if (std::ranges::find(kOperators, node.text) == std::end(kOperators)) return false;
      // x = ANY (ARRAY[…]) — те саме, що IN.
      if (node.text == "=" && node.children[1].kind == Kind::call &&
          equals_ignore_case(node.children[1].text, "any") && node.children[1].children.size() == 1) {
        SqlNode list = node.children[1].children[0];
        while (list.kind == Kind::cast) list = SqlNode(list.children[0]);
        if (list.kind != Kind::array) return false;
        SqlNode in{.kind = Kind::in, .text = "IN", .children = {node.children[0]}};
        std::ranges::move(list.children, std::back_inserter(in.children));
        node = std::move(in);
      }
      break;
    case Kind::array:
    case Kind::tuple:
    case Kind::interval:
      return false;
    default:
      break;
  }
  return std::ranges::all_of(node.children, [&](SqlNode& child) { return resolve(child, columns, used); });
}

}  // namespace

std::optional<ConditionTree> read_condition(std::string_view expression, schema::Dialect dialect,
                                            const std::vector<std::string>& columns) {
  auto root = sql::parse_sql(expression, dialect);
  if (!root) return std::nullopt;
  ConditionTree tree{.root = std::move(*root)};
  if (!resolve(tree.root, columns, tree.columns)) return std::nullopt;
  return tree;
}

std::optional<std::size_t> column_of(const SqlNode& node) {
  if (node.kind == Kind::cast) return column_of(node.children[0]);
  if (node.kind != Kind::name) return std::nullopt;
  std::size_t number = 0;
  std::from_chars(node.text.data(), node.text.data() + node.text.size(), number);
  return number;
}

std::optional<std::string> literal_of(const SqlNode& node) {
  if (node.kind == Kind::cast) return literal_of(node.children[0]);
  if (node.kind == Kind::string || node.kind == Kind::number) return node.text;
  if (node.kind == Kind::word && node.text == "TRUE") return "1";
  if (node.kind == Kind::word && node.text == "FALSE") return "0";
  return std::nullopt;
}

}  // namespace techmarket::filler
