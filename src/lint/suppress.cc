// Коментарі «lint: ignore правило[, правило…] [-- причина]»: за полем — про його рядок, на своєму рядку — про
// наступний, «ignore-file» — про весь файл.
#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "base/text.h"
#include "dbml/trivia.h"
#include "lint/rules.h"

namespace techmarket::lint {
namespace {

struct Suppression {
  std::string rule;
  SourceRange at;  ///< коментар
  int line = 0;    ///< про який рядок; 0 — весь файл
  bool used = false;
};

/// Те, що стоїть після «lint:»; порожньо — це звичайний коментар.
std::string_view directive(std::string_view comment) {
  constexpr std::string_view kStart = "lint:";
  auto text = comment.substr(2);
  if (comment.starts_with("/*")) text.remove_suffix(std::min<std::size_t>(2, text.size()));
  text = trim(text);
  return text.starts_with(kStart) ? trim(text.substr(kStart.size())) : std::string_view();
}

void read_comment(const dbml::SourceFile& file, const dbml::Comment& comment, int line,
                  std::vector<Suppression>& list) {
  constexpr std::string_view kLine = "ignore", kFile = "ignore-file";
  auto text = directive(comment.text);
  if (!text.starts_with(kLine)) return;
  const bool whole_file = text.starts_with(kFile);
  text.remove_prefix(whole_file ? kFile.size() : kLine.size());
  text = text.substr(0, text.find("--"));
  dbml::Span span = comment.at;
  span.end = span.begin + static_cast<std::uint32_t>(comment.text.size());
  const auto at = dbml::range_of(file, span);
  for (const auto part : split(text, ','))
    list.push_back({.rule = std::string(trim(part)), .at = at, .line = whole_file ? 0 : line});
}

std::vector<Suppression> read_suppressions(const dbml::SourceFile& file) {
  std::vector<Suppression> list;
  if (!file.text.contains("lint:")) return list;  // майже кожен файл
  dbml::Reporter ignored;
  bool first = true;
  for (const auto& word : dbml::read_words(file, ignored)) {
    for (const auto& comment : word.gap.comments) {
      const bool own_line = comment.newlines > 0 || first;
      read_comment(file, comment, own_line ? word.token.at.line : comment.at.line, list);
    }
    first = false;
  }
  return list;
}

void report_unneeded(LintRun& run, const std::vector<Suppression>& list) {
  std::vector<std::string> names;
  for (const auto& rule : lint_rules()) names.emplace_back(rule.name);
  for (const auto& suppression : list) {
    const bool known = find_lint_rule(suppression.rule) != nullptr;
    if (suppression.used || (known && !run.enabled(suppression.rule))) continue;
    std::string message = known ? fmt::format("nothing to ignore here for rule '{}'", suppression.rule)
                                : fmt::format("unknown rule '{}'", suppression.rule);
    run.add({{.code = "lint-comment",
              .message = std::move(message),
              .at = suppression.at,
              .hint = known ? "remove the comment" : did_you_mean_hint(suppression.rule, names),
              .subject = suppression.rule}},
            "");
  }
}

}  // namespace

void apply_suppressions(LintRun& run) {
  std::vector<Suppression> list;
  for (const auto& source : run.service.sources)
    std::ranges::move(read_suppressions(source), std::back_inserter(list));
  if (list.empty()) return;
  // Коментарів і знахідок може бути однаково багато: шукаємо за місцем, а не перебором.
  using Place = std::tuple<std::string_view, std::string_view, int>;  // правило, файл, рядок
  std::multimap<Place, Suppression*> by_place;
  for (auto& one : list) by_place.emplace(Place(one.rule, one.at.file.text(), one.line), &one);
  std::erase_if(run.findings(), [&](const LintFinding& finding) {
    if (!find_lint_rule(finding.code)) return false;
    bool silenced = false;
    for (const int line : {0, finding.at.line}) {
      const auto [first, last] = by_place.equal_range(Place(finding.code, finding.at.file.text(), line));
      for (auto found = first; found != last; ++found) found->second->used = silenced = true;
    }
    return silenced;
  });
  if (count_errors(run.service.parse_diagnostics) == 0) report_unneeded(run, list);
}

}  // namespace techmarket::lint
