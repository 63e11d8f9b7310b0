#include "config/lint_section.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/file.h"
#include "base/regular.h"
#include "base/text.h"
#include "config/toml_reader.h"

namespace techmarket::config {
namespace {

using lint::LintLevel;
using lint::LintOptions;

template <class Value>
using Choices = std::vector<std::pair<std::string, Value>>;

const Choices<LintLevel> kLevels{
    {"error", LintLevel::error}, {"warning", LintLevel::warning}, {"off", LintLevel::off}};
const Choices<lint::NamingStyle> kStyles{{"snake_case", lint::NamingStyle::snake_case},
                                         {"camelCase", lint::NamingStyle::camel_case},
                                         {"PascalCase", lint::NamingStyle::pascal_case}};
const Choices<lint::TableForm> kForms{{"plural", lint::TableForm::plural},
                                      {"singular", lint::TableForm::singular}};

class Section {
 public:
  explicit Section(Complaints& complaints) : complaints_(complaints) {}

  LintOptions read(const toml::table& table) {
    for (const auto& [key, node] : table) {
      const std::string name(key.str());
      if (name == "ignore")
        options_.ignore = words(node, name);
      else if (const auto* rule = lint::find_lint_rule(name))
        read_rule(*rule, node);
      else
        unknown(key.source(), fmt::format("unknown rule '{}' in [lint]", name), name, rule_names());
    }
    return std::move(options_);
  }

 private:
  static std::vector<std::string> rule_names() {
    std::vector<std::string> names{"ignore"};
    for (const auto& rule : lint::lint_rules()) names.emplace_back(rule.name);
    return names;
  }

  void unknown(const toml::source_region& at, std::string message, std::string_view name,
               const std::vector<std::string>& known) {
    auto hint = did_you_mean_hint(name, known);
    if (hint.empty()) hint = fmt::format("known are: {}", fmt::join(known, ", "));
    complaints_.add(at, "unknown-key", std::move(message), std::move(hint));
  }

  void wrong(const toml::node& node, std::string_view key, std::string_view expected) {
    complaints_.add(node.source(), "bad-value", fmt::format("'{}' must be {}", key, expected));
  }

  void read_rule(const lint::LintRule& rule, const toml::node& node) {
    lint::LintRuleSettings settings{.level = rule.level};
    if (const auto* table = node.as_table()) {
      // Налаштувати правило, не сказавши суворості, — означає його хотіти.
      if (settings.level == LintLevel::off) settings.level = LintLevel::warning;
      for (const auto& [key, value] : *table)
        read_option(rule, std::string(key.str()), key.source(), value, settings);
    } else if (const auto level = choice(node, rule.name, kLevels)) {
      settings.level = *level;
    }
    options_.rules[std::string(rule.name)] = std::move(settings);
  }

  void read_option(const lint::LintRule& rule, const std::string& key, const toml::source_region& at,
                   const toml::node& node, lint::LintRuleSettings& settings) {
    using Reader = std::function<void(const toml::node&)>;
    const auto list = [&](std::vector<std::string>& target) {
      return [this, &target, &key](const toml::node& value) { target = words(value, key); };
    };
    std::map<std::string, Reader> readers{{"severity",
                                           [&](const toml::node& value) {
                                             if (const auto level = choice(value, key, kLevels))
                                               settings.level = *level;
                                           }},
                                          {"ignore", list(settings.ignore)}};
    if (rule.name == "naming-style") {
      readers["style"] = [&](const toml::node& value) {
        if (const auto style = choice(value, key, kStyles)) options_.style = *style;
      };
      readers["pattern"] = [&](const toml::node& value) { read_pattern(value); };
    } else if (rule.name == "table-form") {
      readers["form"] = [&](const toml::node& value) {
        if (const auto form = choice(value, key, kForms)) options_.form = *form;
      };
    } else if (rule.name == "boolean-name") {
      readers["prefixes"] = list(options_.boolean_prefixes);
    } else if (rule.name == "money-type") {
      readers["words"] = list(options_.money_words);
      readers["except"] = list(options_.money_except);
    } else if (rule.name == "fk-nullable") {
      readers["optional_words"] = list(options_.optional_words);
    }
    const auto reader = readers.find(key);
    if (reader != readers.end()) return reader->second(node);
    std::vector<std::string> known;
    for (const auto& [name, ignored] : readers) known.push_back(name);
    unknown(at, fmt::format("rule '{}' has no option '{}'", rule.name, key), key, known);
  }

  void read_pattern(const toml::node& node) {
    const auto text = node.value_exact<std::string>();
    if (!text) return wrong(node, "pattern", "a regular expression in quotes");
    if (const auto compiled = Regular::compile(*text); compiled)
      options_.pattern = *text;
    else
      complaints_.add(node.source(), "bad-value",
                      fmt::format("'pattern' must be a regular expression; '{}' is not one", *text),
                      compiled.error().message);
  }

  template <class Value>
  std::optional<Value> choice(const toml::node& node, std::string_view key, const Choices<Value>& choices) {
    const auto text = node.value_exact<std::string>();
    for (const auto& [name, value] : choices)
      if (text == name) return value;
    std::vector<std::string> names;
    for (const auto& [name, ignored] : choices) names.push_back(name);
    complaints_.add(node.source(), "bad-value",
                    fmt::format("'{}' must be one of: {}", key, fmt::join(names, ", ")),
                    text ? did_you_mean_hint(*text, names) : std::string());
    return std::nullopt;
  }

  std::vector<std::string> words(const toml::node& node, std::string_view key) {
    std::vector<std::string> list;
    const auto* array = node.as_array();
    if (!array) return wrong(node, key, "an array of strings"), list;
    for (const auto& item : *array) {
      auto text = item.value_exact<std::string>();
      if (!text) return wrong(item, key, "an array of strings"), list;
      list.push_back(std::move(*text));
    }
    return list;
  }

  Complaints& complaints_;
  LintOptions options_;
};

}  // namespace

lint::LintOptions read_lint_section(const toml::table& table, Complaints& complaints) {
  return Section(complaints).read(table);
}

Result<lint::LintOptions> parse_lint_options(std::string_view text, const std::string& path) {
  Complaints complaints(path);
  lint::LintOptions options;
  if (const auto root = parse_toml(text, complaints)) {
    const auto* node = root->get("lint");
    if (node && node->is_table())
      options = read_lint_section(*node->as_table(), complaints);
    else if (node)
      complaints.add(node->source(), "wrong-type", "'lint' must be a table");
  }
  if (complaints.empty()) return options;
  return fail(ErrorKind::configuration, complaints.text(text));
}

Result<lint::LintOptions> load_lint_options(const std::filesystem::path& file) {
  TM_ASSIGN(const std::string text, read_file(file));
  return parse_lint_options(text, file.string());
}

}  // namespace techmarket::config
