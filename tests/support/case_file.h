#pragma once
// Текстовий випадок tests/cases/<тека>/<ім'я>.case: розділи «=== назва», далі їхній текст. Порожній рядок
// перед наступним «===» належить вигляду файлу, а не розділу.
//
// Які розділи має випадок, вирішує його тека (kCaseKinds). Розділ, якого тека не знає, другий такий самий чи
// випадок, що нічого не очікує, — помилка: інакше описка в назві вимикала б перевірку.

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/file.h"
#include "base/text.h"

namespace techmarket::support {

struct CaseFile {
  std::filesystem::path path;
  std::vector<std::pair<std::string, std::string>> sections;  ///< у порядку файлу

  const std::string* section(std::string_view name) const {
    for (const auto& [title, text] : sections)
      if (title == name) return &text;
    return nullptr;
  }

  void set(std::string_view name, std::string text) {
    for (auto& [title, old] : sections)
      if (title == name) {
        old = std::move(text);
        return;
      }
    sections.emplace_back(name, std::move(text));
  }

  std::string name() const { return path.stem().string(); }

  std::string text() const {
    std::string out;
    for (const auto& [title, body] : sections) {
      if (!out.empty()) out += '\n';
      out += "=== " + title + '\n' + body;
    }
    return out;
  }
};

/// Випадки однієї теки: що мусить бути, що з очікуваного (хоч одне), що ще можна. «file *» — «file» з іменем.
struct CaseKind {
  std::string folder;
  std::vector<std::string> needed, expected, optional;
};

inline const std::vector<CaseKind> kCaseKinds = {
    {"dbml", {"input"}, {"errors", "model"}, {"warnings", "file *"}},
    {"sql",
     {"input"},
     {"mysql", "postgres"},
     {"skip mariadb", "skip mysql", "skip postgres", "warns mariadb", "warns mysql", "warns postgres"}},
    {"dialect", {"input"}, {"mysql", "postgres", "silent"}, {"accepts"}},
    {"fmt", {"input"}, {"output", "errors"}, {}},
    {"lint", {"input"}, {"findings"}, {"config", "fixed", "mysql"}},
    {"migrate", {"before", "after"}, {"mysql", "postgres"}, {"flags", "online", "data", "refused"}},
};

/// TECHMARKET_UPDATE_CASES=1: переписати очікуване тим, що вийшло.
inline bool updating_cases() {
  return std::getenv("TECHMARKET_UPDATE_CASES") != nullptr;
}

/// Розділи тексту. @param known назви, які може мати цей випадок.
inline Result<CaseFile> split_case(const std::filesystem::path& path, std::string_view text,
                                   const std::vector<std::string>& known) {
  CaseFile file{.path = path, .sections = {}};
  auto lines = split(text, '\n');
  if (!lines.empty() && lines.back().empty()) lines.pop_back();
  const auto failed = [&](std::size_t line, const std::string& what, std::string hint = {}) {
    return fail(ErrorKind::bad_input, fmt::format("{}:{}: {}", path.string(), line + 1, what),
                std::move(hint));
  };
  for (std::size_t at = 0; at < lines.size(); ++at) {
    if (!lines[at].starts_with("=== ")) {
      if (file.sections.empty()) return failed(at, "text before the first section");
      file.sections.back().second += std::string(lines[at]) + '\n';
      continue;
    }
    const std::string title(lines[at].substr(4));
    const std::string kind = title.starts_with("file ") ? "file *" : title;
    if (std::ranges::find(known, kind) == known.end())
      return failed(at, fmt::format("unknown section '{}'", title), did_you_mean_hint(title, known));
    if (file.section(title)) return failed(at, fmt::format("a second section '{}'", title));
    if (!file.sections.empty() && file.sections.back().second.ends_with('\n'))
      file.sections.back().second.pop_back();
    file.sections.emplace_back(title, "");
  }
  return file;
}

inline Result<CaseFile> read_case(const std::filesystem::path& path) {
  TM_ASSIGN(const std::string text, read_file(path));
  const std::string folder = path.parent_path().filename();
  const auto kind = std::ranges::find(kCaseKinds, folder, &CaseKind::folder);
  if (kind == kCaseKinds.end())
    return fail(ErrorKind::bad_input, fmt::format("{}: no kind of case is '{}'", path.string(), folder));
  std::vector<std::string> known = kind->needed;
  for (const auto* more : {&kind->expected, &kind->optional})
    known.insert(known.end(), more->begin(), more->end());
  TM_ASSIGN(CaseFile file, split_case(path, text, known));
  const auto has = [&](const std::string& name) { return file.section(name) != nullptr; };
  for (const auto& name : kind->needed)
    if (!has(name))
      return fail(ErrorKind::bad_input, fmt::format("{}: no section '{}'", path.string(), name));
  if (std::ranges::none_of(kind->expected, has) && !updating_cases())
    return fail(
        ErrorKind::bad_input,
        fmt::format("{}: expects nothing: no section {}", path.string(), fmt::join(kind->expected, " or ")),
        "TECHMARKET_UPDATE_CASES=1 writes what comes out");
  return file;
}

/// Усі випадки теки tests/cases/<folder> за іменем.
inline std::vector<std::filesystem::path> case_paths(std::string_view folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(TECHMARKET_SOURCE_DIR) /
                                                               "tests/cases" / folder))
    if (entry.path().extension() == ".case") paths.push_back(entry.path());
  std::ranges::sort(paths);
  return paths;
}

/// Ім'я тесту GoogleTest: літери, цифри й «_».
inline std::string case_test_name(const std::filesystem::path& path) {
  std::string name = path.stem().string();
  std::ranges::replace_if(
      name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
  return name;
}

}  // namespace techmarket::support
