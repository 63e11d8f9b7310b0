#pragma once
// Текстовий випадок tests/cases/<тека>/<ім'я>.case: розділи «=== назва», далі їхній текст. Порожній рядок
// перед наступним «===» належить вигляду файлу, а не розділу.

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

inline Result<CaseFile> read_case(const std::filesystem::path& path) {
  TM_ASSIGN(const std::string text, read_file(path));
  CaseFile file{.path = path, .sections = {}};
  auto lines = split(text, '\n');
  if (!lines.empty() && lines.back().empty()) lines.pop_back();
  for (const auto line : lines) {
    if (line.starts_with("=== ")) {
      if (!file.sections.empty() && file.sections.back().second.ends_with('\n'))
        file.sections.back().second.pop_back();
      file.sections.emplace_back(line.substr(4), "");
    } else if (!file.sections.empty()) {
      file.sections.back().second += std::string(line) + '\n';
    }
  }
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

/// TECHMARKET_UPDATE_CASES=1: переписати очікуване тим, що вийшло.
inline bool updating_cases() {
  return std::getenv("TECHMARKET_UPDATE_CASES") != nullptr;
}

/// Ім'я тесту GoogleTest: літери, цифри й «_».
inline std::string case_test_name(const std::filesystem::path& path) {
  std::string name = path.stem().string();
  std::ranges::replace_if(
      name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
  return name;
}

}  // namespace techmarket::support
