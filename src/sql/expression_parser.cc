// Розбір виразу за старшинством операторів (Pratt). Рівні — документація PostgreSQL 4.1.6; у MySQL вони
// інші лише там, де сервер усе одно переказує вираз із дужками.

#include <algorithm>
#include <array>
#include <utility>

#include "sql/expression_level.h"
#include "sql/expression_tree.h"
#include "sql/tokens.h"

namespace techmarket::sql {
namespace {

using schema::Dialect;
using Node = SqlNode;
using Kind = SqlNode::Kind;
using Parsed = std::optional<Node>;

constexpr int kMaxDepth = 200;
// Довгий ряд однакових операторів дає дерево такої ж глибини, а обходять його рекурсивно.
constexpr std::size_t kMaxTokens = 4000;

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return result;
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

class SqlParser {
 public:
  SqlParser(std::string_view text, Dialect dialect)
      : tokens_(sql_tokens(text, dialect)), mysql_(dialect == Dialect::mysql) {}

  Parsed run() {
    if (tokens_.size() > kMaxTokens) return std::nullopt;
    Parsed node = expression(0);
    return node && peek().kind == SqlToken::Kind::end ? node : std::nullopt;
  }

 private:
  const SqlToken& peek(std::size_t ahead = 0) const {
    return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
  }
  bool accept_symbol(std::string_view text) { return peek().is_symbol(text) && ++at_; }
  bool accept_word(std::string_view text) { return peek().is_word(text) && ++at_; }

  Parsed expression(int level) {
    if (++depth_ > kMaxDepth) return std::nullopt;
    Parsed left = prefix();
    while (left) {
      const std::size_t before = at_;
      left = infix(std::move(*left), level);
      if (at_ == before) break;
    }
    --depth_;
    return left;
  }

  // ---- початок виразу

  Parsed prefix() {
    const SqlToken token = peek();
    switch (token.kind) {
      case SqlToken::Kind::end:
        return std::nullopt;
      case SqlToken::Kind::string:
        ++at_;
        return Node{Kind::string, token.text};
      case SqlToken::Kind::number:
        ++at_;
        return Node{Kind::number, canonical_number(token.text)};
      case SqlToken::Kind::bits:
        ++at_;
        return Node{Kind::word, token.text};
      case SqlToken::Kind::name:
        return name();
      case SqlToken::Kind::word:
        return word();
      case SqlToken::Kind::symbol:
        break;
    }
    if (accept_symbol("(")) return parenthesised();
    if (accept_symbol("*")) return Node{Kind::word, "*"};
    if (is_one_of(token.text, {"-", "+", "~", "!", "@", "|/", "||/"})) {
      ++at_;
      Parsed operand = expression(kSign);
      if (!operand) return std::nullopt;
      if (token.text == "-" && operand->kind == Kind::number)
        return Node{Kind::number, canonical_number("-" + operand->text)};
      if (token.text == "+") return operand;
      return Node{Kind::unary, token.text == "!" ? "NOT" : token.text, {std::move(*operand)}};
    }
    return std::nullopt;
  }

  Parsed parenthesised() {
    auto items = list(")");
    if (!items || items->empty()) return std::nullopt;
    if (items->size() == 1) return std::move(items->front());
    return Node{Kind::tuple, {}, std::move(*items)};
  }

  /// Вирази через кому до closing; порожній перелік дозволено.
  std::optional<std::vector<Node>> list(std::string_view closing) {
    std::vector<Node> items;
    if (accept_symbol(closing)) return items;
    for (;;) {
      Parsed item = expression(0);
      if (!item) return std::nullopt;
      items.push_back(std::move(*item));
      if (accept_symbol(closing)) return items;
      // EXTRACT(year FROM x), SUBSTRING(x FROM 1 FOR 2): слово стоїть там, де інші пишуть кому.
      if (!accept_symbol(",") && !accept_word("from") && !accept_word("for") && !accept_word("using"))
        return std::nullopt;
    }
  }

  Parsed word() {
    const std::string text = peek().text;
    if (is_one_of(text, {"select", "exists", "row", "similar"})) return std::nullopt;
    if (accept_word("not")) {
      Parsed operand = expression(kNot);
      if (!operand) return std::nullopt;
      return Node{Kind::unary, "NOT", {std::move(*operand)}};
    }
    if (accept_word("case")) return choice();
    if (text == "cast" && peek(1).is_symbol("(")) return cast_call();
    if (text == "array" && peek(1).is_symbol("[")) {
      at_ += 2;
      auto items = list("]");
      if (!items) return std::nullopt;
      return Node{Kind::array, {}, std::move(*items)};
    }
    if (text == "interval" && mysql_ && !peek(1).is_symbol("(")) return interval();
    // DATE '2020-01-01' — літерал із типом.
    if (is_one_of(text, {"date", "time", "timestamp", "interval"}) &&
        peek(1).kind == SqlToken::Kind::string) {
      at_ += 2;
      return Node{Kind::cast, text, {Node{Kind::string, tokens_[at_ - 1].text}}};
    }
    if (is_one_of(text, {"null", "true", "false", "default"}) && !peek(1).is_symbol("(")) {
      ++at_;
      return Node{Kind::word, upper(text)};
    }
    if (is_one_of(text, {"current_timestamp", "current_date", "current_time", "current_user", "session_user",
                         "localtime", "localtimestamp", "user"}) &&
        !peek(1).is_symbol("(")) {
      ++at_;
      return Node{Kind::call, text};
    }
    return name();
  }

  // a, t.a, f(x), pg_catalog.f(x)
  Parsed name() {
    Node node{Kind::name, tokens_[at_++].text};
    while (peek().is_symbol(".") &&
           (peek(1).kind == SqlToken::Kind::word || peek(1).kind == SqlToken::Kind::name)) {
      node.children.push_back({Kind::name, std::move(node.text)});
      node.text = peek(1).text;
      at_ += 2;
    }
    if (!accept_symbol("(")) return node;
    auto arguments = list(")");
    if (!arguments) return std::nullopt;
    return Node{Kind::call, std::move(node.text), std::move(*arguments)};
  }

  Parsed cast_call() {
    at_ += 2;
    Parsed operand = expression(0);
    if (!operand || !accept_word("as")) return std::nullopt;
    std::string target = type();
    if (target.empty() || !accept_symbol(")")) return std::nullopt;
    return Node{Kind::cast, std::move(target), {std::move(*operand)}};
  }

  Parsed interval() {
    ++at_;
    Parsed amount = expression(kSign);
    if (!amount || peek().kind != SqlToken::Kind::word) return std::nullopt;
    return Node{Kind::interval, upper(tokens_[at_++].text), {std::move(*amount)}};
  }

  Parsed choice() {
    Node node{Kind::choice, {}};
    const auto add = [&] {
      Parsed part = expression(0);
      if (part) node.children.push_back(std::move(*part));
      return part.has_value();
    };
    if (!peek().is_word("when")) {
      node.text = "operand";
      if (!add()) return std::nullopt;
    }
    while (accept_word("when"))
      if (!add() || !accept_word("then") || !add()) return std::nullopt;
    if (accept_word("else") && !add()) return std::nullopt;
    return accept_word("end") ? Parsed(std::move(node)) : std::nullopt;
  }

  // character varying(20), timestamp without time zone, etl."My Mood", int[]
  std::string type() {
    std::string text;
    const auto is_part = [&] {
      return peek().kind == SqlToken::Kind::name ||
             (peek().kind == SqlToken::Kind::word &&
              (text.empty() || text.ends_with('.') ||
               is_one_of(peek().text, {"varying", "precision", "without", "with", "time", "zone", "unsigned",
                                       "signed", "integer", "charset", "utf8mb4"})));
    };
    for (;;) {
      if (is_part()) {
        if (!text.empty() && !text.ends_with('.')) text += ' ';
        text += tokens_[at_++].text;
      } else if (!text.empty() && (peek().is_symbol("(") || peek().is_symbol("["))) {
        const std::string_view closing = peek().is_symbol("(") ? ")" : "]";
        while (!peek().is_symbol(closing) && peek().kind != SqlToken::Kind::end) text += tokens_[at_++].text;
        text += closing;
        if (!accept_symbol(closing)) return {};
      } else if (!text.empty() && peek().is_symbol(".")) {
        ++at_;
        text += '.';
      } else {
        return text;
      }
    }
  }

  // ---- продовження виразу

  Parsed infix(Node left, int level) {
    const SqlToken& token = peek();
    if (token.kind == SqlToken::Kind::symbol) return symbol_infix(std::move(left), level);
    if (token.kind != SqlToken::Kind::word) return left;
    if (const int own = word_level(token.text); own > level) {
      ++at_;
      const std::string op = token.text;
      if (op == "and" || op == "or") return chain(std::move(left), upper(op), own);
      if (op == "is") return is(std::move(left));
      if (op == "not") return negated(std::move(left));
      if (op == "in") return in(std::move(left), "IN");
      if (op == "between") return between(std::move(left), "BETWEEN");
      if (op == "isnull" || op == "notnull")
        return Node{Kind::is, op == "isnull" ? "IS NULL" : "IS NOT NULL", {std::move(left)}};
      if (op == "at" && !(accept_word("time") && accept_word("zone"))) return std::nullopt;
      return binary(std::move(left), op == "at" ? "AT TIME ZONE" : upper(op == "rlike" ? "regexp" : op), own);
    }
    return left;
  }

  int word_level(std::string_view word) const {
    if (word == "or") return kOr;
    if (word == "xor") return kXor;
    if (word == "and") return kAnd;
    if (word == "is" || word == "isnull" || word == "notnull") return kIs;
    if (is_one_of(word, {"in", "between", "like", "ilike", "rlike", "regexp"})) return kLike;
    if (word == "not")
      return is_one_of(peek(1).text, {"in", "between", "like", "ilike", "rlike", "regexp"}) ? kLike : 0;
    if (mysql_ && (word == "div" || word == "mod")) return kProduct;
    if (word == "collate") return kCollate;
    if (word == "at") return kCollate;
    return 0;
  }

  Parsed symbol_infix(Node left, int level) {
    const std::string op = peek().text;
    if (op == "::") {
      ++at_;
      std::string target = type();
      if (target.empty()) return std::nullopt;
      return Node{Kind::cast, std::move(target), {std::move(left)}};
    }
    const int own = symbol_level(op);
    if (own <= level) return left;
    ++at_;
    if (mysql_ && (op == "&&" || op == "||")) return chain(std::move(left), op == "&&" ? "AND" : "OR", own);
    return binary(std::move(left), spelled(op), own);
  }

  int symbol_level(std::string_view op) const {
    if (is_one_of(op, {"(", ")", "[", "]", ",", ".", ";", ":", "?"})) return 0;
    if (mysql_ && op == "||") return kOr;
    if (mysql_ && op == "&&") return kAnd;
    if (is_one_of(op, {"=", "<", ">", "<=", ">=", "<>", "!=", "<=>"})) return kCompare;
    if (is_one_of(op, {"~~", "!~~", "~~*", "!~~*"})) return kLike;
    if (op == "+" || op == "-") return kSum;
    if (op == "*" || op == "/" || op == "%") return kProduct;
    if (op == "^") return kPower;
    return kOther;
  }

  static std::string spelled(const std::string& op) {
    if (op == "!=") return "<>";
    if (op == "~~") return "LIKE";
    if (op == "!~~") return "NOT LIKE";
    if (op == "~~*") return "ILIKE";
    if (op == "!~~*") return "NOT ILIKE";
    return op;
  }

  Parsed binary(Node left, std::string op, int level) {
    Parsed right = expression(level);
    if (!right) return std::nullopt;
    return Node{Kind::binary, std::move(op), {std::move(left), std::move(*right)}};
  }

  Parsed chain(Node left, std::string op, int level) {
    Parsed right = expression(level);
    if (!right) return std::nullopt;
    Node node{Kind::chain, op};
    for (Node* part : {&left, &*right}) {
      if (part->is(Kind::chain, op))
        std::ranges::move(part->children, std::back_inserter(node.children));
      else
        node.children.push_back(std::move(*part));
    }
    return node;
  }

  Parsed is(Node left) {
    std::string text = accept_word("not") ? "IS NOT " : "IS ";
    if (accept_word("distinct")) {
      if (!accept_word("from")) return std::nullopt;
      return binary(std::move(left), text + "DISTINCT FROM", kIs);
    }
    if (!is_one_of(peek().text, {"null", "true", "false", "unknown"})) return std::nullopt;
    text += upper(tokens_[at_++].text);
    return Node{Kind::is, std::move(text), {std::move(left)}};
  }

  Parsed negated(Node left) {
    const std::string op = tokens_[at_++].text;
    if (op == "in") return in(std::move(left), "NOT IN");
    if (op == "between") return between(std::move(left), "NOT BETWEEN");
    return binary(std::move(left), "NOT " + upper(op == "rlike" ? "regexp" : op), kLike);
  }

  Parsed in(Node left, std::string text) {
    if (!accept_symbol("(")) return std::nullopt;
    auto items = list(")");
    if (!items || items->empty()) return std::nullopt;
    items->insert(items->begin(), std::move(left));
    return Node{Kind::in, std::move(text), std::move(*items)};
  }

  Parsed between(Node left, std::string text) {
    if (peek().is_word("symmetric")) return std::nullopt;
    Parsed low = expression(kLike);
    if (!low || !accept_word("and")) return std::nullopt;
    Parsed high = expression(kLike);
    if (!high) return std::nullopt;
    return Node{Kind::between, std::move(text), {std::move(left), std::move(*low), std::move(*high)}};
  }

  const std::vector<SqlToken> tokens_;
  const bool mysql_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

std::optional<SqlNode> parse_sql(std::string_view text, Dialect dialect) {
  return SqlParser(text, dialect).run();
}

}  // namespace techmarket::sql
