// Тека підключає лише себе і те, що стоїть перед нею: будинок не має сходів нагору.

#include <algorithm>
#include <filesystem>
#include <regex>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/text.h"

namespace techmarket {
namespace {

const std::vector<std::string> kFolders = {
    "base", "schema", "sql",    "dbml",  "ddl",       "lint",   "erd",     "db",  "migrate",   "config",
    "rows", "words",  "filler", "world", "warehouse", "render", "runtime", "ops", "dashboard", "cli"};

std::ptrdiff_t position(const std::string& folder) {
  return std::ranges::find(kFolders, folder) - kFolders.begin();
}

bool is_test(const std::filesystem::path& path) {
  return path.string().ends_with("_test.cc") || path.parent_path().filename() == "testing";
}

TEST(IncludeDirection, FoldersIncludeOnlyWhatStandsBeforeThem) {
  const std::filesystem::path source = std::filesystem::path(TECHMARKET_SOURCE_DIR) / "src";
  const std::regex include("#include \"([a-z_]+)/[^\"]+\"");
  int files = 0, includes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(source)) {
    const auto extension = entry.path().extension();
    if (extension != ".h" && extension != ".cc") continue;
    ++files;
    const std::string folder = entry.path().lexically_relative(source).begin()->string();
    ASSERT_LT(position(folder), std::ssize(kFolders)) << folder << " is not in the list of folders";
    const std::string text = *read_file(entry.path());
    for (std::sregex_iterator match(text.begin(), text.end(), include), end; match != end;
         ++match, ++includes) {
      const std::string included = (*match)[1];
      if (included == "support" && is_test(entry.path())) continue;
      EXPECT_LE(position(included), position(folder)) << entry.path() << " includes " << included;
    }
  }
  EXPECT_GT(files, 20);
  EXPECT_GT(includes, 20);
}

}  // namespace
}  // namespace techmarket
