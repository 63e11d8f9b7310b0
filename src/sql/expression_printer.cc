// Дерево виразу → текст із найменшою кількістю дужок; числа в одному записі.

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sql/expression_level.h"
#include "sql/expression_tree.h"
#include "sql/tokens.h"

namespace techmarket::sql {
namespace {

using schema::Dialect;
using Node = SqlNode;
using Kind = SqlNode::Kind;

int operator_level(std::string_view op) {
  if (op == "XOR") return kXor;
  if (op.ends_with("DISTINCT FROM")) return kIs;
  if (op.ends_with("LIKE") || op.ends_with("REGEXP")) return kLike;
  if (op == "=" || op == "<>" || op == "<" || op == ">" || op == "<=" || op == ">=" || op == "<=>")
    return kCompare;
  if (op == "+" || op == "-") return kSum;
  if (op == "*" || op == "/" || op == "%" || op == "DIV" || op == "MOD") return kProduct;
  if (op == "^") return kPower;
  if (op == "COLLATE" || op == "AT TIME ZONE") return kCollate;
  return kOther;
}

int level_of(const Node& node) {
  switch (node.kind) {
    case Kind::chain:
      return node.text == "OR" ? kOr : kAnd;
    case Kind::unary:
      return node.text == "NOT" ? kNot : kSign;
    case Kind::binary:
      return operator_level(node.text);
    case Kind::is:
      return kIs;
    case Kind::in:
    case Kind::between:
      return kLike;
    case Kind::number:
      return node.text.starts_with('-') ? kSign : kAtom;
    default:
      return kAtom;
  }
}

class Printer {
 public:
  explicit Printer(Dialect dialect) : dialect_(dialect) {}

  std::string print(const Node& node) const {
    const auto& c = node.children;
    switch (node.kind) {
      case Kind::string:
        return sql_string(node.text, dialect_);
      case Kind::number:
      case Kind::word:
        return node.text;
      case Kind::name:
        return name(node);
      case Kind::call:
        return call(node);
      case Kind::unary:
        return node.text + (node.text == "NOT" ? " " : "") + operand(c[0], level_of(node));
      case Kind::binary:
        return fmt::format("{} {} {}", operand(c[0], level_of(node)), node.text,
                           operand(c[1], level_of(node) + 1));
      case Kind::chain:
        return chain(node);
      case Kind::in:
        return fmt::format("{} {} ({})", operand(c[0], kLike + 1), node.text, joined(node, 1));
      case Kind::between:
        return fmt::format("{} {} {} AND {}", operand(c[0], kLike + 1), node.text, operand(c[1], kLike + 1),
                           operand(c[2], kLike + 1));
      case Kind::is:
        return fmt::format("{} {}", operand(c[0], kIs + 1), node.text);
      case Kind::cast:
        return dialect_ == Dialect::postgres ? fmt::format("{}::{}", operand(c[0], kAtom), node.text)
                                             : fmt::format("cast({} as {})", print(c[0]), node.text);
      case Kind::array:
        return fmt::format("ARRAY[{}]", joined(node, 0));
      case Kind::tuple:
        return fmt::format("({})", joined(node, 0));
      case Kind::choice:
        return choice(node);
      case Kind::interval:
        return fmt::format("INTERVAL {} {}", operand(c[0], kAtom), node.text);
    }
    return {};
  }

 private:
  std::string operand(const Node& node, int needed) const {
    const std::string text = print(node);
    return level_of(node) < needed ? "(" + text + ")" : text;
  }

  std::string joined(const Node& node, std::size_t from) const {
    std::vector<std::string> parts;
    for (std::size_t i = from; i < node.children.size(); ++i) parts.push_back(print(node.children[i]));
    return fmt::format("{}", fmt::join(parts, ", "));
  }

  std::string name(const Node& node) const {
    std::string text;
    for (const auto& qualifier : node.children) text += sql_name(qualifier.text, dialect_) + ".";
    return text + sql_name(node.text, dialect_);
  }

  std::string call(const Node& node) const {
    // CURRENT_DATE і подібні не мають дужок.
    const bool bare =
        node.children.empty() && (node.text.starts_with("current_") || node.text.starts_with("local") ||
                                  node.text == "session_user" || node.text == "user");
    if (bare) {
      std::string text = node.text;
      for (char& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
      return text;
    }
    if (node.text == "extract" && node.children.size() == 2)
      return fmt::format("extract({} FROM {})", print(node.children[0]), print(node.children[1]));
    // COALESCE і GREATEST — слова граматики: у лапках вони були б іншою функцією.
    const bool plain = std::ranges::all_of(
        node.text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
    return fmt::format("{}({})", plain ? node.text : sql_name(node.text, dialect_), joined(node, 0));
  }

  std::string chain(const Node& node) const {
    std::vector<std::string> parts;
    for (const auto& part : node.children) parts.push_back(operand(part, level_of(node) + 1));
    return fmt::format("{}", fmt::join(parts, " " + node.text + " "));
  }

  std::string choice(const Node& node) const {
    std::string text = "CASE";
    std::size_t i = 0;
    if (node.text == "operand") text += " " + print(node.children[i++]);
    for (; i + 1 < node.children.size(); i += 2)
      text += fmt::format(" WHEN {} THEN {}", print(node.children[i]), print(node.children[i + 1]));
    if (i < node.children.size()) text += " ELSE " + print(node.children[i]);
    return text + " END";
  }

  const Dialect dialect_;
};

}  // namespace

std::string print_sql(const SqlNode& node, Dialect dialect) {
  return Printer(dialect).print(node);
}

bool is_number(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  std::size_t digits = 0, points = 0, i = 0;
  for (; i < text.size() && ((text[i] >= '0' && text[i] <= '9') || text[i] == '.'); ++i)
    ++(text[i] == '.' ? points : digits);
  if (digits == 0 || points > 1) return false;
  if (i == text.size()) return true;
  if (text[i] != 'e' && text[i] != 'E') return false;
  text.remove_prefix(i + 1);
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::string canonical_number(std::string_view text) {
  constexpr int kPlainDigits = 60;  // довші показники лишаються показниками, щоб 1e999999 не став мегабайтом
  if (!is_number(text)) return std::string(text);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);

  // Число = digits × 10^exponent.
  int exponent = 0;
  const auto mark = text.find_first_of("eE");
  if (mark != std::string_view::npos) {
    auto tail = text.substr(mark + 1);
    if (tail.starts_with('+')) tail.remove_prefix(1);
    if (std::from_chars(tail.data(), tail.data() + tail.size(), exponent).ec != std::errc())
      return std::string(text);
    text = text.substr(0, mark);
  }
  std::string digits;
  bool fraction = false;
  for (const char c : text) {
    if (c == '.') {
      fraction = true;
      continue;
    }
    digits += c;
    if (fraction) --exponent;
  }
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  for (; digits.ends_with('0'); ++exponent) digits.pop_back();
  if (digits.empty()) return "0";

  const std::string sign = negative ? "-" : "";
  const int size = static_cast<int>(digits.size());
  if (exponent > kPlainDigits || exponent + size < -kPlainDigits)
    return fmt::format("{}{}e{}", sign, digits, exponent);
  if (exponent >= 0) return sign + digits + std::string(static_cast<std::size_t>(exponent), '0');
  const int whole = size + exponent;
  if (whole <= 0) return sign + "0." + std::string(static_cast<std::size_t>(-whole), '0') + digits;
  return sign + digits.substr(0, static_cast<std::size_t>(whole)) + "." +
         digits.substr(static_cast<std::size_t>(whole));
}

}  // namespace techmarket::sql
