#include "lint/fix.h"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>

#include "dbml/edit.h"
#include "dbml/format.h"

namespace techmarket::lint {
namespace {

bool apply(dbml::Editor& editor, const LintFix& fix) {
  return fix.kind == LintFix::Kind::add_index ? editor.add_index(fix.at, fix.columns)
                                              : editor.remove_index(fix.at);
}

}  // namespace

void offer_fixes(const LintService& service, std::span<LintFinding> findings) {
  for (const auto& source : service.sources) {
    std::optional<dbml::Editor> draft;  // зміни в ньому нікуди не йдуть
    for (auto& finding : findings) {
      if (!finding.fix || finding.fix->at.file != source.path) continue;
      if (!draft) draft.emplace(source);
      if (apply(*draft, *finding.fix))
        finding.hint += "; --fix does it";
      else
        finding.fix.reset();
    }
  }
}

std::vector<FixedFile> fix(std::span<const LintService> services, std::span<const LintFinding> findings) {
  std::vector<FixedFile> files;
  for (const auto& service : services)
    for (const auto& source : service.sources) {
      if (std::ranges::find(files, source.path.text(), &FixedFile::path) != files.end()) continue;
      dbml::Editor editor(source);
      std::size_t fixes = 0;
      std::set<std::tuple<int, int, std::vector<std::string>>> done;  // модуль могли підключити двічі
      for (const auto& finding : findings) {
        if (!finding.fix || finding.fix->at.file != source.path) continue;
        const auto& wanted = *finding.fix;
        if (done.emplace(wanted.at.line, wanted.at.column, wanted.columns).second)
          fixes += apply(editor, wanted) ? 1 : 0;
      }
      if (fixes == 0) continue;
      FixedFile file{.path = source.path, .text = std::move(editor).text(), .fixes = fixes};
      if (dbml::format(source.text, file.path).text == source.text)
        if (auto formatted = dbml::format(file.text, file.path); formatted.ok()) file.text = formatted.text;
      files.push_back(std::move(file));
    }
  return files;
}

}  // namespace techmarket::lint
