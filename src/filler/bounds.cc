#include "filler/bounds.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.h"

namespace techmarket::filler {
namespace {

using sql::SqlNode;
using Kind = SqlNode::Kind;

bool is_length(const SqlNode& node) {
  if (node.kind != Kind::call || node.children.size() != 1) return false;
  const std::string name = ascii_lower(node.text);
  return name == "length" || name == "char_length" || name == "character_length" || name == "octet_length";
}

std::string_view mirrored(std::string_view op) {
  if (op == "<") return ">";
  if (op == ">") return "<";
  if (op == "<=") return ">=";
  if (op == ">=") return "<=";
  return op;
}

/// LIKE → зразок; «%» — кілька літер.
std::string like_pattern(std::string_view text) {
  std::string pattern;
  for (const char c : text) {
    if (c == '%')
      pattern += "[a-z]{1,6}";
    else if (c == '_')
      pattern += "[a-z]";
    else if (std::string_view(".+*?()[]{}|^$\\").contains(c))
      (pattern += '\\') += c;
    else
      pattern += c;
  }
  return pattern;
}

std::optional<long double> scaled(const std::string& text, int scale) {
  long double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  for (int i = 0; i < scale; ++i) value *= 10;
  constexpr long double kFarthest = 9e18L;
  return std::clamp(value, -kFarthest, kFarthest);
}

/// З двох меж важить тісніша.
void tighten(std::optional<Limit>& known, Limit fresh, bool least) {
  if (known) {
    const auto a = scaled(known->value, 0), b = scaled(fresh.value, 0);
    const bool same = a && b ? *a == *b : known->value == fresh.value;
    const bool larger = a && b ? *b > *a : fresh.value > known->value;
    if (same ? !fresh.open : larger != least) return;
  }
  known = std::move(fresh);
}

/// З двох переліків лишається спільне.
void allow(Bounds& bounds, std::vector<std::string> values) {
  std::vector<std::string> both;
  for (const auto& value : values)
    if (bounds.allowed.empty() || std::ranges::find(bounds.allowed, value) != bounds.allowed.end())
      both.push_back(value);
  bounds.allowed = both.empty() ? std::move(values) : std::move(both);
}

/// Із двох зразків докладніший здебільшого виконує й інший.
void follow(Bounds& bounds, std::string pattern) {
  if (!bounds.pattern || pattern.size() > bounds.pattern->size()) bounds.pattern = std::move(pattern);
}

class Narrower {
 public:
  explicit Narrower(std::vector<Bounds>& bounds) : bounds_(bounds) {}

  void visit(const SqlNode& node) {
    switch (node.kind) {
      case Kind::chain:
        if (node.text == "AND")
          for (const SqlNode& part : node.children) visit(part);
        else
          any_of(node);
        break;
      case Kind::binary:
        comparison(node);
        break;
      case Kind::between:
        if (node.text == "BETWEEN") {
          set(node.children[0], ">=", node.children[1]);
          set(node.children[0], "<=", node.children[2]);
        }
        break;
      case Kind::in:
        if (node.text == "IN") one_of(node);
        break;
      case Kind::is:
        if (node.text == "IS NOT NULL")
          if (const auto column = column_of(node.children[0])) bounds_[*column].required = true;
        break;
      default:
        break;
    }
  }

 private:
  void comparison(const SqlNode& node) {
    const auto& left = node.children[0];
    const auto& right = node.children[1];
    if (literal_of(left))
      set(right, mirrored(node.text), left);
    else
      set(left, node.text, right);
    // code = upper(code)
    for (const auto& [a, b] : {std::pair(&left, &right), std::pair(&right, &left)}) {
      const auto column = column_of(*a);
      if (node.text != "=" || !column || b->kind != Kind::call || b->children.size() != 1 ||
          column_of(b->children[0]) != column)
        continue;
      if (equals_ignore_case(b->text, "upper")) bounds_[*column].upper = true;
      if (equals_ignore_case(b->text, "lower")) bounds_[*column].lower = true;
    }
  }

  void set(const SqlNode& subject, std::string_view op, const SqlNode& value) {
    const auto literal = literal_of(value);
    if (!literal) return;
    if (is_length(subject)) {
      if (const auto column = column_of(subject.children[0])) set_length(bounds_[*column], op, *literal);
      return;
    }
    const auto column = op == "=" ? cased_column(subject) : column_of(subject);
    if (!column) return;
    Bounds& bounds = bounds_[*column];
    if (op == ">" || op == ">=") tighten(bounds.least, {*literal, op == ">"}, true);
    if (op == "<" || op == "<=") tighten(bounds.most, {*literal, op == "<"}, false);
    if (op == "=") allow(bounds, {*literal});
    if (op == "LIKE" || op == "ILIKE") follow(bounds, like_pattern(*literal));
    if (op == "~" || op == "REGEXP" || op == "~*") follow(bounds, *literal);
  }

  static void set_length(Bounds& bounds, std::string_view op, const std::string& literal) {
    std::uint64_t length = 0;
    std::from_chars(literal.data(), literal.data() + literal.size(), length);
    const auto at_least = [&](std::uint64_t value) {
      bounds.min_length = std::max(bounds.min_length, value);
    };
    const auto at_most = [&](std::uint64_t value) {
      bounds.max_length = bounds.max_length == 0 ? value : std::min(bounds.max_length, value);
    };
    if (op == "=") at_least(length), at_most(length);
    if (op == ">=") at_least(length);
    if (op == ">" || (op == "<>" && length == 0)) at_least(length + 1);
    if (op == "<=") at_most(length);
    if (op == "<") at_most(length > 1 ? length - 1 : 1);
  }

  /// Стовпець, сам або під upper() чи lower(): значення зі списку самі в потрібному регістрі.
  static std::optional<std::size_t> cased_column(const SqlNode& node) {
    const bool cased = node.kind == Kind::call && node.children.size() == 1 &&
                       (equals_ignore_case(node.text, "upper") || equals_ignore_case(node.text, "lower"));
    return column_of(cased ? node.children[0] : node);
  }

  void one_of(const SqlNode& node) {
    const auto column = cased_column(node.children[0]);
    if (!column) return;
    std::vector<std::string> values;
    for (std::size_t i = 1; i < node.children.size(); ++i)
      if (auto literal = literal_of(node.children[i])) values.push_back(*std::move(literal));
    if (!values.empty()) allow(bounds_[*column], std::move(values));
  }

  /// «a IS NULL OR умова» — звужує умова; «s = 'x' OR s = 'y'» — перелік.
  void any_of(const SqlNode& node) {
    std::vector<const SqlNode*> parts;
    for (const SqlNode& part : node.children)
      if (!part.is(Kind::is, "IS NULL")) parts.push_back(&part);
    if (parts.size() == 1) return visit(*parts.front());
    if (like_any_of(parts)) return;
    std::optional<std::size_t> column;
    std::vector<std::string> values;
    for (const SqlNode* part : parts) {
      if (!part->is(Kind::binary, "=") || !literal_of(part->children[1])) return;
      const auto subject = cased_column(part->children[0]);
      if (!subject || (column && column != subject)) return;
      column = subject;
      values.push_back(*literal_of(part->children[1]));
    }
    if (column) allow(bounds_[*column], std::move(values));
  }

  /// «s LIKE 'a%' OR s LIKE 'b%'» — зразок із вибором.
  bool like_any_of(const std::vector<const SqlNode*>& parts) {
    std::optional<std::size_t> column;
    std::string pattern;
    for (const SqlNode* part : parts) {
      const bool like = part->is(Kind::binary, "LIKE") || part->is(Kind::binary, "ILIKE");
      const auto subject = like ? column_of(part->children[0]) : std::nullopt;
      const auto literal = like ? literal_of(part->children[1]) : std::nullopt;
      if (!subject || !literal || (column && column != subject)) return false;
      column = subject;
      pattern += (pattern.empty() ? "(" : "|") + like_pattern(*literal);
    }
    if (column) follow(bounds_[*column], pattern + ")");
    return column.has_value();
  }

  std::vector<Bounds>& bounds_;
};

}  // namespace

void narrow(const Condition& condition, std::vector<Bounds>& bounds) {
  Narrower(bounds).visit(condition.tree());
}

void merge(Bounds& into, const Bounds& other) {
  if (other.least) tighten(into.least, *other.least, true);
  if (other.most) tighten(into.most, *other.most, false);
  if (!other.allowed.empty()) allow(into, other.allowed);
  into.min_length = std::max(into.min_length, other.min_length);
  if (other.max_length > 0)
    into.max_length = into.max_length == 0 ? other.max_length : std::min(into.max_length, other.max_length);
  if (other.pattern) follow(into, *other.pattern);
  into.upper = into.upper || other.upper;
  into.lower = into.lower || other.lower;
  into.required = into.required || other.required;
  into.largest = std::min(into.largest, other.largest);
}

std::optional<std::int64_t> lowest(const Limit& limit, int scale) {
  const auto value = scaled(limit.value, scale);
  if (!value) return std::nullopt;
  const long double up = std::ceil(*value);
  return static_cast<std::int64_t>(up) + (limit.open && up == *value ? 1 : 0);
}

std::optional<std::int64_t> highest(const Limit& limit, int scale) {
  const auto value = scaled(limit.value, scale);
  if (!value) return std::nullopt;
  const long double down = std::floor(*value);
  return static_cast<std::int64_t>(down) - (limit.open && down == *value ? 1 : 0);
}

}  // namespace techmarket::filler
