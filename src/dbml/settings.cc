#include "dbml/settings.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "dbml/literal.h"

namespace techmarket::dbml {
namespace {

using Kind = ValueNode::Kind;

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_color(std::string_view text) {
  return (text.size() == 4 || text.size() == 7) && std::ranges::all_of(text.substr(1), is_hex);
}

/// Слова інших мов, які найчастіше пишуть у налаштуваннях стовпця.
std::string foreign_setting_hint(std::string_view name, std::string_view element) {
  if (element != kColumnSettings.element) return {};
  const auto is_one_of = [&](auto... words) { return (equals_ignore_case(name, words) || ...); };
  if (is_one_of("auto_increment", "autoincrement", "auto increment", "identity")) return "write increment";
  if (is_one_of("index", "indexed")) return "write it in the body of the table: indexes { column }";
  if (is_one_of("fk", "foreign key", "references")) return "write ref: > table.column";
  if (is_one_of("required")) return "write not null";
  if (is_one_of("optional")) return "write null";
  if (is_one_of("delete", "update", "on delete", "on update"))
    return "an inline ref takes no actions: write Ref: orders.user_id > users.id [delete: cascade]";
  return {};
}

}  // namespace

std::optional<Key> SettingReader::accept(const SettingNode& setting, const SettingTable& known,
                                         std::vector<schema::Setting>* custom, unsigned& seen) {
  const SettingRule* rule = known.find(setting.name);
  if (!rule) {
    unknown(setting, known, custom);
    return std::nullopt;
  }
  const bool has_value = setting.value.kind != Kind::none;
  if (has_value && !rule->takes_value) {
    reporter_.error(file_, setting.value.at, "invalid-setting",
                    fmt::format("'{}' takes no value", rule->name));
    return std::nullopt;
  }
  if (!has_value && rule->takes_value) {
    reporter_.error(file_, setting.name_at, "invalid-setting", fmt::format("'{}' needs a value", rule->name),
                    {.hint = fmt::format("write {}: value", rule->name)});
    return std::nullopt;
  }
  const unsigned bit = 1u << static_cast<unsigned>(rule->key);
  if ((seen & bit) != 0 && !rule->repeatable) {
    reporter_.error(file_, setting.name_at, "duplicate-setting",
                    fmt::format("'{}' is given twice", setting.name));
    return std::nullopt;
  }
  seen |= bit;
  return rule->key;
}

bool SettingReader::is_storable(const ValueNode& value) const {
  switch (value.kind) {
    case Kind::string:
    case Kind::color:
      return true;
    case Kind::none:
    case Kind::number:
    case Kind::boolean:
    case Kind::null:
      return custom_ == Custom::any_word;
    case Kind::path:
      return custom_ == Custom::any_word && value.path.size() == 1;
    default:
      return false;
  }
}

// Власне налаштування дозволено новими версіями мови, якщо його значення — рядок або колір. Схоже на відоме
// ім'я скоріше описка, тому попереджаємо.
void SettingReader::unknown(const SettingNode& setting, const SettingTable& known,
                            std::vector<schema::Setting>* custom) {
  const std::string_view element = known.element;
  std::vector<std::string> names;
  for (const auto& rule : known.rules) names.emplace_back(rule.name);
  auto hint = foreign_setting_hint(setting.name, element);
  if (hint.empty()) hint = did_you_mean_hint(setting.name, names);
  for (const auto& name : names)  // «not null unique»: бракує коми
    if (setting.name.size() > name.size() && setting.name[name.size()] == ' ' &&
        equals_ignore_case(setting.name.substr(0, name.size()), name))
      hint = fmt::format("a comma stands between settings: [{}, {}]", name,
                         setting.name.substr(name.size() + 1));
  if (custom && is_storable(setting.value)) {
    custom->push_back(this->setting(setting));
    if (!hint.empty()) {
      reporter_.warning(file_, setting.name_at, "custom-setting",
                        fmt::format("'{}' is kept as a custom setting", setting.name),
                        {.hint = hint, .subject = std::string(setting.name)});
    }
    return;
  }
  reporter_.error(file_, setting.name_at, "unknown-setting",
                  fmt::format("unknown setting '{}' of {}", setting.name, element),
                  {.hint = !hint.empty() ? hint
                           : custom && setting.value.kind != Kind::none
                               ? "the value of a custom setting is a 'string' or a #color"
                               : fmt::format("{} takes {}", element, fmt::join(names, ", ")),
                   .subject = std::string(setting.name)});
}

void SettingReader::invalid(const SettingNode& setting, std::string_view wanted, std::string hint) {
  reporter_.error(file_, setting.value.at, "invalid-setting",
                  fmt::format("'{}' must be {}", setting.name, wanted), {.hint = std::move(hint)});
}

std::optional<std::string> SettingReader::string(const SettingNode& setting) {
  if (setting.value.kind == Kind::string) return std::string(setting.value.text);
  const bool words = setting.value.kind == Kind::path || setting.value.kind == Kind::words;
  invalid(
      setting, "a string in quotes",
      words ? fmt::format("write {}: '{}'", setting.name, file_.text_of(setting.value.at)) : std::string());
  return std::nullopt;
}

std::optional<std::string> SettingReader::note(const SettingNode& setting) {
  if (setting.value.kind == Kind::string) return dedent(setting.value.text);
  return string(setting);
}

std::optional<std::string> SettingReader::color(const SettingNode& setting, bool allow_none) {
  const auto& value = setting.value;
  if (value.kind == Kind::color && is_color(value.text)) return std::string(value.text);
  if (allow_none && value.kind == Kind::path && equals_ignore_case(value.text, "none")) return "none";
  invalid(setting,
          allow_none ? "a color such as #abc or #a1b2c3, or none" : "a color such as #abc or #a1b2c3");
  return std::nullopt;
}

std::optional<std::string> SettingReader::action(const SettingNode& setting) {
  static const std::vector<std::string> kActions(kRefActions.begin(), kRefActions.end());
  if (setting.value.kind == Kind::words || setting.value.kind == Kind::path) {
    auto text = ascii_lower(setting.value.text);
    if (std::ranges::find(kActions, text) != kActions.end()) return text;
  }
  reporter_.error(file_, setting.value.at, "invalid-setting",
                  fmt::format("'{}' must be {}", setting.name, one_of(kRefActions)),
                  {.hint = setting.value.kind == Kind::string &&
                                   std::ranges::find(kActions, setting.value.text) != kActions.end()
                               ? fmt::format("write {} without quotes", setting.value.text)
                               : did_you_mean_hint(setting.value.text, kActions)});
  return std::nullopt;
}

std::optional<std::string> SettingReader::word(const SettingNode& setting) {
  const auto& value = setting.value;
  const bool quoted = value.kind == Kind::string && file_.text_of(value.at).starts_with('"');
  if (quoted || (value.kind == Kind::path && value.path.size() == 1)) return std::string(value.text);
  invalid(setting, "a word without quotes");
  return std::nullopt;
}

std::optional<schema::Check> SettingReader::check(const SettingNode& setting) {
  if (setting.value.kind == Kind::expression)
    return schema::Check{.expression = std::string(setting.value.text),
                         .at = range_of(file_, setting.value.at)};
  invalid(setting, "an expression in backticks");
  return std::nullopt;
}

std::optional<schema::Value> SettingReader::default_value(const SettingNode& setting) {
  const auto& node = setting.value;
  const bool bare_word = (node.kind == Kind::path && node.path.size() == 1) || node.kind == Kind::words;
  if (auto result = value(node); result && !bare_word) return result;
  const std::string hint = bare_word
                               ? fmt::format("write '{0}' for a string or `{0}` for an expression", node.text)
                               : std::string();
  reporter_.error(file_, node.at, "invalid-default",
                  "a default is a number, a string, a boolean, null, an `expression` or enum.member",
                  {.hint = hint});
  return std::nullopt;
}

schema::Setting SettingReader::setting(const SettingNode& node) const {
  return {.name = std::string(node.name),
          .value = written_text(node.name, node.value.text),
          .at = range_of(file_, node.name_at)};
}

std::string SettingReader::written_text(std::string_view name, std::string_view text) {
  return equals_ignore_case(name, word_of(Key::note)) ? dedent(text) : std::string(text);
}

std::optional<schema::Value> SettingReader::value(const ValueNode& node) {
  using schema::Value;
  switch (node.kind) {
    case Kind::string:
      return Value{Value::Kind::string, std::string(node.text)};
    case Kind::number:
      return Value{Value::Kind::number, std::string(node.text)};
    case Kind::boolean:
      return Value{Value::Kind::boolean, ascii_lower(node.text)};
    case Kind::null:
      return Value{Value::Kind::null, {}};
    case Kind::expression:
      return Value{Value::Kind::expression, std::string(node.text)};
    case Kind::path: {
      if (node.path.size() > 3) return std::nullopt;
      std::string owner;
      for (std::size_t i = 0; i + 1 < node.path.size(); ++i)
        owner += (i > 0 ? "." : "") + std::string(node.path[i].text);
      return Value{Value::Kind::enum_member, std::string(node.text), std::move(owner)};
    }
    default:
      return std::nullopt;
  }
}

}  // namespace techmarket::dbml
