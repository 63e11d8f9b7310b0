#include "filler/condition.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "base/regular.h"
#include "base/text.h"

namespace techmarket::filler {
namespace {

using sql::SqlNode;
using Kind = SqlNode::Kind;

/// Проміжне значення виразу.
struct Value {
  enum class Type { null, number, text, truth };
  Type type = Type::null;
  double number = 0;
  std::string text = {};
  bool truth = false;

  static Value of(double number) { return {.type = Type::number, .number = number}; }
  static Value of(bool truth) { return {.type = Type::truth, .truth = truth}; }
  static Value of(std::string text) { return {.type = Type::text, .text = std::move(text)}; }
  bool null() const { return type == Type::null; }
};

std::optional<double> parse_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<double> number_of(const Value& value) {
  switch (value.type) {
    case Value::Type::number:
      return value.number;
    case Value::Type::truth:
      return value.truth ? 1 : 0;
    case Value::Type::text:
      return parse_number(value.text);
    case Value::Type::null:
      return std::nullopt;
  }
  return std::nullopt;
}

std::string text_of(const Value& value) {
  if (value.type == Value::Type::text) return value.text;
  if (value.type == Value::Type::truth) return value.truth ? "1" : "0";
  return fmt::format("{}", value.number);
}

std::optional<bool> truth_of(const Value& value) {
  if (value.null()) return std::nullopt;
  if (value.type == Value::Type::truth) return value.truth;
  if (value.type == Value::Type::text && (value.text == "true" || value.text == "t")) return true;
  if (value.type == Value::Type::text && (value.text == "false" || value.text == "f")) return false;
  const auto number = number_of(value);
  return number && *number != 0;
}

Value truth_value(std::optional<bool> truth) {
  return truth ? Value::of(*truth) : Value{};
}

/// −1, 0, 1; порожньо, якщо порівнювати нічого.
std::optional<int> compare(const Value& a, const Value& b) {
  if (a.null() || b.null()) return std::nullopt;
  if (a.type == Value::Type::truth || b.type == Value::Type::truth) {
    const auto left = truth_of(a), right = truth_of(b);
    return static_cast<int>(*left) - static_cast<int>(*right);
  }
  const auto left = number_of(a), right = number_of(b);
  if (left && right) return *left < *right ? -1 : *left > *right ? 1 : 0;
  // Дати в записі ISO порівнюються як тексти; без часу — до найкоротшої довжини.
  const int order = text_of(a).compare(text_of(b));
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

/// «%» — будь-що, «_» — один знак. Невдача повертає лише до останнього «%»: попередні вже взяли найменше.
bool like(std::string_view text, std::string_view pattern) {
  std::optional<std::string_view> retry_text, retry_pattern;
  while (!text.empty()) {
    if (pattern.starts_with('%')) {
      pattern.remove_prefix(1);
      retry_text = text, retry_pattern = pattern;
      continue;
    }
    const bool any = pattern.starts_with('_');
    const std::size_t escape = pattern.starts_with('\\') && pattern.size() > 1 ? 1 : 0;
    if (any || (!pattern.empty() && pattern[escape] == text.front())) {
      text.remove_prefix(any ? utf8_length(text) : 1);
      pattern.remove_prefix(escape + 1);
      continue;
    }
    if (!retry_text) return false;
    retry_text->remove_prefix(1);
    text = *retry_text, pattern = *retry_pattern;
  }
  return pattern.find_first_not_of('%') == std::string_view::npos;
}

/// Порожньо — вираз, якого ми не знаємо: вважаємо невідомим.
std::optional<bool> matches(const std::string& text, const std::string& pattern, bool ignore_case) {
  const auto compiled = Regular::compile(pattern, ignore_case);
  return compiled ? std::optional(compiled->matches_inside(text)) : std::nullopt;
}

class Evaluator {
 public:
  Evaluator(std::span<const Cell> cells, std::string_view now) : cells_(cells), now_(now) {}

  Value value(const SqlNode& node) const {
    switch (node.kind) {
      case Kind::string:
        return Value::of(node.text);
      case Kind::number:
        return Value::of(parse_number(node.text).value_or(0));
      case Kind::word:
        if (node.text == "TRUE") return Value::of(true);
        if (node.text == "FALSE") return Value::of(false);
        return {};
      case Kind::name: {
        const Cell& cell = cells_[*column_of(node)];
        return cell.null ? Value{} : Value::of(cell.text);
      }
      case Kind::cast:
        return value(node.children[0]);
      case Kind::call:
        return call(node);
      case Kind::unary:
        return unary(node);
      case Kind::binary:
        return binary(node);
      case Kind::chain:
        return chain(node);
      case Kind::in:
        return in(node);
      case Kind::between:
        return between(node);
      case Kind::is:
        return is(node);
      case Kind::choice:
        return choice(node);
      default:
        return {};
    }
  }

 private:
  Value call(const SqlNode& node) const {
    const std::string name = ascii_lower(node.text);
    if (name == "now" || name == "current_timestamp" || name == "localtimestamp")
      return Value::of(std::string(now_));
    if (name == "current_date" || name == "curdate") return Value::of(std::string(now_.substr(0, 10)));
    if (name == "current_time") return Value::of(std::string(now_.substr(11)));
    if (name == "coalesce" || name == "ifnull") {
      for (const SqlNode& argument : node.children)
        if (Value found = value(argument); !found.null()) return found;
      return {};
    }
    if (node.children.empty()) return {};
    const Value first = value(node.children[0]);
    if (first.null()) return {};
    if (name == "json_valid") return Value::of(true);
    if (name == "length" || name == "char_length" || name == "character_length" || name == "octet_length") {
      const std::string text = text_of(first);
      return Value::of(static_cast<double>(name == "octet_length" ? text.size() : count_code_points(text)));
    }
    if (name == "lower") return Value::of(ascii_lower(text_of(first)));
    if (name == "upper") {
      std::string text = text_of(first);
      std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
      });
      return Value::of(std::move(text));
    }
    if (name == "trim" || name == "btrim" || name == "ltrim" || name == "rtrim")
      return Value::of(std::string(trim(text_of(first))));
    if (name == "greatest" || name == "least") {
      Value best = first;
      for (const SqlNode& argument : node.children) {
        const Value other = value(argument);
        const auto order = compare(other, best);
        if (order && (name == "least" ? *order < 0 : *order > 0)) best = other;
      }
      return best;
    }
    const auto number = number_of(first);
    if (name == "nullif") {
      const auto order = compare(first, value(node.children.back()));
      return order && *order == 0 ? Value{} : first;
    }
    if (!number) return {};
    if (name == "abs") return Value::of(std::abs(*number));
    if (name == "round") return Value::of(std::round(*number));
    if (name == "floor") return Value::of(std::floor(*number));
    if (name == "ceil" || name == "ceiling") return Value::of(std::ceil(*number));
    if (name == "mod" && node.children.size() == 2) {
      const auto other = number_of(value(node.children[1]));
      if (other && *other != 0) return Value::of(std::fmod(*number, *other));
    }
    return {};
  }

  Value unary(const SqlNode& node) const {
    const Value operand = value(node.children[0]);
    if (node.text == "NOT") {
      const auto truth = truth_of(operand);
      return truth ? Value::of(!*truth) : Value{};
    }
    const auto number = number_of(operand);
    return number && node.text == "-" ? Value::of(-*number) : Value{};
  }

  Value binary(const SqlNode& node) const {
    const Value a = value(node.children[0]), b = value(node.children[1]);
    const std::string& op = node.text;
    if (op == "IS DISTINCT FROM" || op == "IS NOT DISTINCT FROM" || op == "<=>") {
      const bool same = a.null() || b.null() ? a.null() && b.null() : compare(a, b) == 0;
      return Value::of(op == "IS DISTINCT FROM" ? !same : same);
    }
    if (a.null() || b.null()) return {};
    if (op == "=" || op == "<>" || op == "<" || op == ">" || op == "<=" || op == ">=") {
      const int order = *compare(a, b);
      if (op == "=") return Value::of(order == 0);
      if (op == "<>") return Value::of(order != 0);
      if (op == "<") return Value::of(order < 0);
      if (op == ">") return Value::of(order > 0);
      return Value::of(op == "<=" ? order <= 0 : order >= 0);
    }
    if (op == "||") return Value::of(text_of(a) + text_of(b));
    if (op == "LIKE" || op == "NOT LIKE") return Value::of(like(text_of(a), text_of(b)) == (op == "LIKE"));
    if (op == "ILIKE" || op == "NOT ILIKE")
      return Value::of(like(ascii_lower(text_of(a)), ascii_lower(text_of(b))) == (op == "ILIKE"));
    if (op == "~" || op == "REGEXP" || op == "~*")
      return truth_value(matches(text_of(a), text_of(b), op != "~"));
    if (op == "!~" || op == "NOT REGEXP" || op == "!~*") {
      const auto found = matches(text_of(a), text_of(b), op != "!~");
      return found ? Value::of(!*found) : Value{};
    }
    const auto left = number_of(a), right = number_of(b);
    if (!left || !right) return {};
    if (op == "+") return Value::of(*left + *right);
    if (op == "-") return Value::of(*left - *right);
    if (op == "*") return Value::of(*left * *right);
    if (*right == 0) return {};
    if (op == "/") return Value::of(*left / *right);
    if (op == "DIV") return Value::of(std::trunc(*left / *right));
    if (op == "%" || op == "MOD") return Value::of(std::fmod(*left, *right));
    return {};
  }

  Value chain(const SqlNode& node) const {
    const bool is_and = node.text == "AND";
    bool unknown = false;
    for (const SqlNode& part : node.children) {
      const auto truth = truth_of(value(part));
      if (!truth)
        unknown = true;
      else if (*truth != is_and)
        return Value::of(!is_and);
    }
    return unknown ? Value{} : Value::of(is_and);
  }

  Value in(const SqlNode& node) const {
    const Value wanted = value(node.children[0]);
    if (wanted.null()) return {};
    const bool found = std::any_of(node.children.begin() + 1, node.children.end(),
                                   [&](const SqlNode& item) { return compare(wanted, value(item)) == 0; });
    return Value::of(found == (node.text == "IN"));
  }

  Value between(const SqlNode& node) const {
    const Value middle = value(node.children[0]);
    const auto low = compare(middle, value(node.children[1])),
               high = compare(middle, value(node.children[2]));
    if (!low || !high) return {};
    return Value::of((*low >= 0 && *high <= 0) == (node.text == "BETWEEN"));
  }

  Value is(const SqlNode& node) const {
    const Value operand = value(node.children[0]);
    const bool negated = node.text.starts_with("IS NOT ");
    const std::string_view what = std::string_view(node.text).substr(negated ? 7 : 3);
    const auto truth = truth_of(operand);
    bool result = operand.null();
    if (what == "TRUE") result = truth && *truth;
    if (what == "FALSE") result = truth && !*truth;
    return Value::of(result != negated);
  }

  Value choice(const SqlNode& node) const {
    std::size_t at = 0;
    std::optional<Value> operand;
    if (node.text == "operand") operand = value(node.children[at++]);
    for (; at + 1 < node.children.size(); at += 2) {
      const Value when = value(node.children[at]);
      const bool taken = operand ? compare(*operand, when) == 0 : truth_of(when).value_or(false);
      if (taken) return value(node.children[at + 1]);
    }
    return at < node.children.size() ? value(node.children[at]) : Value{};
  }

  std::span<const Cell> cells_;
  std::string_view now_;
};

}  // namespace

std::optional<Condition> Condition::compile(const schema::Check& check, schema::Dialect dialect,
                                            const std::vector<std::string>& columns, Timestamp now) {
  auto tree = read_condition(check.expression, dialect, columns);
  if (!tree) return std::nullopt;
  Condition condition;
  condition.tree_ = std::move(*tree);
  condition.text_ = check.expression;
  condition.now_ = to_string(now);
  return condition;
}

bool Condition::accepts(std::span<const Cell> cells) const {
  return truth_of(Evaluator(cells, now_).value(tree_.root)).value_or(true);
}

}  // namespace techmarket::filler
