// Текстові випадки tests/cases/dbml/*.case: розділ «=== input», а за ним «=== errors» з точним текстом
// повідомлень. Файл без «=== errors» мусить розбиратися без помилок. TECHMARKET_UPDATE_CASES=1 переписує
// очікуване.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/file.h"
#include "dbml/parse.h"

namespace techmarket::dbml {
namespace {

namespace fs = std::filesystem;

using Sections = std::vector<std::pair<std::string, std::string>>;

Sections read_sections(const std::string& text) {
  constexpr std::string_view kMark = "=== ";
  Sections sections;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size() - 1) + 1;
    const auto line = text.substr(at, end - at);
    if (line.starts_with(kMark)) {
      sections.emplace_back(line.substr(kMark.size(), line.find('\n') - kMark.size()), "");
    } else if (!sections.empty()) {
      sections.back().second += line;
    }
    at = end;
  }
  return sections;
}

std::string write_sections(const Sections& sections) {
  std::string text;
  for (const auto& [name, body] : sections) text += "=== " + name + "\n" + body;
  return text;
}

std::vector<fs::path> case_files() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(fs::path(TECHMARKET_SOURCE_DIR) / "tests/cases/dbml"))
    if (entry.path().extension() == ".case") files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

class DbmlCase : public testing::TestWithParam<fs::path> {};

TEST_P(DbmlCase, ReportsExactlyWhatIsExpected) {
  auto text = read_file(GetParam());
  ASSERT_TRUE(text) << text.error().message;
  auto sections = read_sections(*text);
  const auto input = std::ranges::find(sections, "input", &Sections::value_type::first);
  ASSERT_NE(input, sections.end()) << "no '=== input' section";
  const auto parsed = parse(input->second, "input.dbml");
  const auto actual = render_all(parsed, false);

  const auto errors = std::ranges::find(sections, "errors", &Sections::value_type::first);
  if (errors == sections.end()) {
    EXPECT_TRUE(parsed.ok()) << actual;
    return;
  }
  if (std::getenv("TECHMARKET_UPDATE_CASES") && errors->second != actual) {
    errors->second = actual;
    ASSERT_TRUE(write_file(GetParam(), write_sections(sections)));
  }
  EXPECT_EQ(errors->second, actual);
}

std::string case_name(const testing::TestParamInfo<fs::path>& info) {
  auto name = info.param.stem().string();
  std::ranges::replace_if(
      name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Cases, DbmlCase, testing::ValuesIn(case_files()), case_name);

}  // namespace
}  // namespace techmarket::dbml
