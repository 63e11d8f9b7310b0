#include "config/toml_reader.h"

#include <algorithm>
#include <cstdint>
#include <sstream>
#include <tuple>

#include <fmt/format.h>

#include "base/text.h"

namespace techmarket::config {
namespace {

std::string_view type_name(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "an array";
    case toml::node_type::string:
      return "a string";
    case toml::node_type::integer:
      return "an integer";
    case toml::node_type::floating_point:
      return "a float";
    case toml::node_type::boolean:
      return "a boolean";
    default:
      return "a date or time";
  }
}

constexpr int kDeepestKey = 100;
constexpr std::size_t kMostShown = 50;

/// Кінець рядка TOML, що починається з лапок у from.
std::size_t end_of_string(std::string_view source, std::size_t from) {
  const char quote = source[from];
  const std::string triple(3, quote);
  const bool multiline = source.substr(from).starts_with(triple);
  const std::string_view closing = std::string_view(triple).substr(0, multiline ? 3 : 1);
  for (std::size_t i = from + closing.size(); i < source.size(); ++i) {
    if (source[i] == '\\' && quote == '"')
      ++i;
    else if (source.substr(i).starts_with(closing))
      return i + closing.size();
    else if (source[i] == '\n' && !multiline)
      return i;
  }
  return source.size();
}

/// Рядок файлу, де ключ має забагато частин; 0 — такого немає.
std::uint32_t too_deep_line(std::string_view source) {
  constexpr std::string_view kStaysInKey = "_-. \t";
  int dots = 0;
  std::size_t i = 0;
  while (i < source.size() && dots <= kDeepestKey) {
    const char c = source[i];
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\'') {
      i = end_of_string(source, i);
      continue;
    }
    if (c == '#') i = std::min(source.find('\n', i), source.size() - 1);
    dots += c == '.';
    const bool letter = (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
    if (!letter && !(c >= '0' && c <= '9') && byte < 0x80 && !kStaysInKey.contains(c)) dots = 0;
    ++i;
  }
  if (dots <= kDeepestKey) return 0;
  return static_cast<std::uint32_t>(1 + std::ranges::count(source.substr(0, i), '\n'));
}

std::string_view line_at(std::string_view source, int line) {
  const auto lines = split(source, '\n');
  const auto index = static_cast<std::size_t>(line - 1);
  return index < lines.size() ? lines[index] : std::string_view();
}

}  // namespace

void Complaints::add(const toml::source_region& at, std::string_view code, std::string message,
                     std::string hint) {
  diagnostics_.push_back({.severity = Severity::error,
                          .code = std::string(code),
                          .message = std::move(message),
                          .at = {.file = file_,
                                 .line = static_cast<int>(at.begin.line),
                                 .column = static_cast<int>(at.begin.column),
                                 .end_line = static_cast<int>(at.end.line),
                                 .end_column = static_cast<int>(at.end.column)},
                          .hint = std::move(hint),
                          .subject = {}});
}

std::string Complaints::text(std::string_view source) const {
  auto ordered = diagnostics_;
  std::ranges::stable_sort(ordered, {},
                           [](const Diagnostic& d) { return std::tuple(d.at.line, d.at.column); });
  std::string out;
  if (ordered.size() > kMostShown) {
    ordered[kMostShown - 1].message =
        fmt::format("{} more errors from here on are not shown", ordered.size() - kMostShown + 1);
    ordered[kMostShown - 1].code = "too-many-errors";
    ordered.resize(kMostShown);
  }
  for (const auto& diagnostic : ordered) {
    const bool secret = line_at(source, diagnostic.at.line).contains("password");
    out += to_text(diagnostic, secret ? std::string_view() : source);
  }
  if (out.ends_with('\n')) out.pop_back();
  return out;
}

std::optional<toml::table> parse_toml(std::string_view source, Complaints& complaints) {
  if (const auto line = too_deep_line(source); line > 0) {
    const toml::source_position at{line, 1};
    complaints.add({at, at, nullptr}, "syntax", fmt::format("a key has more than {} parts", kDeepestKey));
    return std::nullopt;
  }
  try {
    return toml::parse(source);
  } catch (const toml::parse_error& error) {
    complaints.add(error.source(), "syntax", std::string(error.description()));
    return std::nullopt;
  }
}

const toml::node* TableReader::find(std::string_view key) {
  if (std::ranges::find(known_, key) == known_.end()) known_.emplace_back(key);
  return table_.get(key);
}

const toml::node* TableReader::require(std::string_view key) {
  const toml::node* node = find(key);
  if (!node) complaints_.add(table_.source(), "missing-key", fmt::format("{} has no key '{}'", name_, key));
  return node;
}

void TableReader::wrong_type(const toml::node& node, std::string_view key, std::string_view expected) {
  complaints_.add(node.source(), "wrong-type",
                  fmt::format("'{}' must be {}, not {}", key, expected, type_name(node)));
}

std::string TableReader::text(std::string_view key, const TextRule& rule) {
  const toml::node* node = require(key);
  if (!node) return {};
  const auto value = node->value_exact<std::string>();
  if (!value) {
    wrong_type(*node, key, "a string");
    return {};
  }
  const std::string expected = value->empty() ? "must not be empty" : rule ? rule(*value) : "";
  if (!expected.empty()) {
    complaints_.add(node->source(), "bad-value", fmt::format("'{}' {}", key, expected));
    return {};
  }
  return *value;
}

int TableReader::port(std::string_view key) {
  const toml::node* node = require(key);
  if (!node) return 0;
  const auto value = node->value_exact<std::int64_t>();
  if (!value) {
    wrong_type(*node, key, "an integer");
    return 0;
  }
  if (*value < 1 || *value > 65535) {
    complaints_.add(node->source(), "bad-value", fmt::format("'{}' must be a port from 1 to 65535", key));
    return 0;
  }
  return static_cast<int>(*value);
}

const toml::table* TableReader::table(std::string_view key) {
  const toml::node* node = require(key);
  if (node && !node->is_table()) wrong_type(*node, key, "a table");
  return node ? node->as_table() : nullptr;
}

std::vector<const toml::table*> TableReader::tables(std::string_view key) {
  const toml::node* node = require(key);
  if (!node) return {};
  std::vector<const toml::table*> result;
  if (const auto* array = node->as_array())
    for (const auto& element : *array)
      if (const auto* table = element.as_table()) result.push_back(table);
  const auto size = node->is_array() ? node->as_array()->size() : 0;
  if (result.empty() || result.size() != size) {
    complaints_.add(node->source(), "wrong-type", fmt::format("'{}' must be an array of tables", key),
                    fmt::format("write each of them as [[{}]]", key));
    return {};
  }
  return result;
}

bool TableReader::has(std::string_view key) {
  return find(key) != nullptr;
}

void TableReader::reject_unknown() {
  for (const auto& [key, value] : table_) {
    if (std::ranges::find(known_, key.str()) != known_.end()) continue;
    complaints_.add(key.source(), "unknown-key", fmt::format("unknown key '{}' in {}", key.str(), name_),
                    did_you_mean_hint(key.str(), known_));
  }
}

toml::source_region TableReader::at(std::string_view key) const {
  const toml::node* node = table_.get(key);
  return node ? node->source() : table_.source();
}

}  // namespace techmarket::config
