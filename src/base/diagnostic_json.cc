#include "base/diagnostic_json.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace techmarket {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string_view level_of(Severity severity) {
  return severity == Severity::error ? "error" : "warning";
}

/// Знаки, яких RFC 3986 не дозволяє в шляху URI, — через %HH.
std::string percent_encoded(std::string_view path) {
  constexpr std::string_view kPlain = "-._~!$&'()*+,;=:@/";
  std::string out;
  for (const char c : path) {
    const bool alnum = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (alnum || kPlain.contains(c))
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

/// Посилання на файл. Відносне GitHub прикладає до кореня сховища.
json artifact_location(std::string_view file) {
  std::error_code ignored;
  const fs::path path(file);
  const fs::path relative = fs::proximate(path, ignored);
  const bool outside = relative.empty() || *relative.begin() == "..";
  if (!outside) return {{"uri", percent_encoded(relative.generic_string())}, {"uriBaseId", "%SRCROOT%"}};
  return {{"uri", "file://" + percent_encoded(fs::absolute(path, ignored).generic_string())}};
}

/// Повідомлення про весь файл GitHub показує біля першого рядка.
json region_of(const SourceRange& at) {
  if (at.line == 0) return {{"startLine", 1}};
  json region{{"startLine", at.line}, {"startColumn", at.column}};
  const bool has_end = at.end_line > at.line || (at.end_line == at.line && at.end_column > at.column);
  if (has_end) {
    region["endLine"] = at.end_line;
    region["endColumn"] = at.end_column;
  }
  return region;
}

json rule_object(std::string_view code, std::span<const DiagnosticRule> rules) {
  const auto rule = std::ranges::find(rules, code, &DiagnosticRule::code);
  if (rule == rules.end()) return {{"id", code}};
  return {{"id", code},
          {"shortDescription", {{"text", rule->summary}}},
          {"fullDescription", {{"text", rule->summary}}},
          {"help", {{"text", rule->remedy}}},
          {"defaultConfiguration", {{"level", level_of(rule->severity)}}}};
}

}  // namespace

json to_json(const Diagnostic& d) {
  return {{"severity", level_of(d.severity)},
          {"code", d.code},
          {"message", d.message},
          {"file", d.at.file.text()},
          {"line", d.at.line},
          {"column", d.at.column},
          {"end_line", d.at.end_line},
          {"end_column", d.at.end_column},
          {"hint", d.hint},
          {"subject", d.subject}};
}

json to_json(std::span<const Diagnostic> diagnostics) {
  json list = json::array();
  for (const auto& diagnostic : diagnostics) list.push_back(to_json(diagnostic));
  return list;
}

json to_sarif(std::span<const Diagnostic> diagnostics, std::string_view version,
              std::span<const DiagnosticRule> rules) {
  json used = json::array(), results = json::array();
  std::map<std::string_view, std::size_t> number;
  for (const auto& d : diagnostics) {
    const auto [entry, is_new] = number.try_emplace(d.code, used.size());
    if (is_new) used.push_back(rule_object(d.code, rules));
    const json place{{"artifactLocation", artifact_location(d.at.file.text())}, {"region", region_of(d.at)}};
    results.push_back(
        {{"ruleId", d.code},
         {"ruleIndex", entry->second},
         {"level", level_of(d.severity)},
         {"message", {{"text", d.hint.empty() ? d.message : fmt::format("{}\nhint: {}", d.message, d.hint)}}},
         {"locations", json::array({json{{"physicalLocation", place}}})}});
  }
  const json driver{{"name", "techmarket"}, {"semanticVersion", version}, {"rules", used}};
  const json run{{"tool", {{"driver", driver}}}, {"columnKind", "unicodeCodePoints"}, {"results", results}};
  return {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
          {"version", "2.1.0"},
          {"runs", json::array({run})}};
}

}  // namespace techmarket
