#pragma once
// Еталонний випадок tests/cases/sql/<ім'я>.case: розділи «=== назва», далі їхній текст.
//
//   === input          DBML
//   === mysql          очікуваний SQL; розділу немає — випадок лише для іншого діалекту
//   === postgres
//   === skip mariadb   чому текст не виконується на цьому сервері (одне речення)
//   === skip postgres

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/file.h"
#include "base/text.h"
#include "schema/schema.h"

namespace techmarket::ddl::testing {

struct CaseFile {
  std::filesystem::path path;
  std::vector<std::pair<std::string, std::string>> sections;  ///< у порядку файлу

  const std::string* section(std::string_view name) const {
    for (const auto& [title, text] : sections)
      if (title == name) return &text;
    return nullptr;
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

/// Порожній рядок перед наступним «===» належить вигляду файлу, а не розділу.
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

inline std::vector<std::filesystem::path> case_paths() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(TECHMARKET_SOURCE_DIR) / "tests/cases/sql"))
    if (entry.path().extension() == ".case") paths.push_back(entry.path());
  std::ranges::sort(paths);
  return paths;
}

inline std::string_view section_name(schema::Dialect dialect) {
  return dialect == schema::Dialect::mysql ? "mysql" : "postgres";
}

}  // namespace techmarket::ddl::testing
