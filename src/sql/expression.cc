#include "sql/expression.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "sql/canonical_value.h"
#include "sql/expression_tree.h"
#include "sql/tokens.h"
#include "sql/type_name.h"

namespace techmarket::sql {
namespace {

using schema::Dialect;
using Node = SqlNode;
using Kind = SqlNode::Kind;

std::string first_word(std::string_view type) {
  return std::string(type.substr(0, type.find_first_of("([")));
}

bool is_text_type(std::string_view type) {
  const std::string base = first_word(type);
  return base == "text" || base == "character varying" || base == "varchar" || base == "bpchar" ||
         base == "character";
}

bool is_number_type(std::string_view type) {
  const TypeWord* word = find_type(first_word(type), Dialect::postgres);
  return word && is_numeric(word->family);
}

/// Літерал із приведенням, яке нічого не додає: '-1'::integer → -1, 'x'::text → 'x'.
std::optional<Node> plain_literal(const Node& cast) {
  const Node& value = cast.children.front();
  if (value.kind == Kind::number && is_number_type(cast.text)) return value;
  if (value.kind == Kind::string && is_number_type(cast.text) && is_number(value.text))
    return Node{Kind::number, canonical_number(value.text)};
  if (value.kind == Kind::string && cast.text == "boolean")
    return Node{Kind::word, value.text.starts_with('t') ? "TRUE" : "FALSE"};
  if (value.is(Kind::word, "NULL")) return value;
  const bool user_type = !is_postgres_type(first_word(cast.text));
  if (value.kind == Kind::string && (is_text_type(cast.text) || user_type)) return value;
  return std::nullopt;
}

/// x = ANY (ARRAY[…]) → x IN (…); так PostgreSQL переказує IN.
bool fold_membership(Node& node) {
  if (node.kind != Kind::binary || node.children[1].kind != Kind::call ||
      node.children[1].children.size() != 1)
    return false;
  const bool any = node.text == "=" && node.children[1].text == "any";
  const bool all = node.text == "<>" && node.children[1].text == "all";
  if (!any && !all) return false;
  Node* list = &node.children[1].children.front();
  while (list->kind == Kind::cast) list = &list->children.front();
  if (list->kind != Kind::array || list->children.empty()) return false;
  std::vector<Node> items = std::move(list->children);
  items.insert(items.begin(), std::move(node.children[0]));
  node = {Kind::in, any ? "IN" : "NOT IN", std::move(items)};
  return true;
}

// ---- запис для людини

/// ('now'::text)::date обчислюється для кожного рядка, а 'now'::date — раз, під час створення таблиці.
bool is_computed_literal(const Node& node) {
  if (node.kind != Kind::cast || is_text_type(node.text)) return false;
  const Node& inner = node.children.front();
  return inner.kind == Kind::cast && is_text_type(inner.text) && inner.children.front().kind == Kind::string;
}

void tidy(Node& node, const IsTextColumn& is_text_column) {
  if (is_computed_literal(node)) return;
  for (auto& child : node.children) tidy(child, is_text_column);
  if (node.kind == Kind::cast) {
    const Node& value = node.children.front();
    const bool text_column = is_text_column && value.kind == Kind::name && is_text_column(value.text);
    if (auto literal = plain_literal(node)) {
      node = std::move(*literal);
    } else if (is_text_type(node.text) && text_column) {
      node = Node(value);  // varchar порівнюється як text
    }
  }
  fold_membership(node);
}

// ---- запис для порівняння

using Alias = std::pair<std::string_view, std::string_view>;

constexpr auto kAliases = std::to_array<Alias>({{"now", "current_timestamp"},
                                                {"localtime", "current_timestamp"},
                                                {"localtimestamp", "current_timestamp"},
                                                {"curdate", "current_date"},
                                                {"curtime", "current_time"}});

// MariaDB переказує функції іншими іменами, ніж їх записано.
constexpr auto kMysqlAliases = std::to_array<Alias>({{"octet_length", "length"},
                                                     {"character_length", "char_length"},
                                                     {"lcase", "lower"},
                                                     {"ucase", "upper"},
                                                     {"substr", "substring"},
                                                     {"mid", "substring"},
                                                     {"ceil", "ceiling"},
                                                     {"pow", "power"},
                                                     {"day", "dayofmonth"}});

template <class Aliases>
void apply_alias(std::string& name, const Aliases& aliases) {
  const auto found = std::ranges::find(aliases, std::string_view(name), &Alias::first);
  if (found != aliases.end()) name = found->second;
}

std::string opposite(std::string_view op) {
  constexpr auto kPairs = std::to_array<Alias>({{"=", "<>"},
                                                {"<", ">="},
                                                {">", "<="},
                                                {"IS NULL", "IS NOT NULL"},
                                                {"IS TRUE", "IS NOT TRUE"},
                                                {"IS FALSE", "IS NOT FALSE"},
                                                {"IS UNKNOWN", "IS NOT UNKNOWN"},
                                                {"IS DISTINCT FROM", "IS NOT DISTINCT FROM"},
                                                {"IN", "NOT IN"},
                                                {"BETWEEN", "NOT BETWEEN"},
                                                {"LIKE", "NOT LIKE"},
                                                {"ILIKE", "NOT ILIKE"},
                                                {"REGEXP", "NOT REGEXP"},
                                                {"AND", "OR"}});
  for (const auto& [a, b] : kPairs) {
    if (op == a) return std::string(b);
    if (op == b) return std::string(a);
  }
  return {};
}

class Canonical {
 public:
  explicit Canonical(Dialect dialect) : mysql_(dialect == Dialect::mysql) {}

  void apply(Node& node) const {
    if (is_computed_literal(node)) return;
    if (fold_membership(node)) return apply(node);
    for (auto& child : node.children) apply(child);
    switch (node.kind) {
      case Kind::string:
        node.text = canonical_moment(node.text);
        break;
      case Kind::word:
        if (mysql_ && (node.text == "TRUE" || node.text == "FALSE"))
          node = {Kind::number, node.text == "TRUE" ? "1" : "0"};
        break;
      case Kind::name:
        node.children.clear();
        if (mysql_) node.text = ascii_lower(node.text);
        break;
      case Kind::call:
        call(node);
        break;
      case Kind::cast:
        cast(node);
        break;
      case Kind::binary:
        binary(node);
        break;
      case Kind::in:
        if (node.children.size() == 2)
          node = {Kind::binary, node.text == "IN" ? "=" : "<>", std::move(node.children)};
        break;
      case Kind::between:
        if (!mysql_) between(node);
        break;
      case Kind::choice:
        if (node.children.back().is(Kind::word, "NULL") && has_else(node)) node.children.pop_back();
        break;
      default:
        break;
    }
    if (node.is(Kind::unary, "NOT")) {
      Node inner = std::move(node.children.front());
      node = negation(std::move(inner));
    }
    if (node.kind == Kind::chain) flatten(node);
  }

 private:
  static bool has_else(const Node& node) {
    return (node.children.size() - (node.text == "operand" ? 1 : 0)) % 2 == 1;
  }

  void call(Node& node) const {
    apply_alias(node.text, kAliases);
    if (!mysql_) return;
    apply_alias(node.text, kMysqlAliases);
    if (node.text == "isnull" && node.children.size() == 1)
      node = {Kind::is, "IS NULL", std::move(node.children)};
    // MySQL 8 переказує a REGEXP b як regexp_like(a, b).
    if (node.text == "regexp_like" && node.children.size() == 2)
      node = {Kind::binary, "REGEXP", std::move(node.children)};
    if (node.text == "mod" && node.children.size() == 2) node = {Kind::binary, "%", std::move(node.children)};
  }

  void cast(Node& node) const {
    if (auto literal = plain_literal(node)) {
      node = std::move(*literal);
    } else if (!mysql_) {
      Node inner = std::move(node.children.front());
      node = std::move(inner);
    } else if (const auto charset = node.text.find(" charset"); charset != std::string::npos) {
      node.text.resize(charset);
    }
  }

  // MySQL переказує логічний вираз a як 0 <> a.
  void binary(Node& node) const {
    if (node.text == "MOD") node.text = "%";
    if (!mysql_ || !node.children[0].is(Kind::number, "0") || (node.text != "<>" && node.text != "=")) return;
    Node inner = std::move(node.children[1]);
    node = node.text == "<>" ? std::move(inner) : Node{Kind::unary, "NOT", {std::move(inner)}};
  }

  static void between(Node& node) {
    const bool inside = node.text == "BETWEEN";
    Node subject = node.children[0];
    Node low{Kind::binary, inside ? ">=" : "<", {subject, std::move(node.children[1])}};
    Node high{Kind::binary, inside ? "<=" : ">", {std::move(subject), std::move(node.children[2])}};
    node = {Kind::chain, inside ? "AND" : "OR", {std::move(low), std::move(high)}};
  }

  // Заперечення заходить углиб, як це робить MariaDB; у тризначній логіці зміст той самий.
  Node negation(Node node) const {
    if (node.is(Kind::unary, "NOT")) return std::move(node.children.front());
    const bool is_operator = node.kind == Kind::binary || node.kind == Kind::chain || node.kind == Kind::is ||
                             node.kind == Kind::in || node.kind == Kind::between;
    std::string flipped = is_operator ? opposite(node.text) : std::string();
    // NOT a MySQL переказує як 0 = a, MariaDB — як a = 0.
    if (flipped.empty() && mysql_) return {Kind::binary, "=", {std::move(node), {Kind::number, "0"}}};
    if (flipped.empty()) return {Kind::unary, "NOT", {std::move(node)}};
    node.text = std::move(flipped);
    if (node.kind == Kind::chain)
      for (auto& child : node.children) child = negation(std::move(child));
    return node;
  }

  static void flatten(Node& node) {
    std::vector<Node> parts;
    for (auto& child : node.children) {
      if (child.is(Kind::chain, node.text))
        std::ranges::move(child.children, std::back_inserter(parts));
      else
        parts.push_back(std::move(child));
    }
    node.children = std::move(parts);
  }

  const bool mysql_;
};

std::string joined_tokens(std::string_view text, Dialect dialect) {
  std::string out;
  for (const auto& token : sql_tokens(text, dialect)) {
    if (token.kind == SqlToken::Kind::end) break;
    if (!out.empty()) out += ' ';
    if (token.kind == SqlToken::Kind::string)
      out += sql_string(token.text, dialect);
    else if (token.kind == SqlToken::Kind::name)
      out += sql_name(token.text, dialect);
    else
      out += token.text;
  }
  return out;
}

/// Чи стоїть на цьому місці слово самого SQL, а не стовпець: EXTRACT(year FROM x), TIMESTAMPDIFF(day, a, b),
/// x COLLATE utf8mb4_bin, CONVERT(x, char), MAKE_INTERVAL(days => 1).
bool is_keyword_place(const Node& node, std::size_t child) {
  using Place = std::pair<std::string_view, std::size_t>;
  constexpr auto kPlaces = std::to_array<Place>({{"char", 1},
                                                 {"convert", 1},
                                                 {"extract", 0},
                                                 {"get_format", 0},
                                                 {"normalize", 1},
                                                 {"timestampadd", 0},
                                                 {"timestampdiff", 0}});
  if (node.children[child].kind != Kind::name && node.children[child].kind != Kind::call) return false;
  if (node.kind == Kind::binary)
    return (node.text == "COLLATE" && child == 1) || ((node.text == "=>" || node.text == ":=") && child == 0);
  if (node.kind != Kind::call) return false;
  if (node.text == "trim" && child == 0) {
    const std::string& word = node.children.front().text;
    return node.children.size() > 1 && (word == "both" || word == "leading" || word == "trailing");
  }
  return std::ranges::find(kPlaces, Place(node.text, child)) != kPlaces.end();
}

/// Вираз, якого розбір не зрозумів, лишається текстом сервера: MySQL бере в лапки кожне ім'я.
std::string without_backticks(std::string_view text) {
  std::string out;
  char mark = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const auto close = c == '`' && mark == 0 ? text.find('`', i + 1) : std::string_view::npos;
    if (close != std::string_view::npos) {
      out += sql_name(text.substr(i + 1, close - i - 1), Dialect::mysql);
      i = close;
      continue;
    }
    if (mark == 0 && (c == '\'' || c == '"'))
      mark = c;
    else if (c == mark)
      mark = 0;
    out += c;
    if (mark != 0 && c == '\\' && i + 1 < text.size()) out += text[++i];
  }
  return out;
}

bool is_bare_word(std::string_view name) {
  return !name.empty() && !(name[0] >= '0' && name[0] <= '9') && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

void collect_columns(const Node& node, std::vector<std::string>& columns) {
  if (node.kind == Kind::name && std::ranges::find(columns, node.text) == columns.end())
    columns.push_back(node.text);
  if (node.kind == Kind::name) return;
  for (std::size_t i = 0; i < node.children.size(); ++i)
    if (!is_keyword_place(node, i)) collect_columns(node.children[i], columns);
}

}  // namespace

std::string canonical_expression(std::string_view text, Dialect dialect) {
  auto node = parse_sql(text, dialect);
  if (!node) return joined_tokens(text, dialect);
  Canonical(dialect).apply(*node);
  return print_sql(*node, dialect);
}

std::string readable_expression(std::string_view text, Dialect dialect, const IsTextColumn& is_text_column) {
  auto node = parse_sql(text, dialect);
  if (!node) return dialect == Dialect::mysql ? without_backticks(trim(text)) : std::string(trim(text));
  tidy(*node, is_text_column);
  return print_sql(*node, dialect);
}

std::optional<std::string> without_quoted_names(std::string_view text, std::string_view table) {
  if (!text.contains('`')) return std::string(text);
  if (sql_name(table, Dialect::mysql).contains('`')) return std::nullopt;
  std::string out;
  char mark = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '`') {
      const auto close = mark == 0 ? text.find('`', i + 1) : std::string_view::npos;
      if (close == std::string_view::npos) return std::nullopt;
      const auto name = text.substr(i + 1, close - i - 1);
      // Після крапки слово вже є ім'ям; перед дужкою чи крапкою воно було б чимось іншим.
      const bool qualified = out.ends_with('.');
      const bool leads = close + 1 < text.size() && (text[close + 1] == '(' || text[close + 1] == '.');
      if (!is_bare_word(name) || leads) return std::nullopt;
      ((out += qualified ? "" : table) += qualified ? "" : ".") += name;
      i = close;
      continue;
    }
    if (mark == 0 && (c == '\'' || c == '"'))
      mark = c;
    else if (c == mark)
      mark = 0;
    out += c;
    if (mark != 0 && c == '\\' && i + 1 < text.size()) out += text[++i];
  }
  return out;
}

std::optional<schema::Value> literal_value(std::string_view text, Dialect dialect) {
  using Value = schema::Value;
  auto node = parse_sql(text, dialect);
  while (node && node->kind == Kind::cast) {
    if (is_computed_literal(*node)) return std::nullopt;
    auto plain = plain_literal(*node);
    // Окремо взятий літерал не потребує жодного приведення: тип дає стовпець.
    Node inner = plain ? std::move(*plain) : Node(node->children.front());
    node = std::move(inner);
  }
  if (!node) return std::nullopt;
  if (node->kind == Kind::string) return Value{Value::Kind::string, node->text};
  if (node->kind == Kind::number) return Value{Value::Kind::number, node->text};
  if (node->is(Kind::word, "NULL")) return Value{Value::Kind::null, {}};
  if (node->is(Kind::word, "TRUE") || node->is(Kind::word, "FALSE"))
    return Value{Value::Kind::boolean, ascii_lower(node->text)};
  return std::nullopt;
}

std::vector<std::string> expression_columns(std::string_view text, Dialect dialect) {
  std::vector<std::string> columns;
  if (const auto node = parse_sql(text, dialect)) collect_columns(*node, columns);
  return columns;
}

}  // namespace techmarket::sql
